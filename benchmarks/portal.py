"""A portal against Pelican: rendering, publishing, publishing again, memory. ``python -m benchmarks portal``.

10,000 messages in Markdown of 700 units and 8 themes over two years. Both sides write a page for each message, unit (at the peer:
author), theme (category) and month, an index, a front page and a page of all titles, out of the same Markdown, with one thread and
templates of about the same size; ours show more of each unit, and the bodies are sanitised. The peer reads its messages from
files, for it takes them from nowhere else, and writes without a flush; ours are given as objects, and the row that renders
writes its pages as the peer does, and leaves out what the peer has not: data, pieces, the index of the search. What goes through
`publish` is the whole site. The text is of the kind that `simple_markdown`
reads, as three of four examples are. Every timed run gets new message objects, so that nothing remembered flatters it.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import logging
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve

from benchmarks.deliveries import peak_of_this_process
from benchmarks.feeds import WORDS
from benchmarks.rows import Row, run, seconds
from tuyentruyen.channels import portal
from tuyentruyen.channels.portal.site import OURS, Site
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

MESSAGES, UNITS, THEMES = 10_000, 700, 8
FEW = 2_500
NOW = datetime.datetime(2023, 12, 31, 8, tzinfo=VIETNAM)
FIRST = datetime.datetime(2022, 1, 1, 8, tzinfo=VIETNAM)
STEP = datetime.timedelta(days=729) / MESSAGES
SETTINGS = portal.PortalSettings(base="https://kstthc.hanoi.example/", description="Tin và thủ tục của thành phố")
THEME = {
    "base.html": """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{{ SITENAME|e }}{% endblock %}</title>{% block head %}{% endblock %}
<meta property="og:site_name" content="{{ SITENAME|e }}"><link rel="stylesheet" href="{{ SITEURL }}/theme/site.css"></head>
<body><a class="skip" href="#main">Tới nội dung</a><header><a href="{{ SITEURL }}/"><strong>{{ SITENAME|e }}</strong></a></header>
<nav><ul>{% for title, link in MENUITEMS %}<li><a href="{{ SITEURL }}/{{ link }}">{{ title|e }}</a></li>{% endfor %}</ul></nav>
<main id="main">{% block content %}{% endblock %}</main>
<footer><p>{{ SITENAME|e }}</p><dl>{% for label, text in LINKS %}<div><dt>{{ label|e }}</dt><dd>{{ text|e }}</dd></div>{% endfor %}</dl></footer>
</body></html>""",
    "parts.html": """{% macro cards(items, url) %}<ul>{% for a in items %}<li><h3><a href="{{ url }}/{{ a.url }}">{{ a.title|e }}</a></h3>
<p><time datetime="{{ a.date.isoformat() }}">{{ a.locale_date }}</time> · {{ a.author.name|e }}</p><p>{{ a.summary|striptags|e }}</p></li>{% endfor %}</ul>{% endmacro %}""",
    "article.html": """{% extends "base.html" %}{% block title %}{{ article.title|striptags|e }} – {{ SITENAME|e }}{% endblock %}
{% block head %}<meta name="description" content="{{ article.summary|striptags|e }}"><link rel="canonical" href="{{ SITEURL }}/{{ article.url }}">
<meta property="og:title" content="{{ article.title|striptags|e }}"><meta property="og:type" content="article">{% endblock %}
{% block content %}<article><h1>{{ article.title }}</h1><p><a href="{{ SITEURL }}/{{ article.author.url }}">{{ article.author.name|e }}</a> ·
<time datetime="{{ article.date.isoformat() }}">{{ article.locale_date }}</time></p><p>{{ article.summary|striptags|e }}</p>{{ article.content }}</article>
<aside><h2>{{ article.author.name|e }}</h2><dl>{% for label, text in LINKS %}<div><dt>{{ label|e }}</dt><dd>{{ text|e }}</dd></div>{% endfor %}</dl></aside>
<h2>Chủ đề</h2><ul><li><a href="{{ SITEURL }}/{{ article.category.url }}">{{ article.category|e }}</a></li></ul>{% endblock %}""",
    "author.html": """{% extends "base.html" %}{% import "parts.html" as parts %}{% block content %}<h1>{{ author.name|e }}</h1>
