// Judges pages of a site in Chromium, planted faults first: node site_pages.mjs FILE [FOLDER FOR PICTURES]
// The file holds {pages: [{name, url}], planted: [{name, url}]}; the name of a planted one is what has to be said of it.
import { readFileSync } from "node:fs";
import { look } from "./browser.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

function inspect({ scheme }) {
  const faults = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`runs ${scrollWidth - innerWidth} px out of the page`);
  for (const one of document.images) {
    one.loading = "eager";
    if (one.complete && !one.naturalWidth) faults.push(`a picture is missing: ${one.getAttribute("src")}`);
  }
  if (document.title === "x") faults.push("a script of a text has run");
  const [, red] = getComputedStyle(document.body).backgroundColor.match(/(\d+),/) ?? [];
  if ((scheme === "dark") !== (red < 64)) faults.push(`is not ${scheme}`);
  const lengths = (block) => {
    const lines = new Map();
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node, left = 1500; left > 0 && (node = walk.nextNode()); )
      for (let at = 0; at < node.length && left-- > 0; at++) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (box?.width) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) ?? 0) + 1);
      }
    return [...lines.values()];
  };
  for (const one of [...document.querySelectorAll("main p, main li, main blockquote, main dd")].slice(0, 60)) {
    const most = Math.max(0, ...lengths(one));
    if (most > 75) faults.push(`a line of ${most} characters: ${one.innerText.slice(0, 50)}`);
  }
  for (const one of document.querySelectorAll("a, button, input, select, summary")) {
    const box = one.getBoundingClientRect();
    if (!box.width || box.right < 0 || one.type === "hidden") continue;
    const block = one.closest("p, li, td, th, dd, blockquote, figcaption, h1, h2, h3, h4, h5, h6");
    const running = block?.matches("p, td, th, blockquote, figcaption, .prose *") && getComputedStyle(one).display === "inline";
    if (!running && (box.height < 43.9 || box.width < 43.9)) faults.push(`a target of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${one.outerHTML.slice(0, 80)}`);
    if (parseFloat(getComputedStyle(one).fontSize) < 14) faults.push(`text of ${getComputedStyle(one).fontSize}`);
  }
  return [...new Set(faults)];
}

const { pages, planted } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const missed = (await look(planted, { inspect, rules: RULES, widths: [320, 1280] })).filter((one) => !one.faults.some((said) => said.includes(one.name)));
const seen = await look(pages, { inspect, rules: RULES, widths: [320, 768, 1280, 1920], ruled: [320, 1280], shots: process.argv[3] });
const faulty = [...seen.filter((one) => one.faults.length), ...missed.map((one) => ({ ...one, faults: ["a planted fault was not seen"] }))];
for (const one of faulty) console.log(`${one.name}, ${one.width} px, ${one.scheme}: ${one.faults.join("; ").slice(0, 900)}`);
console.log(`chromium and axe: ${pages.length} pages × 8 views, ${planted.length} planted faults, ${faulty.length} faults`);
process.exit(faulty.length ? 1 : 0);
