// Judges mails in Chromium, planted faults first: node mails_chromium.mjs FILE [FOLDER FOR PICTURES]; the file holds a list of HTML
import { readFileSync } from "node:fs";
import { look } from "./browser.mjs";

function inspect({ scheme }) {
  const faults = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`runs ${scrollWidth - innerWidth} px out of the page`);
  for (const one of document.images) if (!one.naturalWidth) faults.push("a picture is missing");
  if (document.scripts.length) faults.push("has a script");
  const [, red] = getComputedStyle(document.body).backgroundColor.match(/(\d+),/) ?? [];
  if ((scheme === "dark") !== (red < 64)) faults.push(`is not ${scheme}`);
  for (const one of document.querySelectorAll("p, li, td, th, h1, h2, h3, a, strong, em, small, code, pre, span")) {
    const style = getComputedStyle(one);
    if (one.innerText.trim() && parseFloat(style.fontSize) < 14) faults.push(`text of ${style.fontSize}: ${one.innerText.slice(0, 40)}`);
    const lines = Math.round(one.getBoundingClientRect().height / parseFloat(style.lineHeight));
    if (one.matches(".text p") && lines > 2 && one.innerText.length / lines > 80) faults.push("lines of more than 80 characters");
  }
  return faults;
}

const mails = JSON.parse(readFileSync(process.argv[2], "utf8")).map((html, n) => ({ name: `mail ${n}`, html }));
const planted = { // what has to be said of each, in every view
  "color-contrast": '<p style="color:#f00;background:#e00">đỏ</p>',
  "asks for https://xa.example/a.png": '<img alt="x" src="https://xa.example/a.png">',
  "out of the page": '<div style="width:2000px">x</div>',
  "text of 9px": '<p style="font-size:9px">x</p>',
  "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
  "has a script": "<script>1</script>",
};
const wrong = Object.entries(planted).map(([name, fault]) => ({ name, html: mails[0].html.replace("</body>", `${fault}</body>`) }));
const missed = (await look(wrong, { inspect })).filter((one) => !one.faults.some((said) => said.includes(one.name)));
const seen = await look(mails, { inspect, shots: process.argv[3] });
const faulty = [...seen.filter((one) => one.faults.length), ...missed.map((one) => ({ ...one, faults: ["a planted fault was not seen"] }))];
for (const one of faulty) console.log(`${one.name}, ${one.width} px, ${one.scheme}: ${one.faults.join("; ").slice(0, 900)}`);
console.log(`chromium: ${mails.length} mails × 4 views, ${faulty.length} faults`);
process.exit(faulty.length ? 1 : 0);
