// Looks at pages in Debian's Chromium: look(pages, how) gives what is wrong, by page, width and scheme.
// Of each page {name, html}; `inspect` runs in the page and gives faults; `rules` are axe's; `shots` is a folder for pictures.
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["color-contrast", "image-alt", "link-name", "html-has-lang", "html-lang-valid", "document-title", "target-size"];
const PATIENCE = 120_000; // for starting and loading alone: a busy machine is slow

export async function look(pages, { widths = [320, 1280], schemes = ["light", "dark"], inspect = () => [], rules = RULES, shots = "" } = {}) {
  const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"], timeout: PATIENCE, protocolTimeout: PATIENCE });
  const seen = [];
  try {
    for (const { name, html } of pages) for (const width of widths) for (const scheme of schemes) {
      const page = await browser.newPage();
      const faults = [];
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setRequestInterception(true);
      page.on("request", (one) => (/^(data|about):/.test(one.url()) ? one.continue() : (faults.push(`asks for ${one.url()}`), one.abort())));
      page.on("console", (said) => said.type() === "error" && faults.push(`error ${said.text()}`));
      page.on("pageerror", (error) => faults.push(`error ${error.message}`));
      await page.setContent(html, { waitUntil: "load", timeout: PATIENCE });
      faults.push(...(await page.evaluate(inspect, { width, scheme })));
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), rules);
      for (const rule of found.violations) faults.push(`${rule.id}: ${rule.nodes[0].html}`);
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png`, fullPage: true });
      await page.close();
      seen.push({ name, width, scheme, faults });
    }
  } finally {
    await browser.close();
  }
  return seen;
}
