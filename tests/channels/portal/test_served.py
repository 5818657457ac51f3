"""What the channel publishes and what the application serves belong together: every link is answered, what is withdrawn is gone."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from attrs import evolve

from tests.channels.portal.servers import over_asgi, over_wsgi, read
from tuyentruyen.channels import portal
from tuyentruyen.channels.portal.serving import POLICY, asgi_application, wsgi_application
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.message import Message, Withdrawal
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.testing import sample_plan
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 4, 20, 9, tzinfo=VIETNAM)
GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "mount-the-portal.md"


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def links_of(body):
    parser = _Links()
    parser.feed(body.decode())
    return parser.found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two messages are published, and one of them is taken back afterwards."""
    home, plugins = tmp_path_factory.mktemp("cong"), Plugins([("portal", portal)])
    plan = sample_plan("portal", settings={"base": "https://mau.example/"})
    said = [Message(key=key, title=f"Tin {key}", body="Nội dung.", published=NOW) for key in ("tin-con", "tin-rut")]
    said = [evolve(message, channels=tuple(plan.channels)) for message in said]
    taken = evolve(said[1], withdrawn=Withdrawal(at=NOW, reason="Nhầm số điện thoại"))
    with open_ledger(home / "so-cai.db") as ledger:
        for messages in (said, [said[0], taken]):
            going = list(editions(plan, messages, plugins, now=NOW + datetime.timedelta(hours=1), out=home / "out"))
            (summary,) = publish(going, plugins=plugins, ledger=ledger, by="Nguyễn Thị Mẫu").channels
            assert summary.delivered
    return going[0].channel.folder


@pytest.fixture(params=["wsgi", "asgi"])
def port(request, folder):
    with over_wsgi(wsgi_application(folder)) if request.param == "wsgi" else over_asgi(asgi_application(folder)) as it:
        yield it


def test_every_link_of_every_page_is_answered(port):
    seen, waiting = {}, ["/", "/khong/co/gi"]
    while waiting:
        page = waiting.pop()
        status, headers, body = read(port, page)
        seen[page] = status
        if headers["Content-Type"].startswith("text/html") and (status == 200 or page == "/khong/co/gi"):
            for link in links_of(body):
                address = urlsplit(urljoin(f"http://cong.example{page}", link))
                if address.netloc == "cong.example" and address.path not in seen and address.path not in waiting:
                    waiting.append(address.path)
    assert len(seen) > 20
    assert {page: status for page, status in seen.items() if status != 200} == {"/khong/co/gi": 404}


def test_what_the_channel_says_was_withdrawn_is_gone(port, folder):
    assert read(port, "/tin/tin-rut/")[0] == 410
    assert b"noindex" in read(port, "/tin/tin-rut/")[2]
    assert read(port, "/du-lieu/tin/tin-rut.json")[0] == 410
    assert (folder / "gone.json").is_file()


def test_the_guide_gives_servers_the_policy_of_the_pages():
    text = GUIDE.read_text("utf-8")
    assert text.count(f"\"{POLICY}; frame-ancestors 'self'\"") == 2


def test_the_guide_s_settings_for_iis_are_xml():
    (found,) = re.findall(r"```xml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert ElementTree.fromstring(found.encode()).tag == "configuration"


def test_the_guide_s_map_names_pages_and_files(tmp_path):
    code = next(
        block for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL) if "map" in block
    )
    names = {}
    exec(code, names)
    (tmp_path / "gone.json").write_text('["tin/cu/", "du-lieu/tin/cu.json"]')
    assert names["withdrawn_map"](tmp_path) == '"/tin/cu/" 1;\n"/du-lieu/tin/cu.json" 1;\n"/tin/cu/index.html" 1;\n'
