"""What posters cannot show is told before the day, once, and costs nothing more than what it names."""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from attrs import evolve
from PIL import Image

from tuyentruyen.channels.poster import PosterBackend, trials, typesetting
from tuyentruyen.channels.poster import posters as module
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.channels.poster.typesetting import OURS
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import UnitGroup
from tuyentruyen.testing import sample_edition
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import speaking

BACKEND = PosterBackend()
LINK = "https://mau.example/tin/gio-lam-viec/"
TOO_MUCH = "Ủy ban nhân dân quận nhận hồ sơ vào mọi ngày trong tuần. " * 60
STRANGE = "Phí là ﷽ đồng"


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    """What other tests found out in this process is not known to this one."""
    monkeypatch.setattr(trials, "_known", {})


def message(**fields):
    said = {
        "key": "gio-lam-viec", "title": "Bộ phận Một cửa mở cửa từ 7 giờ 30", "body": "Từ thứ Hai, bộ phận Một cửa mở cửa sớm hơn nửa giờ, để ai đi làm cũng kịp nộp hồ sơ.",
        "summary": "Từ thứ Hai tuần tới, mở cửa sớm nửa giờ.", "published": datetime.datetime(2022, 4, 4, 8, tzinfo=VIETNAM),
        "unit": "so-tttt", "link": LINK, "source": "content/gio.md:3",
    }  # fmt: skip
    return Message(**{**said, **fields})


def edition(folder, *messages, **settings):
    made = sample_edition(
        BACKEND, folder=folder, settings={"formats": ["a4", "banner"], **settings}, messages=messages or [message()]
    )
    return evolve(made, plan=evolve(made.plan, folder=folder / "plan"))


def found(edition):
    return [(one.code, one.level) for one in BACKEND.check(edition)]


def keys(edition):
    return {one.key for one in BACKEND.render(edition)}


def test_a_sound_message_has_no_finding(tmp_path):
    assert found(edition(tmp_path)) == []


# -- fit ---------------------------------------------------------------------------------------------------------------


def test_what_fits_in_one_format_is_made_there_and_told_of_the_other(tmp_path):
    made = edition(tmp_path, message(summary=TOO_MUCH))
    (one,) = BACKEND.check(made)
    assert (one.code, one.level, one.message, one.file) == (
        "poster08",
        Level.WARNING,
        "gio-lam-viec",
        "content/gio.md:3",
    )
    assert one.text.startswith("gio-lam-viec, a4: the text does not fit")
    assert one.mend == "shorten the title or the summary"
    assert {key.split("/")[-1].split(".")[0] for key in keys(made) if "/" in key} == {
        "banner",
        "banner-in",
        "banner-nho",
    }


def test_what_fits_nowhere_is_left_out_and_costs_no_other_message(tmp_path):
    made = edition(tmp_path, message(summary=TOO_MUCH), message(key="khac"), formats=["a4", "screen-wide"])
    (one,) = BACKEND.check(made)
    assert (one.code, one.level) == ("poster08", Level.ERROR)
    assert one.text.startswith("gio-lam-viec, a4, screen-wide:")
    assert {key.split("/")[0] for key in keys(made.without(["gio-lam-viec"])) if "/" in key} == {"khac"}


@pytest.mark.parametrize(
    ("fields", "mend"),
    [
        ({"summary": "", "body": TOO_MUCH}, "give it a summary of a sentence or two: without one its first paragraph is shown"),
        (
            {"body": "\n".join(f"{n}. {TOO_MUCH[:400]}" for n in range(1, 10))},
            "shorten the title or the items of its first numbered list",
        ),
        ({"title": "nghiêng" * 22}, "shorten the title or the summary"),
    ],
    ids=["paragraph", "steps", "word"],
)  # fmt: skip
def test_what_to_do_about_it_is_said_of_what_is_shown(tmp_path, fields, mend):
    (one,) = BACKEND.check(edition(tmp_path, message(**fields), formats=["a4"]))
    assert (one.code, one.mend) == ("poster08", mend)


# -- signs and words ---------------------------------------------------------------------------------------------------


def test_a_sign_that_the_typeface_lacks_is_named(tmp_path):
    (one,) = BACKEND.check(edition(tmp_path, message(title=STRANGE), formats=["a4"]))
    assert (one.code, one.level) == ("poster09", Level.ERROR)
    assert "﷽" in one.text


