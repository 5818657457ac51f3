"""The example holds what the document of 28 March 2022 says, and its messages are fit for citizens."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from attrs import evolve

from tuyentruyen.channels import portal, poster
from tuyentruyen.channels.email import EmailSettings
from tuyentruyen.channels.portal import PortalSettings
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.compose import messages as composed
from tuyentruyen.editions import editions, goes_to, hold, prepared
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.duties import members
from tuyentruyen.model.plan import ROLES
from tuyentruyen.model.when import Before, ByRule, During, Every, OnDay, OnEvent, Ongoing
from tuyentruyen.planfile import read_plan, structure
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

FOLDER = Path(__file__).parents[2] / "examples" / "ha-noi-2022"
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".toml", ".md"))
DAY = date(2022, 3, 28)

QUAN = (
    "Ba Đình", "Hoàn Kiếm", "Tây Hồ", "Long Biên", "Cầu Giấy", "Đống Đa", "Hai Bà Trưng", "Hoàng Mai", "Thanh Xuân",
    "Hà Đông", "Bắc Từ Liêm", "Nam Từ Liêm",
)  # fmt: skip
HUYEN = (
    "Ba Vì", "Chương Mỹ", "Đan Phượng", "Đông Anh", "Gia Lâm", "Hoài Đức", "Mê Linh", "Mỹ Đức", "Phú Xuyên", "Phúc Thọ",
    "Quốc Oai", "Sóc Sơn", "Thạch Thất", "Thanh Oai", "Thanh Trì", "Thường Tín", "Ứng Hòa",
)  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return read_plan(FOLDER)


@pytest.fixture(scope="module")
def messages(plan):
    return composed(plan)


def at(*when):
    return datetime(*when, tzinfo=VIETNAM)


def outlines(texts):
    """The first four words of each text, its last three, and its length in characters."""
    return [(" ".join(text.split()[:4]), " ".join(text.split()[-3:]), len(text)) for text in texts]


# What the document says


def test_the_header_is_that_of_the_document(plan):
    assert (plan.number, plan.place, plan.issued) == ("99/KH-UBND", "Hà Nội", date(2022, 3, 28))
    assert plan.title == (
        "Thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022 trên địa bàn thành phố Hà Nội"
    )
    assert plan.units[plan.issuer].name == "Ủy ban nhân dân thành phố Hà Nội"
    assert (plan.since, plan.until) == (date(2022, 3, 28), date(2022, 12, 31))
    assert plan.key == "kstthc-2022"


def test_the_parent_is_the_citys_plan_of_december_2021(plan):
    assert plan.parent == "322/KH-UBND"
    assert plan.documents["322/KH-UBND"].date == date(2021, 12, 29)


def test_three_purposes_stand_as_written(plan):
    assert outlines(plan.purposes) == [
        ("Nâng cao nhận thức", "thuộc Thành phố.", 541),
        ("Góp phần cải thiện", "đầu cả nước.", 170),
        ("Chung tay thực hiện", "- xã hội.", 184),
    ]


def test_three_requirements_stand_as_written(plan):
    assert outlines(plan.requirements) == [
        ("Triển khai công tác", "tượng hướng đến.", 153),
        ("Kết hợp thông tin,", "của Nhà nước.", 248),
        ("Đa dạng hóa hình", "phố nói chung.", 291),
    ]


def test_four_themes_stand_as_written(plan):
    assert [(theme.key, theme.clause) for theme in plan.themes.values()] == [
        ("vai-tro", "II.1, gạch 1"),
        ("cntt", "II.1, gạch 2"),
        ("ket-qua", "II.1, gạch 3"),
        ("su-kien", "II.1, gạch 4"),
    ]
    assert outlines(theme.summary for theme in plan.themes.values()) == [
        ("Vai trò, tầm quan", "chức, viên chức.", 1144),
        ("Ứng dụng công nghệ", "chức, cá nhân.", 571),
        ("Kết quả thực hiện", "bàn Thành phố.", 205),
        ("Các sự kiện nổi", "phận Một cửa.", 190),
    ]


def test_the_first_theme_names_six_fields_and_leaves_the_list_open(plan):
    theme = plan.themes["vai-tro"]
    assert theme.fields == ("Đất đai", "Đầu tư", "Đăng ký kinh doanh", "Xây dựng", "Tư pháp", "An sinh xã hội")
    assert theme.fields_open
    assert "(Đất đai, Đầu tư, Đăng ký kinh doanh, Xây dựng, Tư pháp, An sinh xã hội...)" in theme.summary
    assert not any(other.fields_open or other.fields for other in plan.themes.values() if other is not theme)


def test_five_forms_stand_as_written(plan):
    assert [(form.key, form.clause) for form in plan.forms.values()] == [
        ("bao-chi", "II.2, gạch 1"),
        ("dien-tu", "II.2, gạch 2"),
        ("co-so", "II.2, gạch 3"),
        ("truc-quan", "II.2, gạch 4"),
        ("hoi-nghi", "II.2, gạch 5"),
    ]
    assert outlines(form.summary for form in plan.forms.values()) == [
        ("Tăng cường tin, bài,", "với Thành phố.", 229),
        ("Trang, Cổng thông tin", "thuộc Thành phố.", 300),
        ("Hệ thống thông tin", "khi cần thiết.", 421),
        ("Tuyên truyền cổ động", "dạng điện tử.", 114),
        ("Tổ chức các sự", "tin cơ sở.", 349),
    ]


def test_the_grassroots_form_must_carry_hotline_and_contact(plan):
    assert plan.forms["co-so"].needs == ("hotline", "feedback")
    assert [form.key for form in plan.forms.values() if form.needs] == ["co-so"]


def test_visual_propaganda_has_electronic_formats_and_events_three_modes(plan):
    assert [form.key for form in plan.forms.values() if form.electronic] == ["truc-quan"]
    assert plan.forms["hoi-nghi"].modes == ("in-person", "online", "hybrid")


def test_each_unit_pays_from_its_own_estimate(plan):
    assert plan.funding == (
        "Kinh phí thông tin, tuyên truyền tại các sở, ban, ngành, UBND cấp huyện, cấp xã dược bố trí trong dự toán "
        "ngân sách của đơn vị theo quy định."
    )


def test_section_iv_gives_these_roles(plan):
    given = {
        clause: {role: list(units) for role in ROLES if (units := getattr(assignment, role))}
        for clause, assignment in plan.assignments.items()
    }
    assert given == {
        "IV.1": {"lead": ["vp-ubnd"]},
        "IV.2": {"requested": ["ban-tuyen-giao"]},
        "IV.3": {"lead": ["so-tttt"], "coordinating": ["vp-ubnd"]},
        "IV.4": {"lead": ["so-vhtt"], "coordinating": ["vp-ubnd"]},
        "IV.5, gạch 1": {"executing": ["cac-don-vi"]},
        "IV.5, gạch 2": {"directing": ["cac-don-vi"], "inspecting": ["cac-don-vi"]},
        "IV.5, gạch 2, câu 2": {"directing": ["quan-huyen"]},
    }


def test_section_iv_covers_these_forms(plan):
    assert {clause: assignment.forms for clause, assignment in plan.assignments.items()} == {
        "IV.1": ("hoi-nghi",),
        "IV.2": ("bao-chi",),
        "IV.3": ("bao-chi", "co-so", "dien-tu"),
        "IV.4": ("truc-quan",),
        "IV.5, gạch 1": ("dien-tu",),
        "IV.5, gạch 2": (),
        "IV.5, gạch 2, câu 2": ("co-so",),
    }


def test_section_iv_stands_as_written(plan):
    assert [outlines(assignment.duties) for assignment in plan.assignments.values()] == [
        [
            ("Chủ trì tham mưu", "Kế hoạch này.", 95),
            ("Chủ trì tổ chức", "tục hành chính.", 98),
            ("Phối hợp các cơ", "theo Kế hoạch.", 96),
        ],
        [("Chỉ đạo các cơ", "chính nói riêng.", 151)],
        [("Chủ trì, phối hợp", "tin điện tử.", 183)],
        [("Chủ trì, phối hợp", "động trực quan.", 174)],
        [("Thường xuyên tổ chức", "tục hành chính.", 839)],
        [("Chỉ đạo các cơ", "tục hành chính.", 203)],
        [("UBND quận, huyện, thị", "của Thành phố.", 109)],
    ]


def test_the_party_organ_is_asked_and_never_ordered(plan):
    organ = plan.units["ban-tuyen-giao"]
    assert (organ.kind, organ.parent) == ("party", "thanh-uy")
    theirs = [activity for activity in plan.activities.values() if "ban-tuyen-giao" in activity.units]
    assert [activity.requested for activity in theirs] == [True]
    assert not any(word in theirs[0].title.lower() for word in ("yêu cầu", "giao nhiệm vụ", "phải"))


def test_nine_recipients_stand_in_order_and_the_last_is_the_archive(plan):
    assert [recipient.name for recipient in plan.recipients] == [
        "Văn phòng Chính phủ",
        "Thường trực Thành ủy, HĐND Thành phố",
        "Chủ tịch, các Phó Chủ tịch UBND Thành phố",
        "Ban Tuyên giáo Thành ủy",
        "Văn phòng Đoàn ĐBQH và ĐB HĐND Thành phố",
        "Các sở, ban, ngành Thành phố",
        "UBND quận, huyện, thị xã",
        "VP UBND TP: CVP, các PCVP, KSTTHC, TH, HCTC, KGVX",
        "Lưu: VT, KSTTHC (Nga)",
    ]
    assert [recipient.purpose for recipient in plan.recipients] == [""] * 8 + ["archive"]
    assert plan.recipients[-1].unit == "phong-kstthc"
    assert all(not r.unit or r.unit in plan.units or r.unit in plan.groups for r in plan.recipients)


def test_seven_documents_are_cited(plan):
    assert {number: document.date for number, document in plan.documents.items()} == {
        "99/KH-UBND": date(2022, 3, 28),
        "322/KH-UBND": date(2021, 12, 29),
        "63/2010/NĐ-CP": date(2010, 6, 8),
        "48/2013/NĐ-CP": date(2013, 5, 14),
        "92/2017/NĐ-CP": date(2017, 8, 7),
        "61/2018/NĐ-CP": date(2018, 4, 23),
        "107/2021/NĐ-CP": date(2021, 12, 6),
    }


def test_three_of_them_amend_others(plan):
    amended = {number: document.amends for number, document in plan.documents.items() if document.amends}
    assert amended == {
        "48/2013/NĐ-CP": ("63/2010/NĐ-CP",),
        "92/2017/NĐ-CP": ("63/2010/NĐ-CP",),
        "107/2021/NĐ-CP": ("61/2018/NĐ-CP",),
    }
    assert "ngày 23/4/2018" in plan.documents["107/2021/NĐ-CP"].title


def test_slips_of_the_pen_survive(plan):
    assert "đông hành cùng người dân" in plan.purposes[2]
    assert "dược bố trí" in plan.funding


def test_a_tab_and_a_no_break_space_survive(tmp_path):
    folder = tmp_path / "ke-hoach"
    shutil.copytree(FOLDER, folder)
    file = folder / "plan.toml"
    text = file.read_text(encoding="utf-8")
    said = "\tHà Nội, ngày 28 tháng 3 năm 2022\u00a0"
    file.write_text(text.replace('place = "Hà Nội"', f'place = "{said}"'), encoding="utf-8")
    assert read_plan(folder).place == "\tHà Nội, ngày 28 tháng 3 năm 2022\u00a0"


# Units of the city in 2022


def test_the_city_has_its_thirty_districts(plan):
    names = [unit.name for unit in members(plan, "quan-huyen", DAY)]
    assert names == [
        *(f"Ủy ban nhân dân quận {name}" for name in QUAN),
        *(f"Ủy ban nhân dân huyện {name}" for name in HUYEN),
        "Ủy ban nhân dân thị xã Sơn Tây",
    ]
    assert len(names) == 30


def test_districts_ended_on_30_june_2025(plan):
    assert len(members(plan, "quan-huyen", date(2025, 6, 30))) == 30
    assert members(plan, "quan-huyen", date(2025, 7, 1)) == ()


def test_the_city_has_its_departments(plan):
    departments = members(plan, "so-nganh", DAY)
    assert len([unit for unit in departments if unit.name.startswith("Sở ")]) == 18
    assert {unit.parent for unit in departments} == {"ubnd-tp"}
    assert {"so-tttt", "so-vhtt", "so-tu-phap", "so-khdt", "so-tnmt", "so-ldtbxh", "so-xay-dung"} <= {
        unit.key for unit in departments
    }


def test_the_group_of_iv_5_is_made_of_three_groups(plan):
    assert plan.groups["cac-don-vi"].groups == ("so-nganh", "quan-huyen", "don-vi-su-nghiep")
    assert len(members(plan, "cac-don-vi", DAY)) == 57


# Activities and channels


def test_every_activity_names_its_clause(plan):
    assert len(plan.activities) >= 12
    for activity in plan.activities.values():
        assert re.match(r"(II|IV)\.\d", activity.clause), activity.key


def test_activities_show_every_way_of_saying_when(plan):
    said = Counter(type(activity.when) for activity in plan.activities.values())
    assert set(said) == {OnDay, During, Before, Every, ByRule, Ongoing, OnEvent, type(None)}
    every = {(a.when.every, a.when.interval) for a in plan.activities.values() if isinstance(a.when, Every)}
    assert every == {("week", 1), ("week", 2), ("month", 1), ("quarter", 1)}
    assert {a.quota.at for a in plan.activities.values() if a.quota} == {"least", "exactly", "most"}
    assert [a.key for a in plan.activities.values() if a.integrated_into] == ["pano-tthc", "tap-huan"]


def test_settings_of_channels_are_what_the_backend_takes(plan):
    kinds = {"rss": RssSettings, "email": EmailSettings, "portal": PortalSettings, "poster": PosterSettings}
    for channel in plan.channels.values():
        settings = structure(channel.settings, kinds[channel.backend], place=f"channels.{channel.key}.settings")
        if channel.backend == "email":
            assert settings.target == "folder"
        elif channel.backend != "poster":
            assert settings.base.startswith("https://")
    assert plan.channels["tin"].settings["split"] == ["plan", "theme", "unit"]
    assert plan.channels["feed"].owner == "quan-huyen"


# The site


@pytest.fixture(scope="module")
def site(plan, messages, tmp_path_factory):
    """The folder of the site, published on the last day of the plan."""
    out = tmp_path_factory.mktemp("cong-khai")
    plugins = Plugins([("portal", portal)])
    going = editions(plan, messages, plugins, now=at(2022, 12, 31, 20), out=out, channels=("cong",))
    with open_ledger(out / "so-cai.db") as ledger:
        (channel,) = publish(going, plugins=plugins, ledger=ledger, by="thu").channels
    assert (channel.failed, channel.left_out, channel.told) == ("", [], [])
    return out / "cong"


def test_the_site_comes_before_the_channels_that_lead_to_it(plan):
    assert next(iter(plan.channels)) == "cong"


def test_the_link_of_every_message_leads_to_its_page(plan, messages, site):
    base = plan.channels["cong"].settings["base"]
    shown = {path.name for path in (site / "tin").iterdir() if path.is_dir()}
    assert shown == {
        message.key for message in messages if (found := hold(plan, message, at(2022, 12, 31, 20))) is None or found.code == "TT301"
    }  # fmt: skip
    for key in shown:
        link = prepared(plan, next(message for message in messages if message.key == key)).link
        assert (site / link.removeprefix(base) / "index.html").is_file(), link


def test_each_district_and_four_departments_have_a_board_to_print(plan, site):
    boards = {path.name for path in (site / "niem-yet").iterdir()}
    districts = {unit.key for unit in members(plan, "quan-huyen", DAY)}
    assert boards - districts == {"so-khdt", "so-tnmt", "so-tu-phap", "so-xay-dung"}
    assert districts <= boards
    text = (site / "niem-yet" / "so-tu-phap" / "index.html").read_text("utf-8")
    assert "người khuyết tật" in text
    assert "Cấp Phiếu lý lịch tư pháp (mẫu)" in text


def test_the_poster_is_shown_with_its_words(site):
    text = (site / "tin" / "ap-phich-mot-cham" / "index.html").read_text("utf-8")
    assert 'alt="Áp phích: trên nền trời chiều màu cam' in text
    assert sorted(path.suffix for path in (site / "media").rglob("*") if path.is_file()) == [".png", ".svg"]


def test_the_logo_stands_in_the_head_and_its_licence_is_named(plan, site):
    logo = plan.channels["cong"].settings["logo"]
    assert 'bieu-trung.svg" alt="" width="56" height="56">' in (site / "index.html").read_text("utf-8")
    assert f"`{logo}`" in (FOLDER / "LICENSES.md").read_text("utf-8")


def test_every_address_of_the_site_is_told_in_the_reference_and_no_other(plan, messages, site, tmp_path):
    page = (FOLDER.parents[1] / "docs" / "reference" / "portal.md").read_text("utf-8")
    told = [
        name
        for line in page.splitlines()
        if line.startswith("| `/")
        for name in re.findall(r"`/(\S*)`", line.split(" | ")[0])
    ]
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    (going,) = editions(
        plan, messages, Plugins([("portal", portal)]), now=at(2022, 12, 31, 20), out=tmp_path, channels=("cong",)
    )
    settings = evolve(going.channel.settings, fragments="all")
    with_all = evolve(going, channel=evolve(going.channel, settings=settings))
    there |= {rendering.key for rendering in portal.PortalBackend().render(with_all)}
    there = {name.removesuffix("index.html") if name.endswith("index.html") else name for name in there}
    found = {name: re.compile(re.sub(r"<\w+>", "[^/]+", name.replace(".", r"\."))) for name in told}
    assert [name for name, form in found.items() if not any(map(form.fullmatch, there))] == []
    assert sorted(one for one in there if not any(form.fullmatch(one) for form in found.values())) == [".tuyentruyen"]


# Posters


@pytest.fixture(scope="module")
def posters(plan, messages, tmp_path_factory):
    """The edition of the channel of posters, published on the last day of the plan, and what was found in it."""
    out = tmp_path_factory.mktemp("ap-phich")
    plugins = Plugins([("poster", poster)])
    going = list(editions(plan, messages, plugins, now=at(2022, 12, 31, 20), out=out, channels=("ap-phich",)))
    with open_ledger(out / "so-cai.db") as ledger:
        (channel,) = publish(going, plugins=plugins, ledger=ledger, by="thu").channels
    assert (channel.failed, channel.told) == ("", [])
    return going[0], channel.left_out


def test_posters_are_made_in_all_three_designs_and_for_every_district(plan, posters):
    edition, _ = posters
    designs = {one.message.key: one.design for one in Posters(edition)}
    own = {f"noi-nop-ho-so-{unit.key}": "steps" for unit in members(plan, "quan-huyen", DAY)}
    assert designs == own | {
        "ap-phich-mot-cham": "slogan",
        "khau-hieu-tu-lam": "announcement",
        "di-dao-thang-muoi": "steps",
        "gui-phan-anh": "steps",
    }


def test_every_poster_fits_on_sheet_and_screen_and_goes_to_print(posters):
    edition, found = posters
    folder = edition.channel.folder
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    endings = {"a3": (".pdf", ".png", "-in.pdf", "-nho.png"), "screen-wide": (".pdf", ".png")}
    wanted = {f"{one.name}{ending}" for one in Posters(edition) for ending in endings[one.format.key]}
    assert files - {".tuyentruyen", "don-in.csv", "note.json"} == wanted
    assert len(wanted) == 34 * 6
    assert list(found) == []


def test_the_order_names_twenty_of_each_sheet_with_the_day_it_is_needed(posters):
    edition, _ = posters
    text = (edition.channel.folder / "don-in.csv").read_text("utf-8-sig")
    _, *lines = csv.reader(text.splitlines(), delimiter=";")
    assert len(lines) == 34
    assert {line[5] for line in lines} == {"20"}
    days = {line[3].partition("/")[0]: tuple(line[6:]) for line in lines}
    assert days["ap-phich-mot-cham"] == ("2022-10-05", "2022-10-10")
    assert days["noi-nop-ho-so-quan-ba-dinh"] == ("ngay", "")


def test_every_unit_that_settles_procedures_has_a_board_to_be_printed(plan, messages, tmp_path):
    plugins = Plugins([("poster", poster)])
    (edition,) = editions(plan, messages, plugins, now=at(2022, 12, 31, 20), out=tmp_path, channels=("niem-yet",))
    keys = {one.key for one in poster.PosterBackend().render(edition)}
    districts = [unit.key for unit in members(plan, "quan-huyen", DAY)]
    units = {*districts, "so-khdt", "so-tnmt", "so-tu-phap", "so-xay-dung"}
    assert keys - {"don-in.csv", "note.json"} == {
        f"niem-yet/{unit}/a3{ending}" for unit in units for ending in (".pdf", "-in.pdf", "-nho.png")
    }


# Messages


def test_all_messages_can_be_read(messages):
    assert messages.findings == ()
    written = [message for message in messages if message.source.startswith("content/")]
    assert (len(written), len(messages)) == (28, 58)


def test_messages_cover_all_themes_and_forms_and_nine_months(plan, messages):
    assert {theme for message in messages for theme in message.themes} == set(plan.themes)
    assert {plan.activities[message.activity].form for message in messages} == set(plan.forms)
    forms = Counter(plan.activities[m.activity].form for m in messages if m.source.startswith("content/"))
    assert forms == {"dien-tu": 9, "co-so": 8, "bao-chi": 4, "truc-quan": 3, "hoi-nghi": 4}
    assert {message.published.month for message in messages} == {4, 5, 6, 7, 8, 9, 10, 11, 12}
    assert {message.published.year for message in messages} == {2022}


def test_messages_name_only_what_the_plan_holds(plan, messages):
    for message in messages:
        assert set(message.channels) | set(message.only) <= set(plan.channels), message.key
        assert not message.unit or message.unit in plan.units, message.key


def test_every_message_has_150_to_500_words(messages):
    counts = {message.key: len(message.body.split()) for message in messages}
    assert {key: count for key, count in counts.items() if not 150 <= count <= 500} == {}


def test_no_two_messages_share_eight_words_in_a_row(messages):
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for message in {message.source: message for message in messages}.values():  # one of those that a template makes
        words = re.findall(r"\w+", f"{message.title}\n{message.summary}\n{message.body}".lower())
        for run in {tuple(words[i : i + 8]) for i in range(len(words) - 7)}:
            if seen.setdefault(run, message.key) != message.key:
                shared.append((seen[run], message.key, " ".join(run)))
    assert shared == []


def test_every_message_is_approved_as_it_stands_but_the_draft(plan, messages):
    assert plan.approval == "required"
    assert [message.key for message in messages if not message.is_approved()] == ["nhin-lai-nam-2022"]
    assert [message.key for message in messages if message.status == "draft"] == ["nhin-lai-nam-2022"]
    assert {m.approval.by for m in messages if m.approval} == {"Tổ biên tập (mẫu)"}
    assert all(m.approval.at < m.published or m.updated for m in messages if m.approval)


def test_every_message_goes_to_a_channel(plan, messages):
    for message in messages:
        ready = prepared(plan, message)
        assert any(goes_to(plan, ready, channel) for channel in plan.channels.values()), message.key
        assert ready.link == f"https://kstthc.hanoi.example/tin/{message.key}/"


def test_a_poster_is_kept_back_until_the_morning_of_10_october(plan, messages):
    poster = next(message for message in messages if message.key == "ap-phich-mot-cham")
    assert hold(plan, poster, at(2022, 10, 10, 5, 59)).code == "TT306"
    assert hold(plan, poster, at(2022, 10, 10, 6, 0)) is None


def test_an_invitation_ends_with_its_day(plan, messages):
    invitation = next(message for message in messages if message.key == "moi-toa-dam")
    assert hold(plan, invitation, at(2022, 12, 8, 23, 59)) is None
    assert hold(plan, invitation, at(2022, 12, 9, 0, 0)).code == "TT302"


def test_a_withdrawn_message_says_why(plan, messages):
    gone = [message for message in messages if message.withdrawn]
    assert [message.key for message in gone] == ["giay-phep-xay-dung"]
    assert hold(plan, gone[0], at(2022, 7, 31, 23, 59)) is None
    assert hold(plan, gone[0], at(2022, 8, 1, 8, 0)).code == "TT301"
    assert "đối chiếu lại" in gone[0].withdrawn.reason


def test_at_the_end_of_the_year_five_messages_stand_nowhere(plan, messages):
    held = {m.key: found.code for m in messages if (found := hold(plan, m, at(2022, 12, 31, 23, 59)))}
    assert held == {
        "chau-giup-ong-ba": "TT302",
        "giay-phep-xay-dung": "TT301",
        "loa-mot-cua": "TT302",
        "moi-toa-dam": "TT302",
        "nhin-lai-nam-2022": "TT303",
    }


def test_one_message_is_urgent_and_three_have_other_wording(messages):
    assert [message.key for message in messages if message.urgent] == ["canh-bao-gia-danh"]
    assert {message.key: tuple(message.only) for message in messages if message.only} == {
        "ap-phich-mot-cham": ("ap-phich",),
        "khai-sinh-lien-thong": ("feed",),
        "cau-hoi-cho-phong-vien": ("bao-chi",),
    }


def test_the_picture_is_described_and_its_licence_is_named(messages):
    (media,) = [media for message in messages for media in message.media]
    assert (media.path, media.media_type) == ("content/ap-phich-mot-cham.png", "image/png")
    assert media.length == (FOLDER / media.path).stat().st_size
    assert media.alt.startswith("Áp phích: trên nền trời chiều màu cam")
    assert media.path in (FOLDER / "LICENSES.md").read_text(encoding="utf-8")


def test_grassroots_messages_say_whom_to_call_and_where_to_write(plan, messages):
    for message in messages:
        if plan.activities[message.activity].form == "co-so":
            assert message.hotline, message.key
            assert message.hotline in message.body, message.key
            assert "pakn.hanoi.example" in message.body, message.key


# The template and the procedures


def test_one_template_speaks_for_each_district(plan, messages):
    spoken = [message for message in messages if message.source == "templates/noi-nop-ho-so.md"]
    assert [message.unit for message in spoken] == [unit.key for unit in members(plan, "quan-huyen", DAY)]
    for message in spoken:
        unit = plan.units[message.unit]
        assert message.title == f"Một cửa {unit.name[16:]}: địa chỉ, số gọi, nơi góp ý"
        assert unit.address in message.body
        assert unit.hotline in message.body
        assert f"<{unit.link}>" in message.body
        assert unit.feedback in message.body
        assert unit.short in message.body
        assert message.hotline == unit.hotline


def test_each_district_has_the_message_in_its_own_feed_alone(plan, messages):
    feed = plan.channels["feed"]
    spoken = [prepared(plan, message) for message in messages if message.source == "templates/noi-nop-ho-so.md"]
    for unit in members(plan, "quan-huyen", DAY):
        assert [m.unit for m in spoken if goes_to(plan, m, feed, member=unit)] == [unit.key]


def test_procedures_cover_the_six_fields_and_are_marked_as_samples(plan):
    procedures = plan.procedures.values()
    assert {procedure.field for procedure in procedures} == set(plan.themes["vai-tro"].fields)
    assert all(procedure.title.endswith(" (mẫu)") for procedure in procedures)
    assert {procedure.code for procedure in procedures} == {"", "1.001193", "2.000815.000.00.00.H55"}
    assert all(procedure.exemptions for procedure in procedures if procedure.asks_fee)


def test_the_template_names_the_procedures_of_a_district_with_who_pays_less(messages):
    message = next(message for message in messages if message.key == "noi-nop-ho-so-quan-tay-ho")
    assert message.body.count("Phí, lệ phí: theo quy định của thành phố (miễn, giảm: ") == 3
    assert "Đăng ký khai sinh (mẫu)" not in message.body


# Nothing invented passes for real


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_only_example_domains_are_named(file):
    text = file.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([^/\s\"'>)]+)", text)
    hosts += re.findall(r"\b[\w.-]+\.(?:vn|com|net|org|gov|edu|info|example)\b", text)
    assert [host for host in hosts if not host.endswith("hanoi.example")] == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_what_looks_like_a_telephone_number_is_marked_as_a_sample(file):
    text = re.sub(r'digest = "[0-9a-f]+"', "", file.read_text(encoding="utf-8"))
    text = re.sub(r"\d{4}-\d{2}-\d{2}(T[\d:]+\+07:00)?", "", text)
    text = re.sub(r'code = "[\d.H]+"', "", text)  # of a procedure
    for found in re.finditer(r"\d(?:[ .\u00a0-]?\d){6,}", text):
        assert text[found.end() : found.end() + 6] == " (mẫu)", found[0]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_no_fee_and_no_time_limit_is_named(file):
    text = file.read_text(encoding="utf-8").lower()
    assert re.findall(r"\d[\d.]*\s*(?:đồng|đ|vnđ|vnd|nghìn|ngàn|triệu|tỷ)\b", text) == []
    assert re.findall(r"\d+\s*(?:ngày|giờ|tháng|tuần)\s+làm việc", text) == []
    assert re.findall(r"trong\s+(?:vòng\s+|thời hạn\s+)?\d+\s*(?:ngày|giờ|tháng|tuần)", text) == []
