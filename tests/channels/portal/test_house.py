"""A portal that a house shares: messages, media, themes, procedures and what is coming of two plans, under one roof."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from tests.channels.portal.killing import PLUGINS, broken, files
from tuyentruyen.check import house_findings
from tuyentruyen.compose import messages
from tuyentruyen.editions import shared_editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.house import without
from tuyentruyen.planfile import read_house
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

HOUSE = """
format = 1
plans = ["2022", "2023"]
[house]
key = "nha-mau"
title = "Kiểm soát thủ tục hành chính"
issuer = "ubnd"
[units.ubnd]
name = "Ủy ban nhân dân"
level = "city"
[units.so-tp]
name = "Sở Tư pháp"
level = "city"
[forms.dien-tu]
title = "Thông tin điện tử"
[channels.cong]
title = "Cổng chung"
form = "dien-tu"
backend = "portal"
owner = "ubnd"
[channels.cong.settings]
base = "https://mau.example/cong/"
layouts = "bo-cuc"
feeds = ["tin-2023/feed.xml"]
[procedures.chung]
title = "Thủ tục chung"
level = "city"
"""
PLAN = """
format = 1
[plan]
key = "kh-{year}"
issuer = "{issuer}"
title = "Kế hoạch năm {year}"
since = {year}-01-01
until = {year}-12-31
[themes.cntt]
title = "Công nghệ {year}"
[themes.rieng-{year}]
title = "Riêng {year}"
[procedures.khai-sinh]
title = "Khai sinh {year}"
level = "city"
[procedures.moi-{year}]
title = "Thủ tục {year}"
level = "city"
[activities.loa]
title = "Phát thanh {year}"
form = "dien-tu"
themes = ["rieng-{year}"]
[activities.loa.when]
day = {year}-12-20
[activities.hop]
title = "Họp {year}"
form = "dien-tu"
themes = ["cntt"]
when = {{ every = "week", on = ["mon"] }}
[channels.tin-{year}]
title = "Tin năm {year}"
form = "dien-tu"
backend = "portal"
owner = "so-tp"
[channels.tin-{year}.settings]
base = "https://mau.example/tin-{year}/"
"""
MESSAGE = """+++
title = "Tin năm {year}"
published = {year}-03-01
activity = "loa"
channels = ["cong"]
media = [{{ path = "hinh.png", alt = "Hình năm {year}" }}]
+++
Nội dung **{year}**.
"""
IN_2022 = datetime.datetime(2022, 12, 12, 8, tzinfo=VIETNAM)
IN_2023 = datetime.datetime(2023, 12, 12, 8, tzinfo=VIETNAM)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two plans whose keys of a theme, a procedure and activities are the same, each with a message and a picture of one name."""
    top = tmp_path / "nha"
    for year, issuer in ((2022, "ubnd"), (2023, "so-tp")):
        content = top / str(year) / "content"
        content.mkdir(parents=True)
        (top / str(year) / "plan.toml").write_text(PLAN.format(year=year, issuer=issuer), encoding="utf-8")
        (content / f"tin-{year}.md").write_text(MESSAGE.format(year=year), encoding="utf-8")
        (content / "hinh.png").write_bytes(b"\x89PNG\r\n\x1a\n" + str(year).encode())
    (top / "tuyentruyen.toml").write_text(HOUSE, encoding="utf-8")
    (top / "bo-cuc").mkdir()
    (top / "bo-cuc" / "gone.html").write_text('{% extends "base/gone.html" %}', encoding="utf-8")
    (top / "bo-cuc" / "message.html").write_text(
        '{% extends "base/message.html" %}{% block main %}{{ super() }}<p>Của nhà</p>{% endblock %}', encoding="utf-8"
    )
    return top


def edition_of(top: Path, now: datetime.datetime = IN_2023, *, refused: tuple[str, ...] = ()) -> Edition[Any]:
    house = without(read_house(top), {name: ["hỏng"] for name in refused})
    said = {plan.key: list(messages(plan, plugins=PLUGINS)) for plan in house.plans}
    (edition,) = shared_editions(house, said, PLUGINS, now=now, out=top.parent / "out")
    assert [(one.code, one.text) for one in edition.held if one.level.value == "error"] == []
    return edition


def site_of(top: Path, now: datetime.datetime = IN_2023) -> dict[str, bytes]:
    edition = edition_of(top, now)
    with open_ledger(top.parent / "ledger.db") as ledger:
        (summary,) = publish([edition], plugins=PLUGINS, ledger=ledger, by="mẫu").channels
    assert not summary.failed
    assert [finding.text for finding in summary.left_out] == []
    found = files(edition.channel.folder)
    assert broken(found, {}, found) == []
    return found


def text(site: dict[str, bytes], name: str) -> str:
    return site[name].decode()