def test_a_sign_keeps_out_only_the_formats_that_show_it(tmp_path):
    made = edition(tmp_path, message(summary=STRANGE))
    assert found(made) == [("poster09", Level.WARNING)]
    assert "gio-lam-viec/so-tttt/banner-in.pdf" in keys(made)
    assert "gio-lam-viec/so-tttt/a4-in.pdf" not in keys(made)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "Nghỉ\x00lễ"}, "poster05"),
        ({"summary": "Phí \u202e000.01 đồng"}, "poster05"),
        ({"body": "Nửa \ud800"}, "poster05"),
        ({"title": " \u00a0 "}, "poster06"),
        ({"title": "Giờ làm việc " * 16}, "poster07"),
    ],
)
def test_what_nobody_can_read_is_no_poster(tmp_path, fields, code):
    assert (code, Level.ERROR) in found(edition(tmp_path, message(**fields)))


# -- codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.needs("zbarimg", "zbar-tools")
@pytest.mark.parametrize(("link", "code"), [("", "poster11"), (LINK + "a" * 300, "poster12")])
def test_without_a_link_that_a_code_can_hold_there_is_a_poster_and_no_code(tmp_path, link, code):
    made = edition(tmp_path, message(link=link), formats=["a4"])
    assert found(made) == [(code, Level.WARNING)]
    (picture,) = (one.produce() for one in BACKEND.render(made) if one.key.endswith("a4.png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", "-"], input=picture, capture_output=True, check=False)
    assert read.stdout == b""
    assert Image.open(io.BytesIO(picture)).size[1] == 1600


def test_a_banner_needs_no_code(tmp_path):
    assert found(edition(tmp_path, message(link=""), formats=["banner"])) == []


def own_design(tmp_path, text, name="announcement"):
    folder = tmp_path / "plan" / "mau"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.typ").write_text(text, "utf-8")


SMALL = """#import "frame.typ": *
#show: sheet
#heading(level: 1, text(size: cap(3), said.title))
#code(3 * u)
"""


def test_a_code_that_a_design_draws_too_small_is_told_and_made(tmp_path):
    own_design(tmp_path, SMALL)
    made = edition(tmp_path, formats=["a4"], designs="mau", design="announcement")
    assert found(made) == [("poster10", Level.WARNING)]
    assert "gio-lam-viec/so-tttt/a4-in.pdf" in keys(made)


def test_our_own_designs_draw_codes_that_can_be_read_from_where_people_stand(tmp_path):
    formats = ["a4", "a3", "a2", "a1", "a0", "screen-wide", "screen-tall"]
    steps = message(key="buoc", body="1. Lấy số\n2. Nộp hồ sơ\n")
    assert found(edition(tmp_path, message(), steps, formats=formats)) == []
    assert found(edition(tmp_path, formats=formats, design="slogan")) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("#panic(1)", "announcement"),
        ("#let", "announcement"),
        (
            '#import "frame.typ": *\n#set document(title: said.title)\n#set text(font: data.font)\n= #said.title\n#pagebreak()\nHai',
            "more than one sheet",
        ),
        ('#read("/etc/passwd")', "announcement"),
    ],
)
def test_a_design_at_fault_is_named(tmp_path, text, word):
    own_design(tmp_path, text)
    (one,) = BACKEND.check(edition(tmp_path, formats=["a4"], designs="mau", design="announcement"))
    assert (one.code, one.level) == ("poster13", Level.ERROR)
    assert word in one.text


def test_a_design_that_asks_for_the_net_keeps_the_channel_back(tmp_path):
    own_design(tmp_path, '#import "@preview/cetz:0.1.0"')
    (one,) = BACKEND.check(edition(tmp_path, formats=["a4"], designs="mau"))
    assert (one.code, one.level, one.message) == ("poster13", Level.ERROR, "")
    assert one.place == "channels.kenh-mau.settings.designs"


@pytest.mark.parametrize("name", ["../ngoai", "mau/../../ngoai", "{tmp_path}/ngoai"])
def test_designs_outside_the_plan_folder_are_not_read(tmp_path, name):
    own_design(tmp_path, "#panic(1)")
    (tmp_path / "ngoai").mkdir()
    (tmp_path / "ngoai" / "announcement.typ").write_text("= Bí mật", "utf-8")
    given = name.format(tmp_path=tmp_path)
    (one,) = BACKEND.check(edition(tmp_path, formats=["a4"], designs=given, design="announcement"))
    assert (one.code, one.level, one.place) == ("poster13", Level.ERROR, "channels.kenh-mau.settings.designs")
    assert one.text == "the designs ngoai lie outside the plan folder"