<dl>{% for label, text in LINKS %}<div><dt>{{ label|e }}</dt><dd>{{ text|e }}</dd></div>{% endfor %}</dl>{{ parts.cards(articles[:20], SITEURL) }}{% endblock %}""",
    "category.html": """{% extends "base.html" %}{% import "parts.html" as parts %}{% block content %}<h1>{{ category|e }}</h1>
{{ parts.cards(articles[:20], SITEURL) }}{% endblock %}""",
    "period_archives.html": """{% extends "base.html" %}{% import "parts.html" as parts %}{% block content %}<h1>{{ period|join(" ")|e }}</h1>
{{ parts.cards(dates, SITEURL) }}{% endblock %}""",
    "index.html": """{% extends "base.html" %}{% import "parts.html" as parts %}{% block content %}<h1>{{ SITENAME|e }}</h1>
{{ parts.cards(articles[:20], SITEURL) }}{% endblock %}""",
    "archives.html": """{% extends "base.html" %}{% block content %}<ul>{% for a in dates %}<li><a href="{{ SITEURL }}/{{ a.url }}">{{ a.title|e }}</a></li>{% endfor %}</ul>{% endblock %}""",
    "authors.html": """{% extends "base.html" %}{% block content %}<ul>{% for author, those in authors|sort %}<li><a href="{{ SITEURL }}/{{ author.url }}">{{ author|e }}</a> {{ those|count }}</li>{% endfor %}</ul>{% endblock %}""",
    "categories.html": """{% extends "base.html" %}{% block content %}<ul>{% for c, those in categories %}<li><a href="{{ SITEURL }}/{{ c.url }}">{{ c|e }}</a> {{ those|count }}</li>{% endfor %}</ul>{% endblock %}""",
}
"""The peer's templates."""


def messages(count: int = MESSAGES) -> list[Message]:
    """New message objects, the same ones each time: 130 words of Markdown with a heading, a list and a link; a summary."""
    luck = random.Random(99)
    paragraphs = [
        " ".join(luck.choices(WORDS, k=30)).capitalize() + ", **đúng hạn**, phí & lệ phí rõ ràng." for _ in range(400)
    ]
    made = []
    for place in range(count):
        one, two, three, four = luck.sample(paragraphs, 4)
        body = (
            f"{one}\n\n## Những điều cần biết\n\n- {two}\n- {three}\n\n{four} Xem "
            f"[dịch vụ công số {place}](https://dichvucong.hanoi.example/tthc/{place}).\n"
        )
        made.append(
            Message(
                key=f"tin-{place}",
                title=f"Tin số {place}: {one[:60]}",
                summary=f"{three[:160]}…",
                body=body,
                published=FIRST + STEP * place,
                themes=(f"chu-de-{place % THEMES}",),
                unit=f"don-vi-{place % UNITS}",
            )
        )
    return made


def edition(items: list[Message], out: Path) -> Edition[Any]:
    """The messages as an edition of one channel."""
    units = {
        f"don-vi-{n}": Unit(
            key=f"don-vi-{n}", name=f"Ủy ban nhân dân phường số {n}", level="commune", hotline="024 0000 0000", address=f"Số {n} phố Mẫu",
        )
        for n in range(UNITS)
    }  # fmt: skip
    channel = Channel(key="cong", form="dien-tu", backend="portal", owner="don-vi-0")
    plan = Plan(
        key="kstthc-2022",
        issuer="don-vi-0",
        title="Thông tin, tuyên truyền về kiểm soát thủ tục hành chính",
        since=FIRST.date(),
        until=NOW.date(),
        units=units,
        channels={channel.key: channel},
        themes={f"chu-de-{n}": Theme(key=f"chu-de-{n}", title=f"Chủ đề số {n}") for n in range(THEMES)},
    )
    bound = BoundChannel(key="cong", channel=channel, owner=units["don-vi-0"], settings=SETTINGS, out=out)
    return Edition(plan=plan, channel=bound, messages=items, now=NOW)


def rendered(made: Edition[Any], out: Path) -> int:
    """Renders every page and writes it, without a flush."""
    count = 0
    site = Site(made, portal.PortalBackend.version)
    for page in site.pages():
        path = out / page.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(site.drawn(page))
        count += 1
    return count


def peers(items: list[Message], folder: Path) -> None:
    """Lays out messages, theme and settings as Pelican wants them."""
    (folder / "content").mkdir(parents=True)
    for message in items:
        text = (
            f"Title: {message.title}\nDate: {message.published:%Y-%m-%d %H:%M}\nSlug: {message.key}\nCategory: {message.themes[0]}\n"
            f"Author: {message.unit}\nSummary: {message.summary}\n\n{message.body}"
        )
        (folder / "content" / f"{message.key}.md").write_text(text, encoding="utf-8")
    (folder / "theme" / "templates").mkdir(parents=True)
    (folder / "theme" / "static").mkdir()
    (folder / "theme" / "static" / "site.css").write_text(OURS.joinpath("site.css").read_text("utf-8"))
    for name, text in THEME.items():
        (folder / "theme" / "templates" / name).write_text(text, encoding="utf-8")