def test_messages_of_both_plans_stand_with_the_themes_and_units_of_their_own(house):
    site = site_of(house)
    for year, unit, path in ((2022, "Ủy ban nhân dân", "ubnd"), (2023, "Sở Tư pháp", "so-tp")):
        page = text(site, f"tin/tin-{year}/index.html")
        assert f"Tin năm {year}" in page
        assert f"noi-dung/rieng-{year}/" in page
        assert f"noi-dung/rieng-{4045 - year}/" not in page
        told = json.loads(site[f"du-lieu/tin/tin-{year}.json"])
        assert [theme["key"] for theme in told["themes"]] == [f"rieng-{year}"]
        assert told["unit"] == {"key": path, "name": unit}
        assert f"Tin năm {year}" in text(site, f"don-vi/{path}/index.html")
        assert f"Tin năm {year}" in text(site, "index.html")


def test_a_picture_of_one_name_in_two_plans_is_two_files_each_on_its_own_page(house):
    site = site_of(house)
    pictures = {name: data for name, data in site.items() if name.startswith("media/")}
    assert sorted(data[-4:] for data in pictures.values()) == [b"2022", b"2023"]
    for name, data in pictures.items():
        assert name in text(site, f"tin/tin-{data[-4:].decode()}/index.html")
        assert name not in text(site, f"tin/tin-{4045 - int(data[-4:])}/index.html")


def test_a_theme_and_a_procedure_of_one_key_are_called_as_the_later_plan_calls_them(house):
    site = site_of(house)
    assert "Công nghệ 2023" in text(site, "noi-dung/index.html")
    assert "Công nghệ 2022" not in text(site, "noi-dung/index.html")
    shown = [one["title"] for one in json.loads(site["du-lieu/thu-tuc.json"])["items"]]
    assert sorted(shown) == ["Khai sinh 2023", "Thủ tục 2022", "Thủ tục 2023", "Thủ tục chung"]


def test_layouts_lie_in_the_folder_of_the_house(house):
    assert "Của nhà" in text(site_of(house), "tin/tin-2022/index.html")


@pytest.mark.parametrize(
    ("now", "year", "other", "days"),
    [
        (IN_2022, 2022, 2023, ["2022-12-12", "2022-12-19", "2022-12-20", "2022-12-26"]),
        (IN_2023, 2023, 2022, ["2023-12-18", "2023-12-20", "2023-12-25"]),
    ],
)
def test_what_is_coming_is_what_the_plans_have_due_each_in_its_own_time(house, now, year, other, days):
    page = text(site_of(house, now), "sap-toi/index.html")
    assert f"Phát thanh {year}" in page
    assert f"Họp {year}" in page
    assert f"Phát thanh {other}" not in page
    assert [day for day in days if f'datetime="{day}"' not in page] == []


def test_at_the_turn_of_the_year_what_both_plans_have_due_is_coming(house):
    page = text(site_of(house, datetime.datetime(2022, 12, 26, 7, tzinfo=VIETNAM)), "sap-toi/index.html")
    assert page.index("Họp 2022") < page.index("Họp 2023")
    assert page.count("Họp 2022") == 1
    assert page.count("Họp 2023") == 5


def test_the_official_channels_are_those_of_the_house_and_of_plans_that_last(house):
    page = text(site_of(house), "kenh/index.html")
    assert "Cổng chung" in page
    assert "Tin năm 2023" in page
    assert "Tin năm 2022" not in page
    assert "https://mau.example/tin-2023/feed.xml" in page


def test_a_withdrawal_in_one_plan_leaves_the_other_plan_s_news(house):
    site_of(house)
    path = house / "2022" / "content" / "tin-2022.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'activity = "loa"', 'activity = "loa"\nwithdrawn = { reason = "Sai", at = 2023-04-01 }'
        ),
        encoding="utf-8",
    )
    site = site_of(house)
    assert "Tin năm 2022" not in text(site, "tin/tin-2022/index.html")
    assert "du-lieu/tin/tin-2022.json" not in site
    assert json.loads(site["gone.json"]) == ["tin/tin-2022/", "du-lieu/tin/tin-2022.json"]
    assert "Tin năm 2023" in text(site, "tin/tin-2023/index.html")


def test_while_one_plan_cannot_be_used_its_news_stay(house):
    before = site_of(house)
    edition = edition_of(house, refused=("2022",))
    assert not edition.whole
    with open_ledger(house.parent / "ledger.db") as ledger:
        publish([edition], plugins=PLUGINS, ledger=ledger, by="mẫu")
    assert files(edition.channel.folder) == before


def test_a_feed_of_a_plan_s_own_channel_is_known_to_the_check_of_the_house(house):
    read = read_house(house)
    assert [one.text for one in house_findings(read, plugins=PLUGINS, now=IN_2023) if one.code == "portal03"] == []
    path = house / "tuyentruyen.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("tin-2023/feed", "tin-2024/feed"), encoding="utf-8")
    found = house_findings(read_house(house), plugins=PLUGINS, now=IN_2023)
    assert [(one.channel, one.place) for one in found if one.code == "portal03"] == [
        ("cong", "channels.cong.settings.feeds")
    ]