# -- the channel -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "code", "place"),
    [
        ({"each": "khong-co"}, "poster01", "each"),
        ({"brand": "#8899aa"}, "poster02", "brand"),
        ({"accent": "#ff8800"}, "poster02", "accent"),
        ({"brand_ink": [20, 0, 0, 0]}, "poster02", "brand_ink"),
        ({"profile": "nha-in.icc"}, "poster03", "profile"),
        ({"logo": "khong-co.svg"}, "poster03", "logo"),
        ({"designs": "khong-co"}, "poster03", "designs"),
        ({"profile": "ệ" * 200}, "poster03", "profile"),  # 600 bytes, more than a name may have
        ({"logo": "ệ" * 200}, "poster03", "logo"),
        ({"designs": "ệ" * 200}, "poster03", "designs"),
        ({"copies": {"a0": 2}}, "poster04", "copies.a0"),
        ({"copies": {"a4": 2}, "outputs": ["screen"]}, "poster04", "copies.a4"),
        ({"formats": ["screen-wide"], "outputs": ["screen", "print"]}, "poster04", "outputs"),
    ],
)
def test_a_setting_that_asks_for_what_is_not_there_is_told_with_its_place(tmp_path, settings, code, place):
    one = next(iter(BACKEND.check(edition(tmp_path, **settings))))
    assert (one.code, one.level, one.place) == (code, Level.WARNING, f"channels.kenh-mau.settings.{place}")
    assert one.mend


def test_the_colours_we_choose_can_be_read(tmp_path):
    assert found(edition(tmp_path, brand_ink=[100, 70, 0, 20], accent_ink=[0, 95, 95, 30])) == []


def test_a_unit_whose_name_cannot_be_set_is_told_and_costs_no_other(tmp_path):
    made = edition(tmp_path, message(unit=""), each="cac-don-vi", formats=["a4"])
    units = {**made.plan.units, "quan-mau": evolve(made.plan.units["quan-mau"], name="Quận ﷽")}
    group = UnitGroup(key="cac-don-vi", title="Các đơn vị", units=("so-tttt", "quan-mau", "ubnd-tp"))
    made = evolve(made, plan=evolve(made.plan, units=units, groups={"cac-don-vi": group}))
    (one,) = BACKEND.check(made)
    assert (one.code, one.level) == ("poster09", Level.WARNING)
    assert one.text.startswith("gio-lam-viec, a4 (quan-mau):")
    assert {key.split("/")[1] for key in keys(made) if "/" in key} == {"so-tttt", "ubnd-tp"}


def test_it_speaks_vietnamese(tmp_path):
    with speaking("vi"):
        (one,) = BACKEND.check(edition(tmp_path, message(summary=TOO_MUCH), formats=["a4"]))
    assert one.text == "gio-lam-viec (a4): chữ không vừa ở bất kỳ cỡ nào còn đọc được; hãy rút ngắn"


# -- the note ----------------------------------------------------------------------------------------------------------


def noted(edition):
    """Puts the note of an edition into the channel's folder, and forgets what is known."""
    (data,) = (one.produce() for one in BACKEND.render(edition) if one.key == "note.json")
    edition.channel.folder.mkdir(parents=True, exist_ok=True)
    (edition.channel.folder / "note.json").write_bytes(data)
    trials._known.clear()
    return data


@pytest.fixture
def several(tmp_path):
    return edition(tmp_path, message(), message(key="dai", summary=TOO_MUCH), message(key="la", summary=STRANGE))


@pytest.fixture
def without_typst(monkeypatch):
    def gone():
        monkeypatch.setitem(sys.modules, "typst", None)

    return gone


def test_what_is_noted_is_not_set_again(several, without_typst):
    before, was = found(several), keys(several)
    note = noted(several)
    without_typst()
    assert found(several) == before == [("poster08", Level.WARNING), ("poster09", Level.WARNING)]
    assert keys(several) == was
    assert noted(several) == note


def test_only_what_changed_is_set_again(several, monkeypatch):
    noted(several)
    tried = []
    trial = Posters.trial

    def counted(self, poster, *, least=0.0, room=0.0):
        tried.append((poster.message.title, poster.format.key))
        return trial(self, poster, least=least, room=room)

    monkeypatch.setattr(Posters, "trial", counted)
    mended = evolve(several, messages=[evolve(several.messages[0], title="Đổi giờ mở cửa"), *several.messages[1:]])
    assert len(found(mended)) == 2
    assert sorted(tried) == [("Đổi giờ mở cửa", "a4"), ("Đổi giờ mở cửa", "banner")]
    assert len(found(mended)) == 2
    assert len(tried) == 2


