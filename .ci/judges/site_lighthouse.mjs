// Runs Lighthouse over pages, three times each (one with planted faults once), and prints the median of each score as JSON: node site_lighthouse.mjs ADDRESS…
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const chrome = await launcher.launch({ chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"], maxConnectionRetries: 600 });
try {
  for (const url of process.argv.slice(2)) {
    const scores = {};
    const faults = new Set();
    for (let run = 0; run < (url.endsWith("/loi.html") ? 1 : 3); run++) {
      const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "silent", output: "json" });
      for (const [name, { score, auditRefs }] of Object.entries(lhr.categories)) {
        (scores[name] ??= []).push(Math.round((score ?? 0) * 100));
        for (const { id, weight } of auditRefs) if (weight && name !== "performance" && lhr.audits[id].score !== null && lhr.audits[id].score < 1) faults.add(`${name}: ${id}`);
      }
    }
    console.log(JSON.stringify({ url, scores: Object.fromEntries(Object.entries(scores).map(([name, list]) => [name, median(list)])), faults: [...faults] }));
  }
} finally {
  await chrome.kill();
}
