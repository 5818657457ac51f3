// Reads feeds with feedsmith and prints what it finds, one line of JSON for each: node feedsmith.mjs FOLDER < paths
import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";

const [folder] = process.argv.slice(2);
const seconds = (text) => Math.round(Date.parse(text) / 1000);
const number = (value) => (value === undefined ? 0 : Number(value));

const readers = {
  rss: (item) => ({
    id: item.guid?.value,
    title: item.title,
    link: item.link ?? "",
    published: seconds(item.pubDate),
    updated: null,
    author: item.dc?.creators?.[0] ?? item.dc?.creator,
    enclosures: (item.enclosures ?? []).map((e) => ({ url: e.url, type: e.type, length: number(e.length), rel: "enclosure" })),
  }),
  atom: (entry) => ({
    id: entry.id,
    title: entry.title?.value ?? entry.title,
    link: entry.links?.find((l) => l.rel === "alternate")?.href ?? "",
    published: seconds(entry.published),
    updated: seconds(entry.updated),
    author: entry.authors?.[0]?.name,
    enclosures: (entry.links ?? [])
      .filter((l) => l.rel !== "alternate")
      .map((l) => ({ url: l.href, type: l.type, length: number(l.length), rel: l.rel })),
  }),
  json: (item) => ({
    id: item.id,
    title: item.title,
    link: item.url ?? "",
    published: seconds(item.date_published),
    updated: seconds(item.date_modified),
    author: item.authors?.[0]?.name,
    enclosures: (item.attachments ?? []).map((a) => ({ url: a.url, type: a.mime_type, length: number(a.size_in_bytes), rel: null })),
  }),
};

for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { format, feed } = parseFeed(readFileSync(`${folder}/${path}`, "utf8"));
  const entries = (feed.items ?? feed.entries ?? []).map(readers[format]);
  const links = feed.links ?? feed.atom?.links ?? [];
  const self = feed.feed_url ?? links.find((l) => l.rel === "self")?.href;
  console.log(JSON.stringify({ path, format, self, entries }));
}
