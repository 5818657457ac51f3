// Answers ?q=… from the index beside this file, which search.py writes: index.json tells how words begin, w-….json hold words
// and numbers of documents, d-….json say what these are. What is fetched is shown as text and never as markup.
"use strict";
(() => {
  const here = new URL("./", document.currentScript.src);
  const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const LONGEST = 32; // characters of a word that count, as in search.py
  const MOST = 12; // words of a query that count: a query stays small
  const SHOWN = 10; // hits at a time
  const TITLE_BEGINS = 1, TITLE_HAS = 2, TEXT_HAS = 4, TEXT_BEGINS = 8;
  const said = document.getElementById("said");
  const list = document.getElementById("hits");
  const more = document.getElementById("more");
  const fetched = new Map();

  function read(name) {
    if (!fetched.has(name)) {
      fetched.set(name, fetch(new URL(name, here), { cache: "no-cache" }).then((answer) => {
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        return answer.json();
      }).catch((fault) => {
        fetched.delete(name); // the next try asks again
        throw fault;
      }));
    }
    return fetched.get(name);
  }

  // As text.fold: no case, no tones, no marks, đ as d.
  function fold(text) {
    return text.replace(/[ÐƉ]/g, "Đ").toLowerCase().normalize("NFD").replace(/đ/g, "d").replace(/\p{M}/gu, "");
  }

  function wordsOf(query) {
    const found = fold(query).match(/[\p{L}\p{N}]+/gu) || [];
    return [...new Set(found.map((word) => [...word].slice(0, LONGEST).join("")))].slice(0, MOST);
  }

  // What search.py's `encoded` wrote.
  function numbers(code) {
    const found = [];
    let place = code[0] === "*" ? 1 : 0;
    const next = () => {
      let value = 0, shift = 0, digit;
      do {
        digit = SIGNS.indexOf(code[place++]);
        value += (digit & 31) * 2 ** shift;
        shift += 5;
      } while (digit > 31);
      return value;
    };
    if (!code) return found;
    let number = next();
    if (code[0] === "*") {
      for (; place < code.length; number += 6) {
        const cell = SIGNS.indexOf(code[place++]);
        for (let bit = 0; bit < 6; bit++) if (cell & (1 << bit)) found.push(number + bit);
      }
      return found;
    }
    found.push(number);
    while (place < code.length) found.push((number += next()));
    return found;
  }

  // As search.py's `shard_of`.
  function fileOf(letters, shards) {
    let whole = 0;
    for (const sign of letters) whole = (Math.imul(whole, 31) + sign.codePointAt(0)) >>> 0;
    return `w-${whole % shards}.json`;
  }

  // By number of the documents how they hold a word. Short words begin nothing, but for the last one of a query, which may be half typed.
  async function holding(word, last, { shards, beginnings }) {
    const letters = [...word];
    const begins = letters.length > 2 || (last && letters.length === 2);
    const whole = [...letters, "-", "-"].slice(0, 3).join("");
    const wanted = beginnings.split(" ").filter((one) => one === whole || (begins && one.startsWith(word)));
    const files = [...new Set(wanted.map((one) => fileOf(one, shards)))];
    const found = new Map();
    for (const shard of await Promise.all(files.map(read))) {
      for (const [other, code] of Object.entries(shard)) {
        const same = other === word;
        if (!same && !(begins && other.startsWith(word))) continue;
        const [title, text = ""] = code.split(".");
        const inTitle = TITLE_BEGINS | TEXT_BEGINS | (same ? TITLE_HAS | TEXT_HAS : 0);
        const inText = TEXT_BEGINS | (same ? TEXT_HAS : 0);
        for (const number of numbers(title)) found.set(number, found.get(number) | inTitle);
        for (const number of numbers(text)) found.set(number, found.get(number) | inText);
      }
    }
    return found;
  }

  function rank(how) {
    return how & TITLE_HAS ? 0 : how & TITLE_BEGINS ? 1 : how & TEXT_HAS ? 2 : 3;
  }

  // Numbers of the documents that hold every word: in the title first, whole words first, then the newest. What has no
  // day (procedures, units) goes before messages where its title is found, after them where its text is.
  async function search(words) {
    const directory = await read("index.json");
    const each = await Promise.all(words.map((word, place) => holding(word, place === words.length - 1, directory)));
    each.sort((a, b) => a.size - b.size);
    const found = [];
    for (const number of each[0].keys()) {
      const how = each.reduce((all, one) => all & one.get(number), 15);
      if (how) found.push({ number, rank: rank(how), age: number < directory.first ? number : -number });
    }
    const later = (hit) => (hit.number < directory.first) === (hit.rank > 1);
    found.sort((a, b) => a.rank - b.rank || later(a) - later(b) || a.age - b.age);
    return found.map((hit) => hit.number);
  }

  function entry([title, path, note, language]) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const by = document.createElement("span");
    link.textContent = title;
    if (language) link.lang = language;
    link.href = new URL(`../${path}`, here).href;
    by.className = "by";
    by.textContent = note;
    item.append(link, " ", by);
    return item;
  }

  async function show(hits) {
    const { table } = await read("index.json");
    const begin = list.children.length;
    const numbersShown = hits.slice(begin, begin + SHOWN);
    const rows = await Promise.all(numbersShown.map(async (number) => (await read(`d-${Math.floor(number / table)}.json`))[number % table]));
    const items = rows.map((row) => entry(row || ["…", "", ""]));
    list.append(...items);
    list.hidden = !list.children.length;
    more.hidden = list.children.length >= hits.length;
    return items;
  }

  // With the marks of the page's language; without, where its name is no tag.
  function counted(number) {
    try {
      return number.toLocaleString(document.documentElement.lang);
    } catch {
      return String(number);
    }
  }

  function failed() {
    said.textContent = said.dataset.failed;
  }

  async function answer(query) {
    const words = wordsOf(query);
    if (!words.length) {
      if (query.trim()) said.textContent = said.dataset.none.replace("{query}", () => query);
      return;
    }
    said.textContent = said.dataset.reading;
    const hits = await search(words);
    await show(hits);
    const told = (hits.length ? said.dataset.found : said.dataset.none)
      .replace("{count}", () => counted(hits.length))
      .replace("{query}", () => query);
    said.textContent = told;
    more.addEventListener("click", () => {
      more.disabled = true;
      show(hits).then((items) => {
        said.textContent = told;
        if (items[0]) items[0].querySelector("a").focus();
      }).catch(failed).finally(() => { more.disabled = false; });
    });
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("tim").value = query;
  if (query.trim()) document.title = `${query.trim()} – ${document.title}`;
  answer(query).catch(failed);
})();
