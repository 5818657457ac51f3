// Looks at pages in Debian's Chromium: look(pages, how) gives what is wrong, by page, width and scheme.
// Of each page {name, html} or {name, url}; a page with an address may ask its own origin, and nothing else may be asked.
// `inspect` runs in the page and gives faults; `rules` are axe's, or its tags, and hold at the widths `ruled`; `shots` is a folder for pictures.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["color-contrast", "image-alt", "link-name", "html-has-lang", "html-lang-valid", "document-title", "target-size"];
export const PATIENCE = 120_000; // for starting and loading alone: a busy machine is slow

export async function launched() {
  return puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"], timeout: PATIENCE, protocolTimeout: PATIENCE });
}

export async function look(pages, { widths = [320, 1280], ruled = widths, schemes = ["light", "dark"], inspect = () => [], rules = RULES, shots = "" } = {}) {
  const browser = await launched();
  const seen = [];
  try {
    for (const { name, html, url } of pages) {
      const page = await browser.newPage();
      const said = []; // of the page at any time: holds for each view
      const ours = (asked) => /^(data|about):/.test(asked) || (url && new URL(asked).origin === new URL(url).origin);
      await page.setViewport({ width: widths[0], height: 900 });
      await page.setRequestInterception(true);
      page.on("request", (one) => (ours(one.url()) ? one.continue() : (said.push(`asks for ${one.url()}`), one.abort())));
      page.on("console", (one) => one.type() === "error" && said.push(`error ${one.text()}`));
      page.on("pageerror", (error) => said.push(`error ${error.message}`));
      await (url ? page.goto(url, { waitUntil: "load", timeout: PATIENCE }) : page.setContent(html, { waitUntil: "load", timeout: PATIENCE }));
      await page.evaluate(axe); // not as a script tag: a page's own policy forbids that, and has to stay in force
      for (const width of widths) for (const scheme of schemes) {
        const faults = [];
        await page.setViewport({ width, height: 900 });
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        faults.push(...(await page.evaluate(inspect, { width, scheme })));
        const found = ruled.includes(width) ? await page.evaluate((rules) => axe.run(document, { runOnly: rules }), rules) : { violations: [] };
        for (const rule of found.violations) faults.push(`${rule.id}: ${rule.nodes[0].html}`);
        if (shots) {
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png`, clip: { x: 0, y: 0, width, height: Math.min(height, 8000) } });
        }
        seen.push({ name, width, scheme, faults });
      }
      for (const view of seen.slice(-widths.length * schemes.length)) view.faults.unshift(...said);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return seen;
}