def test_boards_that_are_noted_are_not_set_again(tmp_path):
    made = edition(tmp_path, boards=True)
    sound = Procedure(key="khai-sinh", title="Đăng ký khai sinh", units=("so-tttt",))
    strange = Procedure(key="sao-y", title=STRANGE, units=("so-tttt",))
    for procedures, stands in (((sound,), True), ((sound, strange), False)):
        plan = evolve(made.plan, procedures={one.key: one for one in procedures})
        posted = evolve(made, plan=plan)
        was = keys(posted)
        assert ("niem-yet/so-tttt/a4-in.pdf" in was) is stands
        noted(posted)
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "typst", None)
            assert keys(posted) == was


DAMAGED = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"sound": 7, "flaws": {}}', b'{"sound": ["STAMP"], "flaws": {}}',
    b'{"sound": "STAMP", "flaws": []}', b'{"sound": "", "flaws": {"STAMP": ["fit"]}}', b'{"sound": "", "flaws": {"STAMP": ["no", "a", ""]}}',
    b'{"sound": "", "flaws": {"STAMP": ["fit", 1, ""]}}', b'{"sound": "", "flaws": {"STAMP": [[], "a", ""]}}',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_note_is_no_note(several, damage):
    before = found(several)
    note = noted(several)
    told = json.loads(note)
    head = f'{{"by": "{told["by"]}", "sound"'.encode()
    written = damage.replace(b"STAMP", told["sound"][:32].encode()).replace(b'{"sound"', head)
    (several.channel.folder / "note.json").write_bytes(written)
    assert found(several) == before
    assert noted(several) == note


def test_a_note_made_with_another_typst_or_typeface_is_no_note(several):
    before = found(several)
    told = json.loads(noted(several))
    assert [name.rpartition(" ")[0] for name in told["by"].split(", ")] == ["typst", "fontpkg-be-vietnam-pro"]
    lie = {
        **told,
        "by": "typst 0.1, fontpkg-be-vietnam-pro 1",
        "sound": told["sound"] + "".join(told["flaws"]),
        "flaws": {},
    }
    (several.channel.folder / "note.json").write_text(json.dumps(lie))
    assert found(several) == before
    (several.channel.folder / "note.json").write_text(json.dumps({**lie, "by": told["by"]}))
    trials._known.clear()
    assert found(several) == []


def test_which_typst_it_is_is_told_where_there_is_none(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert typesetting.tools.__wrapped__() == "no typst, no fontpkg-be-vietnam-pro"


def test_a_note_keeps_only_what_is_there_now(several):
    noted(several)
    fewer = several.without(["dai", "la"])
    told = json.loads(noted(fewer))
    assert (len(told["sound"]), told["flaws"]) == (2 * 32, {})


def test_another_design_or_another_version_is_tried_again(several, tmp_path, without_typst):
    noted(several)
    without_typst()
    assert ("poster14", Level.WARNING) in found_by("2", several)
    own_design(tmp_path, (OURS / "announcement.typ").read_text("utf-8") + "\n")
    settings = evolve(several.channel.settings, designs="mau")
    assert ("poster14", Level.WARNING) in found(evolve(several, channel=evolve(several.channel, settings=settings)))


def found_by(version, edition):
    backend = PosterBackend()
    backend.version = version
    return [(one.code, one.level) for one in backend.check(edition)]


def test_without_the_extra_it_says_what_to_install(several, without_typst):
    without_typst()
    (one,) = BACKEND.check(several)
    assert (one.code, one.level) == ("poster14", Level.WARNING)
    assert "tuyentruyen[poster]" in one.mend


# -- what a process keeps in mind --------------------------------------------------------------------------------------


def test_a_process_keeps_so_many_outcomes_in_mind_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(trials, "_MOST", 3)
    for number in range(9):
        assert trials.outcomes({f"{number:032}": lambda: None}, folder=tmp_path) == {f"{number:032}": None}
        assert len(trials._known) <= 3


def test_it_keeps_so_many_sayings_in_mind_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 3)
    many = Posters(edition(tmp_path, *(message(key=f"tin-{number}") for number in range(9))))
    for poster in many:
        assert many.said(poster.message, poster.unit).title
        assert len(many._said) <= 3
