// Reads a site that is being published again and again, until its input ends, and prints what was met as JSON.
// node site_rebuilds.mjs SITE MOUNTED: the same folder, served as it lies and by the library's application.
import { launched, PATIENCE } from "./browser.mjs";

const sites = process.argv.slice(2);
const faults = new Set();
const seen = { fetched: 0, pages: 0, searches: 0, gone: 0 };
const gone = new Map(); // path of news that was taken back: when that was seen
const asked = new Set();
let over = false;
process.stdin.resume().on("end", () => { over = true; });

const pathOf = (address) => sites.map((site) => (address.startsWith(site) ? address.slice(site.length).replace(/[?#].*/, "") : null)).find((one) => one !== null) ?? null;
const LISTS = ["", "tin/", "a-z/", "sitemap.xml", "du-lieu/tin.json", "manh/tin-moi.html", "don-vi/vp-ubnd/", "noi-dung/cntt/", "luu-tru/2022-12/", "gone.json", "tim-kiem/index.json"];

function isWhole(path, text) {
  if (/\.js$/.test(path)) return text.trimEnd().endsWith("})();");
  if (path.endsWith(".json")) {
    try { JSON.parse(text); return true; } catch { return false; }
  }
  if (path.endsWith(".xml")) return /<\/urlset>\s*$/.test(text);
  if (path.startsWith("manh/")) return /<\/\w+>\s*$/.test(text);
  if (path === "robots.txt" || path.endsWith(".css")) return text.length > 50;
  return /^<!doctype html>/i.test(text) && /<\/html>\s*$/.test(text);
}

async function got(site, path) {
  const at = performance.now();
  asked.add(path);
  const answer = await fetch(site + path);
  const text = await answer.text();
  seen.fetched++;
  const taken = answer.status === 410 || (answer.status === 200 && /^tin\/./.test(path) && text.includes('content="noindex"'));
  if (taken && !gone.has(path)) gone.set(path, performance.now());
  if ((answer.status === 200 || answer.status === 410) && !isWhole(answer.status === 410 ? "" : path, text)) faults.add(`${path} is not whole: ${text.length} characters, ends ${JSON.stringify(text.slice(-40))}`);
  else if (![200, 404, 410].includes(answer.status)) faults.add(`${path}: ${answer.status}`);
  return { at, status: answer.status, text, taken };
}

function linksOf(site, path, text) {
  const found = path.endsWith(".json") ? [...text.matchAll(/"(https?:[^"]*)"/g)] : path.endsWith(".xml") ? [...text.matchAll(/<loc>([^<]*)/g)] : [...text.matchAll(/<(?:a|link|img|script)\b[^>]*?(?:href|src)="([^"#]+)/g)];
  return [...new Set(found.map(([, link]) => pathOf(new URL(link.replaceAll("&amp;", "&"), site + path).href)).filter((one) => one !== null && !/\.(svg|png|jpg|pdf|webp)$/.test(one)))];
}

const isList = (path) => !/^(du-lieu\/|manh\/)?tin\/./.test(path);

// A page and some of what it links to. What it names has to be there, or the page, asked again, names it no more.
async function followed(site, path, chance) {
  const page = await got(site, path);
  if (page.status !== 200 || page.taken) return [];
  if (path === "gone.json") {
    for (const one of JSON.parse(page.text)) if (/^tin\//.test(one) && !gone.has(one)) {
      const { status, taken } = await got(site, one);
      if (status === 200 && !taken) faults.add(`${one} was taken back, and still stands`);
    }
    return [];
  }
  const links = linksOf(site, path, page.text);
  for (const link of links) if (isList(path) && gone.has(link) && gone.get(link) < page.at) faults.add(`${path} names what is gone: ${link}`);
  for (const link of links.filter((one) => !asked.has(one) || Math.random() < chance)) {
    const there = await got(site, link);
    if (there.status === 200 && !there.taken) continue;
    const again = await got(site, path);
    if (again.status === 200 && !again.taken && linksOf(site, path, again.text).includes(link)) {
      if (there.status === 404) faults.add(`${path} names what is not there: ${link}`);
      else if (isList(path)) faults.add(`${path} names what is gone: ${link}`);
    }
  }
  return links;
}

async function crawl(site) {
  for (let known = []; !over; ) {
    const path = Math.random() < 0.7 || !known.length ? LISTS[Math.floor(Math.random() * LISTS.length)] : known[Math.floor(Math.random() * known.length)];
    const links = await followed(site, path, 0.3);
    if (links.length) known = links;
    await new Promise((done) => setTimeout(done, 20)); // the publisher needs the machine too
  }
}

// A person: clicks from page to page, and searches now and then.
async function click(browser, site) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  page.on("pageerror", (error) => faults.add(`Chromium, ${page.url()}: ${error.message}`));
  const failed = [];
  page.on("response", (one) => one.status() >= 400 && failed.push(one.url()));
  const named = (address) => page.evaluate((one) => [...document.querySelectorAll("a")].some((link) => link.href === one), address);
  const go = async (address) => (await page.goto(address, { waitUntil: "load", timeout: PATIENCE }))?.status() ?? 0;
  const searched = async () => {
    await go(`${site}tim-kiem/?q=thu+tuc`);
    await page.waitForFunction(() => document.getElementById("said").textContent !== document.getElementById("said").dataset.reading, { timeout: PATIENCE });
    seen.searches++;
    if (await page.evaluate(() => document.getElementById("said").textContent === document.getElementById("said").dataset.failed)) faults.add("Chromium: the search failed");
  };
  for (let from = site; !over; ) {
    const search = Math.random() < 0.1;
    if (search) await searched();
    else if ((await go(from)) === 404) { from = site; continue; } // a page that was dropped meanwhile
    seen.pages++;
    failed.length = 0;
    const links = await page.evaluate((search) => [...document.querySelectorAll(search ? "#hits a" : "main a")].map((one) => one.href), search);
    const ours = links.filter((one) => pathOf(one) !== null && !/\.\w{2,4}$/.test(one));
    if (!ours.length) { from = site; continue; }
    const to = ours[Math.floor(Math.random() * ours.length)];
    const [answer] = await Promise.all([
      page.waitForNavigation({ waitUntil: "load", timeout: PATIENCE }),
      page.evaluate((to) => [...document.querySelectorAll("main a")].find((one) => one.href === to).click(), to),
    ]).catch(() => [null]);
    if (answer === null) { from = site; continue; } // a link into the page itself
    if (answer.status() === 404) {
      if (search) await searched(); else await go(from);
      if (await named(to)) faults.add(`Chromium: ${pathOf(from)}${search ? " (search)" : ""} names what is not there: ${pathOf(to)}`);
      from = site;
      continue;
    }
    const whole = await page.evaluate(() => [!!document.querySelector("h1"), !!document.querySelector("footer"), [...document.styleSheets].some((one) => one.cssRules.length > 20)]);
    if (whole.includes(false)) faults.add(`Chromium: ${pathOf(to)} is not whole: ${whole}`);
    for (const one of failed) if (!one.endsWith("favicon.ico") && one !== to) faults.add(`Chromium: ${pathOf(to)} needs what is not there: ${pathOf(one)}`);
    from = Math.random() < 0.5 ? to : site;
  }
}

const browser = await launched();
try {
  await Promise.all([crawl(sites[0]), crawl(sites[0]), crawl(sites[1]), click(browser, sites[0])]);
  for (const path of LISTS) await followed(sites[1], path, 1); // at rest, everything
} catch (fault) {
  faults.add(`readers: ${fault.stack}`);
} finally {
  await browser.close();
}
seen.gone = gone.size;
console.log(JSON.stringify({ ...seen, faults: [...faults] }));
