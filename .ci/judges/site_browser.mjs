// Uses a site as a reader does in Chromium: searches, looks without scripts, follows feeds, prints. node site_browser.mjs TASKS
// The file holds a list of tasks {does, url, …}; what each of them saw is printed as a line of JSON, in order.
import { readFileSync } from "node:fs";
import { launched, PATIENCE } from "./browser.mjs";

const browser = await launched();

// A page of its own, with nothing in store; what goes wrong and how many bytes come is told by the way.
async function opened(use) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const seen = { faults: [], bytes: 0 };
  await page.setViewport({ width: 1280, height: 900 });
  page.on("console", (one) => one.type() === "error" && !/^Failed to load resource/.test(one.text()) && seen.faults.push(`error ${one.text()}`));
  page.on("pageerror", (error) => seen.faults.push(`error ${error.message}`));
  page.on("response", (one) => one.status() >= 400 && !one.url().endsWith("/favicon.ico") && seen.faults.push(`${one.status()} ${one.url()}`));
  const network = await page.createCDPSession();
  await network.send("Network.enable");
  network.on("Network.loadingFinished", ({ encodedDataLength }) => { seen.bytes += encodedDataLength; }); // with the headers
  try {
    return { ...seen, ...(await use(page, seen)), faults: seen.faults, bytes: seen.bytes };
  } catch (fault) {
    return { ...seen, faults: [...seen.faults, `error ${fault.message}`] };
  } finally {
    await context.close();
  }
}

const answered = (page) => page.waitForFunction(() => {
  const said = document.getElementById("said");
  return said.textContent && said.textContent !== said.dataset.reading;
}, { timeout: PATIENCE });
const hits = () => ({
  said: document.getElementById("said").textContent,
  failed: document.getElementById("said").textContent === document.getElementById("said").dataset.failed,
  hits: [...document.querySelectorAll("#hits a")].map((one) => one.href),
});
const gone = (page) => page.waitForNavigation({ waitUntil: "load", timeout: PATIENCE });

const DOES = {
  // Types a query into the form of a page and opens each hit that is shown.
  search: ({ url, query }) => opened(async (page, seen) => {
    await page.goto(url, { waitUntil: "load", timeout: PATIENCE });
    await page.type("form[role=search] input[name=q]", query);
    await Promise.all([gone(page), page.keyboard.press("Enter")]);
    await answered(page);
    const found = await page.evaluate(hits);
    const texts = {};
    const [, bytes] = [found.failed && seen.faults.push("the search failed"), seen.bytes];
    for (const place of found.hits.keys()) {
      const links = await page.$$("#hits a");
      await Promise.all([gone(page), links[place].click()]);
      texts[page.url()] = await page.evaluate(() => document.querySelector("main").innerText);
      await page.goBack({ waitUntil: "load", timeout: PATIENCE });
      await answered(page);
    }
    return { ...found, texts, searched: bytes };
  }),
  // All that is fetched for a query by who was never here.
  weigh: ({ url, query }) => opened(async (page, seen) => {
    await page.goto(`${url}?q=${encodeURIComponent(query)}`, { waitUntil: "networkidle0", timeout: PATIENCE });
    await answered(page);
    const found = await page.evaluate(hits);
    if (found.failed) seen.faults.push("the search failed");
    return found;
  }),
  // The page of the search without scripts: what is seen of `noscript`, and where its link and a title there lead.
  unscripted: ({ url }) => opened(async (page, seen) => {
    await page.setJavaScriptEnabled(false);
    await page.goto(`${url}?q=duong`, { waitUntil: "load", timeout: PATIENCE });
    const link = await page.$("noscript a");
    const box = link && (await link.boundingBox());
    if (!box) return void seen.faults.push("nothing is said where there is no script");
    await Promise.all([gone(page), link.click()]);
    const index = page.url();
    const titles = await page.$$("main li a[href*='tin/']");
    if (!titles.length) return void seen.faults.push(`${index} names no news`);
    await Promise.all([gone(page), titles[0].click()]);
    return { index, page: page.url(), title: await page.title() };
  }),
  // Feeds that a page names in its head and in its text; the first of those is opened as readers do.
  feeds: ({ url }) => opened(async (page, seen) => {
    await page.goto(url, { waitUntil: "load", timeout: PATIENCE });
    const found = await page.evaluate(() => ({
      named: [...document.querySelectorAll("head link[rel=alternate]")].map((one) => [one.href, one.type]).filter(([, type]) => /rss|atom|feed/.test(type)),
      linked: [...document.querySelectorAll("main a")].map((one) => one.href),
    }));
    const feeds = found.named.map(([address]) => address);
    const place = found.linked.findIndex((one) => feeds.includes(one));
    if (place < 0) return void seen.faults.push("no feed is linked");
    const [answer] = await Promise.all([gone(page), (await page.$$("main a"))[place].click()]);
    return { feeds, opened: page.url(), status: answer?.status() ?? 0, type: answer?.headers()["content-type"] ?? "" };
  }),
  // Prints a page as PDF, as a reader would who has set the night; tells what has to stand on the sheet, and what must not.
  print: ({ url, file }) => opened(async (page) => {
    await page.goto(url, { waitUntil: "load", timeout: PATIENCE });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    const told = await page.evaluate(() => {
      const visible = (one) => !one.closest("nav, .screen, .turn, form, script, style, noscript");
      const blocks = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, pre, figcaption)")];
      const leaves = blocks.filter((one) => visible(one) && !one.querySelector("p, li, dt, dd, td, th, ul, ol, dl"));
      const texts = (list) => list.map((one) => one.textContent).filter((text) => text.trim());
      return {
        blocks: texts(leaves.filter((one) => !one.matches("td, th"))),
        cells: texts(leaves.filter((one) => one.matches("td, th"))),
        menu: [...document.querySelectorAll("nav.menu a, nav li a")].map((one) => one.textContent.trim()),
        controls: [...document.querySelectorAll("button")].map((one) => one.textContent.trim()),
      };
    });
    await page.pdf({ path: file, format: "A4", printBackground: true, margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
    return { ...told, file };
  }),
};

try {
  for (const task of JSON.parse(readFileSync(process.argv[2], "utf8"))) console.log(JSON.stringify(await DOES[task.does](task)));
} finally {
  await browser.close();
}
