"""Uses the core without any extra, as a script on a small machine does: run by ``nox -s bare``, not by pytest."""

import datetime
import importlib.metadata
import importlib.util
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

for name in ("click", "rich", "pytest"):
    assert importlib.util.find_spec(name) is None, f"{name} is installed: this is no bare core"

import tuyentruyen  # noqa: E402

heavy = {"feedgen", "jinja2", "lxml", "nh3", "markdown_it"} & set(sys.modules)
assert not heavy, f"import tuyentruyen loads {heavy}"

from tuyentruyen.channels.rss import feed  # noqa: E402
from tuyentruyen.compose import messages  # noqa: E402
from tuyentruyen.editions import editions  # noqa: E402
from tuyentruyen.ledger import open_ledger  # noqa: E402
from tuyentruyen.model.message import Message  # noqa: E402
from tuyentruyen.planfile import read_plan  # noqa: E402
from tuyentruyen.plugins import Plugins  # noqa: E402
from tuyentruyen.publish import publish  # noqa: E402
from tuyentruyen.text import VIETNAM  # noqa: E402

PLAN = """
format = 1
[plan]
key = "mau-2022"
issuer = "ubnd-mau"
title = "Kế hoạch mẫu"
since = 2022-03-28
until = 2022-12-31
[units.ubnd-mau]
name = "Ủy ban nhân dân phường Mẫu"
link = "https://mau.example/"
[forms.dien-tu]
title = "Cổng thông tin"
[channels.tin]
form = "dien-tu"
backend = "rss"
owner = "ubnd-mau"
"""
TEXT = '+++\ntitle = "Nộp hồ sơ trực tuyến"\npublished = 2022-04-04\n+++\n\nNăm bước, **không** phải xếp hàng.\n'


def main() -> None:
    message = Message(key="mot", title="Một cửa", body="Mở cửa **7 giờ 30**.", published=datetime.date(2022, 4, 1))
    data = feed([message], title="Tin", link="https://mau.example/", self_link="https://mau.example/tin.xml")
    assert ElementTree.fromstring(data).findtext("channel/item/title") == "Một cửa"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content").mkdir()
        (folder / "plan.toml").write_text(PLAN, "utf-8")
        (folder / "content" / "nop-ho-so.md").write_text(TEXT, "utf-8")
        plan, plugins = read_plan(folder), Plugins.installed()
        assert plugins.broken == (), plugins.broken
        now = datetime.datetime(2022, 4, 5, 8, tzinfo=VIETNAM)
        for expected in (True, False):
            with open_ledger(folder / "ledger.sqlite") as ledger:
                going = editions(plan, messages(plan, plugins=plugins), plugins, now=now, out=folder / "out")
                summary = publish(going, plugins=plugins, ledger=ledger, by="bare")
            assert summary.complete, summary
            assert bool(summary.delivered) is expected, summary
        feeds = sorted(file.name for file in (folder / "out" / "tin").iterdir() if not file.name.startswith("."))
        assert feeds == ["atom.xml", "feed.css", "feed.json", "feed.xml"], feeds
    from tuyentruyen.cli import main as command

    assert command(["--version"]) == 3, "without its extra the command line says how to get it"
    version = importlib.metadata.version(tuyentruyen.__name__)
    print(f"tuyentruyen {version} works bare: {', '.join(feeds)}")


if __name__ == "__main__":
    main()
