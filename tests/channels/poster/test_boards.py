"""The boards: what a unit posts of the procedures it settles."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from attrs import evolve
from PIL import Image

from tests.channels.poster import printed
from tuyentruyen.channels import poster
from tuyentruyen.channels.poster.boards import Boards
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.editions import editions
from tuyentruyen.errors import RenderError
from tuyentruyen.model.findings import Level
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Form, Plan
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import VIETNAM

pytestmark = pytest.mark.needs("pdftotext", "poppler-utils")
PLUGINS = Plugins([("poster", poster)])
NOW = datetime.datetime(2022, 6, 1, 9, tzinfo=VIETNAM)
BIRTH = Procedure(
    key="khai-sinh", code="1.001193", title="Đăng ký khai sinh", field="Hộ tịch", units=("phuong",), online="Một phần",
    time_limit="Ngay trong ngày làm việc; nộp sau 15 giờ 00 thì trả trong ngày làm việc tiếp theo", fee="8.000 đồng",
    exemptions=("người thuộc hộ nghèo", "người khuyết tật"), papers=("Giấy chứng sinh", "Giấy tờ tùy thân của người đi đăng ký"),
    forms=("Tờ khai đăng ký khai sinh",), basis=("60/2014/QH13", "123/2015/NĐ-CP"), result="Giấy khai sinh",
)  # fmt: skip
COPY = Procedure(key="sao-y", title="Chứng thực bản sao từ bản chính", field="Chứng thực", units=("phuong",))


def edition(tmp_path: Path, *procedures: Procedure, unit: dict[str, str] | None = None, **settings: object) -> Edition:
    units = {
        key: Unit(
            key=key, name=f"Ủy ban nhân dân phường {name}", level="commune", hotline="024 0000 1022 (mẫu)", address="Số 1, phố Mẫu",
            feedback="Gửi tại https://pakn.mau.example/", **(unit or {}),
        )
        for key, name in (("a", "An Bình"), ("b", "Bình An"))
    }  # fmt: skip
    plan = Plan(
        key="mau-2022", issuer="a", title="Kế hoạch mẫu", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units=units, groups={"phuong": UnitGroup(key="phuong", title="Các phường", units=("a", "b"))},
        forms={"mau": Form(key="mau", title="Áp phích")}, procedures={one.key: one for one in procedures},
        channels={"bang": Channel(key="bang", form="mau", backend="poster", owner="a", settings={"boards": True, **settings})},
    )  # fmt: skip
    [found] = editions(plan, [], PLUGINS, now=NOW, out=tmp_path)
    return found


def boards(found: Edition) -> dict[str, Rendering]:
    return {one.key: one for one in poster.PosterBackend().render(found) if one.key.startswith("niem-yet/")}


def many(count: int) -> list[Procedure]:
    return [evolve(BIRTH, key=f"thu-tuc-{place}", title=f"Thủ tục thứ {place}") for place in range(1, count + 1)]


def words(sheet: printed.Sheet) -> str:
    return " ".join(word.text for word in sheet.words)


def test_a_channel_has_no_boards_unless_it_asks_for_them(tmp_path):
    assert boards(edition(tmp_path, BIRTH, boards=False)) == {}


def test_the_owner_has_a_board_for_screens_and_for_print(tmp_path):
    assert sorted(boards(edition(tmp_path, BIRTH))) == [
        "niem-yet/a/a3-in.pdf",
        "niem-yet/a/a3-nho.png",
        "niem-yet/a/a3.pdf",
    ]


def test_a_small_picture_shows_the_first_sheet_however_many_there_are(tmp_path):
    one, several = (
        Image.open(io.BytesIO(boards(edition(tmp_path, *many(count)))["niem-yet/a/a3-nho.png"].produce()))
        for count in (1, 7)
    )
    assert max(one.size) == max(several.size) == 400
    assert one.getpixel((40, 40)) == several.getpixel((40, 40))  # the field of the headline


def test_each_member_of_the_group_that_the_channel_names_has_one(tmp_path):
    found = boards(edition(tmp_path, BIRTH, each="phuong", outputs=["screen"]))
    assert sorted(found) == ["niem-yet/a/a3-nho.png", "niem-yet/a/a3.pdf", "niem-yet/b/a3-nho.png", "niem-yet/b/a3.pdf"]
    [sheet] = printed.sheets(found["niem-yet/b/a3.pdf"].produce())
    assert "Ủy ban nhân dân phường Bình An" in words(sheet)


def test_boards_are_made_in_those_of_a4_and_a3_that_are_asked_for(tmp_path):
    found = boards(edition(tmp_path, BIRTH, formats=["a0", "a4", "screen-wide"], outputs=["screen"]))
    assert sorted(found) == ["niem-yet/a/a4-nho.png", "niem-yet/a/a4.pdf"]
    found = boards(edition(tmp_path, BIRTH, formats=["a0"], outputs=["screen"]))
    assert sorted(found) == ["niem-yet/a/a3-nho.png", "niem-yet/a/a3.pdf"]


def test_a_unit_that_settles_nothing_has_none(tmp_path):
    assert boards(edition(tmp_path, evolve(BIRTH, units=("b",)))) == {}


@pytest.mark.parametrize("format_", ["a4", "a3"])
def test_a_board_says_everything_that_is_known_of_a_procedure_and_whom_to_call(tmp_path, format_):
    made = boards(edition(tmp_path, BIRTH, formats=[format_]))[f"niem-yet/a/{format_}.pdf"].produce()
    [sheet] = printed.sheets(made)
    text = words(sheet)
    for there in (
        "Niêm yết thủ tục hành chính", "Ủy ban nhân dân phường An Bình", "1. Đăng ký khai sinh", "Mã 1.001193", "Lĩnh vực Hộ tịch",
        "Cấp thực hiện cấp xã", "Ngay trong ngày làm việc", "Phí, lệ phí 8.000 đồng", "– người thuộc hộ nghèo", "– người khuyết tật",
        "– Giấy chứng sinh", "Tờ khai đăng ký khai sinh", "Giấy khai sinh", "60/2014/QH13; 123/2015/NĐ-CP", "024 0000 1022 (mẫu)",
        "Số 1, phố Mẫu", "Gửi tại https://pakn.mau.example/", "1/1",
    ):  # fmt: skip
        assert there in text, (there, text)
    assert printed.is_composed(text)


def test_a_fee_that_is_not_known_is_not_free(tmp_path):
    made = boards(edition(tmp_path, COPY))["niem-yet/a/a3.pdf"].produce()
    assert "Phí, lệ phí chưa nêu" in words(printed.sheets(made)[0])


def test_procedures_of_one_field_stand_together(tmp_path):
    other = evolve(BIRTH, key="khai-tu", title="Đăng ký khai tử")
    made = boards(edition(tmp_path, BIRTH, COPY, other, formats=["a4"]))["niem-yet/a/a4.pdf"].produce()
    text = " ".join(words(sheet) for sheet in printed.sheets(made))
    assert text.index("1. Đăng ký khai sinh") < text.index("2. Đăng ký khai tử") < text.index("3. Chứng thực bản sao")


@pytest.mark.parametrize("ending", ["", "-in"])
def test_each_of_several_sheets_says_whose_it_is_whom_to_call_and_which_it_is(tmp_path, ending):
    made = boards(edition(tmp_path, *many(7)))[f"niem-yet/a/a3{ending}.pdf"].produce()
    found = printed.sheets(made)
    assert len(found) > 2
    for place, sheet in enumerate(found, start=1):
        text = words(sheet)
        assert text.count("Niêm yết thủ tục hành chính") == 1
        for there in (
            "Ủy ban nhân dân phường An Bình",
            "024 0000 1022",
            "https://pakn.mau.example/",
            f"{place}/{len(found)}",
        ):
            assert there in text, (place, there)


@pytest.mark.parametrize("more", [3, 5])
def test_no_procedure_is_torn_between_sheets(tmp_path, more):
    asked = [
        evolve(one, papers=tuple(f"Giấy {n}" for n in range(place % 4 * more + 1))) for place, one in enumerate(many(9))
    ]
    made = boards(edition(tmp_path, *asked, formats=["a4"]))["niem-yet/a/a4.pdf"].produce()
    counts = []
    for sheet in printed.sheets(made):
        text = words(sheet)
        assert text.count("Thủ tục thứ") == text.count("60/2014/QH13") == text.count("Mã 1.001193")
        counts.append(text.count("60/2014/QH13"))
    assert sum(counts) == 9


def test_a_procedure_longer_than_a_sheet_goes_on_on_the_next(tmp_path):
    papers = tuple(
        f"Giấy tờ thứ {place} về việc đăng ký, bản chính hoặc bản sao có chứng thực" for place in range(1, 60)
    )
    made = boards(edition(tmp_path, evolve(BIRTH, papers=papers), formats=["a4"]))["niem-yet/a/a4.pdf"].produce()
    found = printed.sheets(made)
    text = " ".join(words(sheet) for sheet in found)
    assert len(found) > 1
    assert [int(number) for number in re.findall(r"Giấy tờ thứ (\d+)", text)] == list(range(1, 60))


@pytest.mark.parametrize(("format_", "long"), [("a4", 297), ("a3", 420)])
@pytest.mark.parametrize("count", [1, 4])
def test_a_board_can_be_read(tmp_path, format_, long, count):
    made = boards(edition(tmp_path, *many(count), formats=[format_]))[f"niem-yet/a/{format_}.pdf"].produce()
    for sheet in printed.sheets(made):
        caps = [word.cap for word in sheet.words]
        assert max(caps) >= 0.03 * long - 0.01
        assert min(caps) >= 0.01 * long - 0.01
        for word in sheet.words:
            assert 0.01 * long < word.left < word.right < sheet.width - 0.01 * long, word
            assert 0 < word.top < word.bottom < sheet.height, word


def test_few_procedures_stand_larger_than_many(tmp_path):
    caps = []
    for count in (1, 6):
        made = boards(edition(tmp_path, *many(count)))["niem-yet/a/a3.pdf"].produce()
        caps.append(next(word.cap for word in printed.sheets(made)[0].words if word.text == "1.001193"))
    assert caps[0] > 1.2 * caps[1]


def test_words_do_not_cover_each_other(tmp_path):
    """No line of a board, as far as its capitals reach, lies in another."""
    made = boards(edition(tmp_path, *many(5), formats=["a4"]))["niem-yet/a/a4.pdf"].produce()
    for sheet in printed.sheets(made):
        boxes = [(word.left, word.bottom - word.cap / 0.74, word.right, word.bottom, word.text) for word in sheet.words]
        for place, (left, top, right, bottom, text) in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = (
                    right <= other[0] + 0.2
                    or other[2] <= left + 0.2
                    or bottom <= other[1] + 0.6
                    or other[3] <= top + 0.6
                )
                assert apart, (text, other)


def test_print_has_its_boxes_on_every_sheet(tmp_path):
    made = boards(edition(tmp_path, *many(7)))["niem-yet/a/a3-in.pdf"].produce()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            left, low, right, high = (float(part) * 25.4 / 72 for part in page.TrimBox)
            assert (right - left, high - low) == pytest.approx((297, 420), abs=0.1)
            assert float(page.MediaBox[0]) < float(page.BleedBox[0]) < float(page.TrimBox[0])


def test_boards_that_are_printed_are_ordered_once_each_and_at_once(tmp_path):
    def lines(**settings: object) -> list[str]:
        found = edition(tmp_path, BIRTH, each="phuong", copies={"a3": 20}, **settings)
        made = {one.key: one for one in poster.PosterBackend().render(found)}
        return made["don-in.csv"].produce().decode("utf-8-sig").splitlines()[1:] if "don-in.csv" in made else []

    assert lines()[0] == (
        '"Ủy ban nhân dân phường An Bình";"Số 1, phố Mẫu";"Niêm yết thủ tục hành chính";"niem-yet/a/a3-in.pdf";'
        '"A3, 297 × 420 mm";"1";"ngay";""'
    )
    assert [line.split(";")[3] for line in lines()] == ['"niem-yet/a/a3-in.pdf"', '"niem-yet/b/a3-in.pdf"']
    assert lines(outputs=["screen"]) == []


def test_a_board_that_cannot_be_set_is_not_ordered(tmp_path):
    found = edition(tmp_path, evolve(BIRTH, papers=("Giấy 😀",)))
    made = {one.key: one for one in poster.PosterBackend().render(found)}
    assert made.keys() == {"don-in.csv", "note.json"}
    assert b"niem-yet" not in made["don-in.csv"].produce()


def test_a_board_is_tagged_with_its_headings(tmp_path):
    made = boards(edition(tmp_path, BIRTH, COPY))["niem-yet/a/a3.pdf"].produce()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        roles = [
            str(thing.S)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/P" in thing
        ]
        assert str(pdf.Root.Lang) == "vi"
    assert (roles.count("/H1"), roles.count("/H2")) == (1, 2)


@pytest.mark.parametrize("count", [1, 7])
def test_whose_it_is_and_whom_to_call_is_read_aloud_once_before_the_procedures(tmp_path, count):
    made = boards(edition(tmp_path, *many(count)))["niem-yet/a/a3.pdf"].produce()
    (tmp_path / "a3.pdf").write_bytes(made)
    told = subprocess.run(["pdfinfo", "-struct-text", str(tmp_path / "a3.pdf")], capture_output=True, check=True).stdout
    heard = [" ".join(line.split()) for line in re.findall(r'"(.*)"', told.decode("utf-8", "replace"))]
    once = [
        "Ủy ban nhân dân phường An Bình",
        "Niêm yết thủ tục hành chính",
        "Đường dây nóng",
        "024 0000 1022",
        "Số 1, phố Mẫu",
    ]
    assert [line for line in heard if line in once] == once
    assert heard.index(once[-1]) < min(place for place, line in enumerate(heard) if line.startswith("1. "))


HOSTILE = ('#panic("x")', "a\\b", "]]", "*đậm*", "<nhãn>", "$x$", "// thế")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_said_of_a_procedure_is_never_read_as_markup(tmp_path, text):
    one = evolve(BIRTH, title=f"Thủ tục {text} này", papers=(f"Giấy {text} kia",), exemptions=(f"người {text} ấy",))
    made = boards(edition(tmp_path, one, unit={"short": "P"}))["niem-yet/a/a3.pdf"].produce()
    told = words(printed.sheets(made)[0])
    for there in (f"Thủ tục {text} này", f"Giấy {text} kia", f"người {text} ấy"):
        assert there in told


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [({"title": "a" * 300}, "poster08", "does not fit"), ({"papers": ("Giấy 😀",)}, "poster09", 'no sign for "😀"')],
)
def test_a_board_that_cannot_be_set_is_told_and_left_out(tmp_path, change, code, said):
    found = edition(tmp_path, evolve(BIRTH, **change), formats=["a4"])
    assert boards(found) == {}
    [told] = [one for one in poster.PosterBackend().check(found) if one.code == code]
    assert said in told.text
    assert told.text.startswith("niem-yet/a/a4")
    [board] = Boards(Posters(found), "1")
    with pytest.raises(RenderError, match=said):
        Boards(Posters(found), "1").document(board)


def test_a_message_that_is_called_as_the_folder_of_the_boards_is_refused(tmp_path):
    def said(**settings: object) -> list[tuple[str, Level, str]]:
        message = Message(
            key="niem-yet", title="Niêm yết", body="Từ thứ Hai.", published=NOW, link="https://mau.example/"
        )
        found = evolve(edition(tmp_path, BIRTH, formats=["a4"], **settings), messages=(message,))
        return [(one.code, one.level, one.message) for one in poster.PosterBackend().check(found)]

    assert said() == [("poster21", Level.ERROR, "niem-yet")]
    assert said(boards=False) == []


def test_another_version_tries_and_makes_boards_again(tmp_path):
    found = edition(tmp_path, BIRTH)
    before, after = (Boards(Posters(found), version) for version in ("1", "2"))
    assert before.outcomes.keys().isdisjoint(after.outcomes)
    assert {one.fingerprint for one in before.renderings()}.isdisjoint(one.fingerprint for one in after.renderings())


def test_a_board_changes_with_what_it_says_and_with_nothing_else(tmp_path):
    def prints(*procedures: Procedure, **settings: object) -> dict[str, str]:
        return {key: one.fingerprint for key, one in boards(edition(tmp_path, *procedures, **settings)).items()}

    before = prints(BIRTH)
    assert prints(BIRTH) == before
    assert prints(BIRTH, ready=9) == before
    assert all(prints(evolve(BIRTH, fee="9.000 đồng"))[key] != before[key] for key in before)
    assert all(prints(BIRTH, brand="#123456")[key] != before[key] for key in before)
    bled = prints(BIRTH, bleed=5)
    assert bled["niem-yet/a/a3.pdf"] == before["niem-yet/a/a3.pdf"]
    assert bled["niem-yet/a/a3-in.pdf"] != before["niem-yet/a/a3-in.pdf"]


def test_a_board_is_made_of_the_same_bytes_again(tmp_path):
    first, again = (boards(edition(tmp_path, *many(4)))["niem-yet/a/a3-in.pdf"].produce() for _ in range(2))
    assert first == again
