#!/usr/bin/env python3
"""vnu, Chromium with axe, linkinator and the schema of sitemaps look at a full, an empty and a hostile site."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from sites import BEFORE, ROOT, answering, installed, publish_sites, serving  # noqa: E402

from tuyentruyen.channels.portal.serving import wsgi_application  # noqa: E402

PACKAGES = ("puppeteer-core@24.43.1", "axe-core@4.14.1", "vnu-jar@26.9.27", "linkinator@7.6.1", "sitemap@9.0.1")
WORK = ROOT / "build" / "judges" / "site"
TOOLS = ROOT / "build" / "judges" / "site_tools"
FEW = ("", "tin/", "noi-dung/*/", "don-vi/vp-ubnd/", "a-z/")
AHEAD = ("", "sap-toi/")
"""Pages that show what is coming."""
KINDS = (
    "", "tin/", "tin/*/", "luu-tru/*/", "noi-dung/", "noi-dung/*/", "don-vi/", "don-vi/vp-ubnd/", "thu-tuc/", "thu-tuc/*/", "niem-yet/*/",
    "lien-he/", "kenh/", "a-z/", "sap-toi/", "tim-kiem/", "404.html",
)  # fmt: skip
DATA_ONLY = "Inline script violates Content Security Policy"
"""Said of JSON-LD too, which is never run, so that no policy holds for it: browsers say nothing, and Chromium is asked below."""
PLANTED = {  # what has to be said: what is put into a page for it
    "color-contrast": '<p style="color:#f00;background:#e00">đỏ</p>',
    "asks for https://xa.example/a.png": '<img alt="x" src="https://xa.example/a.png">',
    "out of the page": '<div style="width:2000px">x</div>',
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
    "a target of": '<ul><li><a href="./">x</a></li></ul>',
    "error": "<script>throw new Error('x')</script>",
    "heading-order": "<h5>x</h5>",
    "a line of": f'<p style="white-space:nowrap;font-size:3px">{"chữ " * 30}</p>',
    "a picture is missing": '<img alt="x" src="mat.png">',
}


REQUIRED = {  # of schema.org: properties that search engines ask for, and that we promise
    "GovernmentOrganization": ("@id", "name", "url"),
    "WebSite": ("inLanguage", "name", "publisher", "url"),
    "NewsArticle": (
        "@id", "author", "dateModified", "datePublished", "description", "headline", "inLanguage", "mainEntityOfPage", "publisher", "url",
    ),
    "GovernmentService": ("@id", "name", "offers", "provider", "serviceType", "url"),
    "Event": ("location", "name", "organizer", "startDate", "url"),
}  # fmt: skip
THINGS = {  # what a page has to speak of
    "index.html": {"GovernmentOrganization", "WebSite"}, "tin/*/index.html": {"NewsArticle"},
    "thu-tuc/*/index.html": {"GovernmentService"}, "don-vi/*/index.html": {"GovernmentOrganization"},
}  # fmt: skip


def vnu(addresses: list[str]) -> list[str]:
    """What the Nu checker says of these pages: errors, and warnings."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    done = subprocess.run(
        ["java", "-Xss8m", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(jar), "--format", "json", *addresses],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    return [
        f"{one['url']}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')!r}"
        for one in json.loads(done.stderr)["messages"]
        if not (
            one["message"].startswith(DATA_ONLY) and '<script type="application/ld+json">' in one.get("extract", "")
        )
    ]