def pelican(folder: Path) -> float:
    """Seconds of a Pelican in a process of its own, its imports left out."""
    code = f"from benchmarks.portal import run_pelican; run_pelican({str(folder)!r})"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def run_pelican(folder: str) -> None:
    """Runs it and prints how long it took."""
    import markdown  # noqa: F401 - loaded before the clock runs
    from pelican import Pelican  # of the group bench, needed by this process only
    from pelican.settings import DEFAULT_CONFIG, configure_settings

    logging.disable(logging.WARNING)

    settings = configure_settings({
        **DEFAULT_CONFIG, "PATH": f"{folder}/content", "OUTPUT_PATH": f"{folder}/output", "THEME": f"{folder}/theme", "SITENAME": "Cổng mẫu",
        "SITEURL": "https://kstthc.hanoi.example", "TIMEZONE": "Asia/Ho_Chi_Minh", "DEFAULT_LANG": "vi", "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None, "TRANSLATION_FEED_ATOM": None, "AUTHOR_FEED_ATOM": None, "AUTHOR_FEED_RSS": None, "PLUGINS": [],
        "DEFAULT_PAGINATION": False, "ARTICLE_URL": "tin/{slug}/", "ARTICLE_SAVE_AS": "tin/{slug}/index.html", "AUTHOR_URL": "don-vi/{slug}/",
        "AUTHOR_SAVE_AS": "don-vi/{slug}/index.html", "MONTH_ARCHIVE_SAVE_AS": "luu-tru/{date:%Y}-{date:%m}/index.html",
        "DIRECT_TEMPLATES": ["index", "authors", "categories", "archives"], "LOAD_CONTENT_CACHE": False, "CACHE_CONTENT": False,
        "MENUITEMS": [(f"Mục {n}", f"muc-{n}/") for n in range(7)], "TAG_SAVE_AS": "", "SLUGIFY_SOURCE": "title",
        "LINKS": [("Đường dây nóng", "024 0000 0000"), ("Địa chỉ", "Số 1 phố Mẫu")],
    })  # fmt: skip
    with contextlib.redirect_stdout(sys.stderr):
        spent, _ = seconds(Pelican(settings).run)
    print(spent)


def pages(folder: Path) -> dict[str, int]:
    """How many pages stand in each part of a site."""
    found: dict[str, int] = {}
    for path in folder.rglob("*.html"):
        part = path.relative_to(folder).parts[0]
        found[part] = found.get(part, 0) + 1
    return found


def _published(items: list[Message], folder: Path) -> tuple[float, Any]:
    """Seconds of one run through `publish`, ledger opened and closed within."""
    made = edition(items, folder / "out")
    gc.collect()

    def work() -> Any:
        with open_ledger(folder / "ledger.sqlite") as ledger:
            return publish([made], plugins=Plugins([("portal", portal)]), ledger=ledger, by="bench")

    return seconds(work)


def peak(count: int) -> float:
    """Most memory of a process of its own that publishes so many messages, in MB."""
    code = f"from benchmarks.portal import print_peak; print_peak({count})"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def print_peak(count: int) -> None:
    """Publishes and prints the most memory this process had, in MB."""
    with tempfile.TemporaryDirectory() as name:
        _, summary = _published(messages(count), Path(name))
    assert summary.complete, summary
    print(peak_of_this_process() / 1024)


def rows() -> Iterator[Row]:
    """Rendering and publishing against the peer, again without and with a change, memory."""
    size = f"{MESSAGES:,} messages of {UNITS} units"
    against = "Pelican"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers(messages(), folder / "pelican")
        peer = pelican(folder / "pelican")
        made = edition(messages(), Path("nowhere"))
        gc.collect()
        spent, _ = seconds(partial(rendered, made, folder / "plain"))
        del made
        found, theirs = pages(folder / "plain"), pages(folder / "pelican" / "output")
        for part, least in (("tin", MESSAGES), ("don-vi", UNITS), ("luu-tru", 24)):
            assert found[part] >= least, (part, found)
            assert theirs[part] >= least, (part, theirs)
        yield Row(work=f"{size}: render", value=spent, peer=peer, against=against, floor=4)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, summary = _published(messages(), folder)
        assert summary.complete, summary
        count = summary.delivered
        yield Row(work=f"{size}: publish, ledger on", value=cold, peer=peer, against=against, floor=3)
        again = []
        for _ in range(3):
            spent, summary = _published(messages(), folder)
            assert (summary.delivered, summary.unchanged) == (0, count), summary
            again.append(spent)
        unchanged = min(again)
        yield Row(
            work="again, nothing changed",
            value=unchanged,
            peer=cold,
            against="the full build",
            floor=20,
            note="best of 3",
        )
        one = []
        for turn in range(3):
            items = messages()
            items[7] = evolve(items[7], title=f"Tin số 7, sửa lần {turn}")
            spent, summary = _published(items, folder)
            assert 4 <= summary.delivered < 100, summary
            one.append(spent)
        yield Row(
            work="one message changed", value=min(one), peer=unchanged, against="nothing changed", floor=2, higher_is_better=False,
            note="best of 3",
        )  # fmt: skip
    yield Row(
        work=f"peak memory at {MESSAGES:,} messages", value=peak(MESSAGES), peer=peak(FEW), unit="MB", against=f"at {FEW:,}", floor=1.5,
        higher_is_better=False,
    )  # fmt: skip


if __name__ == "__main__":
    run(rows)
