// Sorts names as ICU does for Vietnamese: node order_icu.mjs < names, a JSON list; prints the order, and how pairs compare.
import { readFileSync } from "node:fs";

const { names, pairs } = JSON.parse(readFileSync(0, "utf8"));
const collator = new Intl.Collator("vi-VN");
const told = {
  icu: process.versions.icu ?? "",
  cldr: process.versions.cldr ?? "",
  locale: collator.resolvedOptions().locale,
  supported: Intl.Collator.supportedLocalesOf(["vi-VN"]),
};
const sorted = [...names].sort(collator.compare);
const signs = pairs.map(([one, other]) => Math.sign(collator.compare(names[one], names[other])));
process.stdout.write(JSON.stringify({ told, sorted, signs }));