def broken(address: str) -> tuple[list[str], int]:
    """Links that lead nowhere, of a site and all it links to within its origin; and how many were followed."""
    origin = "/".join(address.split("/")[:3])
    done = subprocess.run(
        ["node_modules/.bin/linkinator", address, "--recurse", "--format", "json", "--skip", f"^(?!{origin}/)", "--check-fragments"],
        cwd=TOOLS, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    links = json.loads(done.stdout[done.stdout.index("{") :])["links"]
    wrong = [f"{one['url']} on {one.get('parent')}: {one['status']}" for one in links if one["state"] == "BROKEN"]
    return wrong, sum(one["state"] == "OK" for one in links)


def unfit(sitemap: Path) -> list[str]:
    """What the schema of sitemaps.org says against a sitemap."""
    schema = ROOT.parent / "shared/schemas/sitemap.xsd"
    if not schema.is_file():
        schema = TOOLS / "node_modules/sitemap/schema/sitemap.xsd"  # the same
    done = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", str(schema), str(sitemap)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [] if done.returncode == 0 else done.stderr.splitlines()


def lacking(thing: dict[str, Any]) -> Iterator[str]:
    """What search engines ask of a thing and do not find."""
    yield from (f" has no {name}" for name in REQUIRED[thing["@type"]] if not thing.get(name))
    for name in ("author", "publisher", "provider", "organizer"):
        if not all(one.get("name") or one.get("@id") for one in several(thing.get(name))):
            yield f": {name} has no name"
    for name in ("datePublished", "dateModified", "startDate"):
        if "T" in thing.get(name, "") and datetime.datetime.fromisoformat(thing[name]).tzinfo is None:
            yield f": {name} has no offset"
    if not all(one.get("url") or (one.get("name") and one.get("address")) for one in several(thing.get("location"))):
        yield ": a place that nobody finds"
    if not 0 < len(thing.get("headline", "x")) <= 110:
        yield f": a headline of {len(thing['headline'])} characters"


def several(value: Any) -> list[Any]:
    """A value of JSON-LD, which may be one or many."""
    return value if isinstance(value, list) else [value] if value else []


def misspoken(page: Path, site: Path, base: str, promised: set[str]) -> list[str]:
    """What is wrong with the JSON-LD of a page, whose types are promised, of the site published at the base."""
    text = page.read_text(encoding="utf-8")
    if '<meta name="robots" content="noindex">' in text:
        promised = set()  # the search, or news that was taken back
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    wholes = [json.loads(block) for block in blocks]
    faults = ["its context is not schema.org" for whole in wholes if whole.get("@context") != "https://schema.org"]
    things: list[dict[str, Any]] = [thing for whole in wholes for thing in whole.get("@graph", [whole])]
    if missing := promised - {thing["@type"] for thing in things}:
        faults.append(f"no {', '.join(sorted(missing))}")
    for thing in things:
        faults += [f"{thing['@type']}{fault}" for fault in lacking(thing)]
        for address in (thing.get("url"), thing.get("mainEntityOfPage"), thing.get("logo"), *thing.get("image", ())):
            place = site / str(address).removeprefix(base)
            if address and str(address).startswith(base) and not (place.is_file() or (place / "index.html").is_file()):
                faults.append(f"{thing['@type']} leads to what is not there: {address}")
    return [f"{page.relative_to(site.parent.parent)}: {fault}" for fault in faults]


def unlinked(site: Path) -> list[str]:
    """Links of the page for what is missing that lead nowhere, asked for at a depth, from a root and from within another site."""
    faults = []
    application = wsgi_application(site)
    for root in ("", "/trang/con"):
        with answering(application, root) as origin:
            address = f"{origin}{root}/a/b/c/"
            try:
                urllib.request.urlopen(address, timeout=60)
                faults.append(f"{address} is no 404")
            except urllib.error.HTTPError as answer:
                page = answer.read().decode()
                if answer.code != 404:
                    faults.append(f"{address}: {answer.code}")
            links = {urljoin(address, link) for link in re.findall(r'(?:href|src|action)="([^"#]+)"', page)}
            ours = sorted(link for link in links if link.startswith(origin))
            for link in ours:
                try:
                    urllib.request.urlopen(link, timeout=60).close()
                except urllib.error.HTTPError as answer:
                    faults.append(f"{address} links to {link}: {answer.code}")
            if len(ours) < 10 or not any(link.endswith("site.css") for link in ours):
                faults.append(f"{address} has {len(ours)} links")
    return faults


def plant(out: Path, origin: str) -> list[dict[str, str]]:
    """Pages with a fault each, for the browser; a page of markup and links that are wrong; a sitemap that is none."""
    folder = out / "loi"
    folder.mkdir()
    home = (out / "day/cong/index.html").read_text(encoding="utf-8")
    home = home.replace('href="site.css"', f'href="{origin}/day/cong/site.css"')
    policy = next(line for line in home.splitlines() if "Content-Security-Policy" in line)
    loose = home.replace(policy, "")
    for number, fault in enumerate(PLANTED.values()):
        (folder / f"{number}.html").write_text(loose.replace("</main>", f"{fault}</main>"), encoding="utf-8")
    wrong = '<p wrong="x"><a href="khong-co/">x</a></p></main>'
    (folder / "index.html").write_text(loose.replace("</main>", wrong), encoding="utf-8")
    sitemap = (out / "day/cong/sitemap.xml").read_text(encoding="utf-8")
    (folder / "sitemap.xml").write_text(sitemap.replace("</loc>", "</loc><priority>2</priority>", 1), encoding="utf-8")
    (folder / "ld").mkdir()
    unnamed = home.replace('"@type":"WebSite","name":', '"@type":"WebSite","nme":')
    (folder / "ld/index.html").write_text(unnamed, encoding="utf-8")
    return [{"name": name, "url": f"{origin}/loi/{number}.html"} for number, name in enumerate(PLANTED)]


def has_picture(page: Path) -> bool:
    """Whether the page itself shows a picture, beside what its head shows."""
    return b"<img" in page.read_bytes().partition(b"<main")[2]


def chosen(site: Path, kinds: tuple[str, ...]) -> list[str]:
    """Paths of pages: the first of each kind, those with a picture before those without."""
    found = []
    for kind in kinds:
        pages = sorted(site.glob(kind if kind.endswith("html") else f"{kind}index.html"))
        pages.sort(key=has_picture, reverse=True)
        found += [page.relative_to(site).as_posix().removesuffix("index.html") for page in pages[:1]]
    return found


def main() -> int:
    installed(TOOLS, PACKAGES, ("browser.mjs", "site_pages.mjs"))
    faults: list[str] = []
    with serving(WORK / "out") as origin:
        out = publish_sites(WORK, origin, ("day", "trong", "la", *BEFORE))
        planted = plant(out, origin)
        if not any("wrong" in said for said in vnu([f"{origin}/loi/"])):
            faults.append("vnu: a planted attribute was not seen")
        if not any("khong-co" in said for said in broken(f"{origin}/loi/")[0]):
            faults.append("linkinator: a planted link was not seen")
        if not unfit(out / "loi/sitemap.xml"):
            faults.append("xmllint: a planted priority was not seen")
        if not any(
            "WebSite has no name" in said for said in misspoken(out / "loi/ld/index.html", out / "loi/ld", "x:", set())
        ):
            faults.append("JSON-LD: a name left out was not seen")
        for name in ("day", "trong", "la", *BEFORE):
            site = out / name / "cong"
            kinds = {page: kind for pattern, kind in THINGS.items() for page in site.glob(pattern)}
            if name in BEFORE:
                kinds[site / "sap-toi/index.html"] = {"Event"}
            said = [
                fault
                for page in site.rglob("index.html")
                for fault in misspoken(page, site, f"{origin}/{name}/cong/", kinds.get(page, set()))
            ]
            missing = unlinked(site)
            print(
                f"{name}: JSON-LD of {len(kinds)} pages, {len(said)} faults; links of a page that is missing, {len(missing)} faults"
            )
            faults += [*said, *missing]
        for piece in out.glob("*/cong/manh/**/*.html"):  # no page, but a part of one
            text = piece.read_text(encoding="utf-8")
            piece.write_text(
                f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>x</title><main><h1>x</h1>{text}</main></html>',
                encoding="utf-8",
            )
        every = sorted(
            path.relative_to(out).as_posix().removesuffix("index.html")
            for name in ("day", "trong", "la")
            for path in out.glob(f"{name}/cong/**/*.html")
        )
        every += [f"{name}/cong/{path}" for name in BEFORE for path in AHEAD]
        said = vnu([f"{origin}/{path}" for path in every])
        print(f"vnu: {len(every)} pages, {len(said)} errors and warnings")
        faults += said
        for name in ("day", "trong", "la"):
            links, followed = broken(f"{origin}/{name}/cong/")
            schema = unfit(out / name / "cong/sitemap.xml")
            print(f"{name}: linkinator followed {followed}, {len(links)} broken; the sitemap has {len(schema)} faults")
            faults += [*links, *schema]
        pages = [
            {"name": f"{name}-{path.strip('/').replace('/', '-') or 'home'}", "url": f"{origin}/{name}/cong/{path}"}
            for name in ("day", "trong", "la", *BEFORE)
            for path in chosen(
                out / name / "cong", KINDS if name in ("day", "trong") else AHEAD if name in BEFORE else FEW
            )
        ]
        hard = sorted(path.name for path in (out / "la/cong/tin").iterdir() if path.is_dir())
        pages += [{"name": f"la-{key}", "url": f"{origin}/la/cong/tin/{key}/"} for key in hard]
        (TOOLS / "pages.json").write_text(json.dumps({"pages": pages, "planted": planted}), encoding="utf-8")
        shots = os.environ.get("SHOTS", "")
        done = subprocess.run(
            ["node", "site_pages.mjs", "pages.json", *([shots] if shots else [])], cwd=TOOLS, check=False, timeout=1500
        )
    for fault in faults[:60]:
        print(fault)
    if len(hard) != 11 or len(every) < 250:
        print(f"site: not all pages were written: {len(every)}, {hard}")
        return 1
    return 1 if faults or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
