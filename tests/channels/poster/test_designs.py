"""The designs: what a passer-by can read, whatever the text."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from attrs import evolve
from PIL import Image, ImageChops

from tests.channels.poster import printed
from tuyentruyen.channels.poster.colours import palette
from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.channels.poster.saying import Saying, together
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.sheet import Sample, samples, told
from tuyentruyen.channels.poster.typesetting import Press
from tuyentruyen.errors import RenderError

pytestmark = pytest.mark.needs("pdftotext", "poppler-utils")
PRESS = Press()
ALL = {sample.name: sample for sample in samples()}
SHORT = Saying(
    title=together("Nộp hồ sơ trên mạng"), summary=together("Mở Cổng dịch vụ công, chọn thủ tục, chụp giấy tờ rồi gửi."),
    owner="Ủy ban nhân dân quận Ba Đình", hotline="024\u00a00000\u00a01022", link="https://mau.example/tin/nop/",
)  # fmt: skip
STEPS = evolve(SHORT, summary="", steps=(("Mở Cổng dịch vụ công.", "Chọn thủ tục."), ("", "Chụp giấy tờ rồi gửi.")))
SAID = {"announcement": SHORT, "steps": STEPS, "slogan": SHORT}
TALLEST = "Ẳ Ẵ Ẩ Ể Ổ"
LOWEST = "Ạ ợ ự g y"


def document(design: str, said: Saying, format_: str = "a3", **more: object) -> bytes:
    texts = told(said.told(), FORMATS[format_], "screen", link="" if FORMATS[format_].strip else said.link)
    return PRESS.set(design, {**texts, **more}, media_type="application/pdf", tagged=True)


def picture(
    design: str, said: Saying, format_: str = "a3", press: Press = PRESS, wide: int = 1000, **more: object
) -> Image.Image:
    texts = {**told(said.told(), FORMATS[format_], "screen", link=said.link), **more}
    files = [shown["file"]] if isinstance(shown := more.get("picture"), dict) else []
    made = press.set(design, texts, media_type="image/png", ppi=wide / FORMATS[format_].width * 25.4, files=files)
    return Image.open(io.BytesIO(made)).convert("RGB")


@cache
def sheet(name: str) -> printed.Sheet:
    sample = ALL[name]
    [found] = printed.sheets(document(sample.design, sample.said, sample.format.key))
    return found


def headline(sample: Sample) -> list[printed.Word]:
    """Its words as they stand there: the largest."""
    words = sheet(sample.name).words
    largest = max(word.cap for word in words)
    return [word for word in words if word.cap > 0.99 * largest]


def plain(words: str) -> str:
    return " ".join(words.split())


def words_of(data: bytes) -> str:
    return " ".join(word.text for found in printed.sheets(data) for word in found.words)


# -- sizes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_capitals_of_the_headline_are_three_hundredths_of_the_long_side_or_more(name):
    sample = ALL[name]
    words = headline(sample)
    assert " ".join(word.text for word in words) == plain(sample.said.title)
    assert min(word.cap for word in words) >= 0.03 * sample.format.long - 0.01


@pytest.mark.parametrize("name", ALL)
def test_capitals_of_the_smallest_text_are_a_hundredth_of_the_long_side_or_more(name):
    assert min(word.cap for word in sheet(name).words) >= 0.01 * ALL[name].format.long - 0.01


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].format.key == "a3"])
def test_capitals_of_the_smallest_text_on_a3_are_four_millimetres_high_or_more(name):
    assert min(word.cap for word in sheet(name).words) >= 4


@pytest.mark.parametrize("name", ALL)
def test_a_sheet_has_the_size_of_its_format_and_every_word_inside(name):
    found, format_ = sheet(name), ALL[name].format
    assert (found.width, found.height) == pytest.approx((format_.width, format_.height), abs=0.1)
    edge = 0.01 * format_.long
    for word in found.words:
        assert edge < word.left < word.right < found.width - edge, word
        assert 0 < word.top < word.bottom < found.height, word


def test_little_text_is_larger_than_much():
    for design in SAID:
        for format_ in ("a3", "screen-wide", "screen-tall"):
            short, long = (
                max(word.cap for word in sheet(f"{design}-{format_}-{length}").words) for length in ("short", "long")
            )
            assert short > 1.1 * long, (design, format_)


def test_little_text_is_read_from_afar():
    for format_ in ("a4", "a0", "screen-tall"):
        name = f"announcement-{format_}-short"
        long = ALL[name].format.long
        assert headline(ALL[name])[0].cap >= 0.045 * long
        assert next(word.cap for word in sheet(name).words if word.text == "Cổng") >= 0.0219 * long


@pytest.mark.parametrize("format_", ["a4", "a3", "a2", "a1", "a0", "screen-tall"])
@pytest.mark.parametrize("design", ["announcement", "steps"])
def test_little_text_fills_the_sheet(design, format_):
    found = sheet(f"{design}-{format_}-short")
    tops = sorted((word.top, word.bottom) for word in found.words)
    gaps = [after - bottom for (_, bottom), (after, _) in pairwise(tops)]
    assert max(gaps) < 0.14 * found.height


# -- lines -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_no_line_of_several_is_one_word(name):
    said = ALL[name].said
    for whole in (said.title, said.summary, *(f"{lead} {rest}" for lead, rest in said.steps)):
        for line in lines_of(name, whole):
            assert len(line) > 1, (name, line)


def lines_of(name: str, whole: str) -> list[list[str]]:
    """The lines in which a text stands there; of one line, none."""
    words, found = plain(whole).split(), []
    for block in sheet(name).blocks:
        for line in block:
            texts = [word.text for word in line]
            texts = texts[1:] if texts and re.fullmatch(r"[1-9]", texts[0]) else texts  # the number of a step
            if texts and plain(" ".join(texts)) in " ".join(words) and "".join(texts):
                found.append(texts)
    return found if len(found) > 1 else []


@pytest.mark.parametrize("format_", ["a4", "a3", "screen-wide", "screen-tall"])
def test_a_time_is_not_torn(format_):
    for line in (line for block in sheet(f"announcement-{format_}-long").blocks for line in block):
        texts = [word.text for word in line]
        for place, text in enumerate(texts):
            if text == "giờ":
                assert texts[place - 1] in ("7", "17")
                assert texts[place + 1].rstrip(",") in ("30", "00")


@pytest.mark.parametrize(
    "title", ["Trả kết quả trước 17 giờ 00 ngày 5 tháng 4 năm 2022 tại quận 3", "Từ 7 giờ 30 đến 17 giờ 00"]
)
def test_a_time_in_a_headline_is_not_torn(title):
    for format_ in ("a3", "screen-wide", "screen-tall", "banner"):
        [found] = printed.sheets(document("slogan", evolve(SHORT, title=together(title)), format_))
        lines = [" ".join(word.text for word in line) for block in found.blocks for line in block]
        assert sum("17 giờ 00" in line for line in lines) == 1, (format_, lines)


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("Nộp hồ sơ trên mạng, ngồi nhà vẫn xong", ["mạng,"]),
        ("Một lần khai báo, nhiều nơi dùng chung", ["báo,"]),
        ("Thủ tục công khai, minh bạch, đúng hẹn: vì sự hài lòng của người dân và doanh nghiệp", ["khai,", "hẹn:"]),
    ],
)
def test_a_headline_ends_its_lines_after_commas_where_it_can(title, ends):
    [found] = printed.sheets(document("slogan", evolve(SHORT, title=together(title))))
    last = [line[-1].text for block in found.blocks for line in block]
    assert set(ends) <= set(last)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_headline_does_not_tear_a_compound_where_it_can_break_elsewhere(format_):
    for title in ("Ba bước nộp hồ sơ trên mạng", "Nộp thủ tục hành chính qua dịch vụ công trực tuyến"):
        [found] = printed.sheets(document("slogan", evolve(SHORT, title=together(title)), format_))
        for line in (line for block in found.blocks for line in block):
            assert line[-1].text not in ("hồ", "thủ", "hành", "dịch", "trực"), [word.text for word in line]


OFFICIAL = {
    "Tiếp công dân định kỳ ngày 15/4/2022 tại trụ sở Ủy ban nhân dân phường Trúc Bạch": "định trụ nhân Trúc",
    "UBND phường Hàng Bài thông báo niêm yết công khai danh mục thủ tục hành chính": "Hàng thông niêm công danh thủ hành",
    "Phấn đấu 100% hồ sơ được giải quyết đúng hạn và trước hạn trong quý IV năm 2022": "Phấn hồ giải đúng trước quý năm",
    "Cấp thẻ căn cước công dân gắn chip lưu động tại xã Vân Hà, huyện Đông Anh": "căn công lưu Vân Đông",
    "Hướng dẫn cài đặt ứng dụng định danh điện tử VNeID mức độ 2": "Hướng cài ứng định điện mức",
    "Bầu cử đại biểu Hội đồng nhân dân các cấp nhiệm kỳ 2026 - 2031": "Bầu đại Hội nhân nhiệm 2026 -",
    "Thực hiện dịch vụ công trực tuyến toàn trình là góp phần xây dựng chính quyền số": "Thực dịch trực toàn góp xây chính",
    "Từ hôm nay, bà Lê Hoa, 82 tuổi, tự nộp hồ sơ qua mạng": "bà Lê 82 hồ",
}
"""Headlines in the style of offices, each with the words after which none of its lines should end."""


@pytest.mark.parametrize("format_", ["a3", "screen-wide", "screen-tall", "banner"])
@pytest.mark.parametrize("title", OFFICIAL)
def test_headlines_of_offices_tear_no_compound_no_name_and_no_figure(title, format_):
    for design in ("slogan",) if format_ == "banner" else ("announcement", "steps", "slogan"):
        [found] = printed.sheets(document(design, evolve(SAID[design], title=together(title)), format_))
        for line in (
            line for block in found.blocks for line in block if line[0].cap > 0.0285 * max(found.width, found.height)
        ):
            assert line[-1].text not in OFFICIAL[title].split(), (design, [word.text for word in line])


def test_an_address_of_the_net_is_not_torn():
    for name in ("announcement-a3-short", "steps-screen-wide-long", "steps-screen-tall-short"):
        assert "https://pakn.hanoi.example/" in [word.text for word in sheet(name).words]


# -- marks -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("design", "format_"), dict.fromkeys((one.design, one.format.key) for one in ALL.values()))
def test_tone_marks_stand_whole_inside_their_field(design, format_):
    title = f"{TALLEST} {LOWEST}"
    drawn = picture(design, evolve(SAID[design], title=title), format_)
    brand, accent = (int("0b", 16), int("53", 16), int("94", 16)), (int("a3", 16), int("17", 16), int("0f", 16))
    left = next(x for x in range(drawn.width) if column(drawn, x).count(brand) > 0.05 * drawn.height)
    inside = column(drawn, left + 2)
    top, bottom = inside.index(brand), len(inside) - 1 - inside[::-1].index(brand)
    right = max(x for x in range(drawn.width) if drawn.getpixel((x, top + 1)) == brand)
    assert bottom - top > 0.1 * drawn.height
    for y in (top, top + 1, top + 2, bottom - 2, bottom - 1, bottom):
        row = [drawn.getpixel((x, y)) for x in range(left + 1, right - 1)]
        assert set(row) == {brand}, f"something stands in line {y} of {top} to {bottom}"
    assert accent in inside or accent in column(drawn, right - 2)


def column(drawn: Image.Image, x: int) -> list[tuple[int, ...]]:
    return [drawn.getpixel((x, y)) for y in range(drawn.height)]


@pytest.mark.parametrize("format_", FORMATS)
def test_marks_of_one_line_do_not_touch_those_of_the_line_above(format_):
    """From line to line there is room for the highest mark, 1.231 em above the line, and the lowest dot, 0.253 em below it."""
    words = [f"{LOWEST} {TALLEST}"] * (4 if FORMATS[format_].strip else 8)
    [found] = printed.sheets(document("slogan", evolve(SHORT, title=" ".join(words)), format_))
    lines = sorted(
        {(round(word.top, 2), word.cap) for word in found.words if word.text in f"{LOWEST} {TALLEST}".split()}
    )
    assert len(lines) > 1
    for (top, cap), (below, _) in pairwise(lines):
        assert below - top >= (1.231 + 0.253) * cap / 0.74


def test_the_sentence_of_a_banner_does_not_touch_who_says_it():
    for length in ("short", "long"):
        sample = ALL[f"slogan-banner-{length}"]
        words, owner = headline(sample), "Ủy"
        [below] = [word for word in sheet(sample.name).words if word.text == owner]
        # the box of poppler is 0.265 em deep below the line, and as deep as any letter
        assert below.top - max(word.bottom for word in words) > 0
        assert below.bottom < sample.format.height


@pytest.mark.parametrize("logo", ["", "bieu-trung.svg"])
def test_a_long_name_on_a_banner_stands_in_two_lines_beside_the_logo(logo):
    sign = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="#00ff00"/></svg>'
    press = Press(files={"bieu-trung.svg": sign})
    owner = "Ban Quản lý dự án đầu tư xây dựng công trình giao thông và nông nghiệp, trực thuộc Ủy ban nhân dân thành phố Hà Nội"
    texts = {**told(evolve(SHORT, owner=owner).told(), FORMATS["banner"], "screen"), "logo": logo}
    files = [logo] if logo else []
    [found] = printed.sheets(press.set("slogan", texts, media_type="application/pdf", tagged=True, files=files))
    name = [word for word in found.words if word.cap < 60]
    assert " ".join(word.text for word in name) == owner
    assert len({round(word.top) for word in name}) == 2
    assert min(word.left for word in name) > 100
    assert max(word.right for word in name) < 3900
    drawn = Image.open(io.BytesIO(press.set("slogan", texts, media_type="image/png", ppi=6, files=files))).convert(
        "RGB"
    )
    red, green, blue = drawn.split()
    mask = ImageChops.subtract(green, ImageChops.lighter(red, blue)).point(lambda value: 255 * (value > 150))
    shown = mask.getbbox()
    assert bool(shown) is bool(logo)
    assert not shown or shown[2] * 4000 / drawn.width < min(word.left for word in name)


@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("slogan")])
def test_a_headline_is_clearly_larger_than_the_text_below(name):
    said = ALL[name].said
    texts = {
        word
        for whole in (said.summary, *(word for step in said.steps for word in step))
        for word in plain(whole).split()
    }
    body = [word.cap for word in sheet(name).words if word.text in texts and word not in headline(ALL[name])]
    assert headline(ALL[name])[0].cap >= 1.5 * max(body)


def colours_down(drawn: Image.Image, x: int) -> set[tuple[int, ...]]:
    return set(column(drawn, x))


def test_there_is_no_empty_panel_where_there_is_nobody_to_call():
    bare = evolve(SHORT, link="", hotline="", contacts=())
    tint = tuple(int(str(palette(PosterSettings())["tint"]["rgb"])[at : at + 2], 16) for at in (1, 3, 5))
    for design in ("announcement", "slogan"):
        for format_ in ("a3", "screen-wide"):
            assert tint not in colours_down(picture(design, bare, format_), 990)
    assert tint in colours_down(picture("announcement", SHORT, "screen-wide"), 990)


@pytest.mark.parametrize("design", ["announcement", "steps"])
@pytest.mark.parametrize(("format_", "cap"), [("a3", 2.2), ("screen-tall", 2.2), ("screen-wide", 1)])
def test_where_there_is_nobody_to_call_the_foot_says_what_the_code_is_for(design, format_, cap):
    bare = evolve(SAID[design], hotline="", contacts=())
    [found] = printed.sheets(document(design, bare, format_))
    said = [line for block in found.blocks for line in block if " ".join(word.text for word in line).startswith("Scan")]
    assert [line[0].cap for line in said] == [pytest.approx(cap * FORMATS[format_].long / 100, rel=0.02)]


@pytest.mark.parametrize("design", SAID)
@pytest.mark.parametrize("format_", ["a3", "screen-wide", "screen-tall"])
def test_a_telephone_number_in_a_sentence_and_a_long_name_find_room(design, format_):
    said = evolve(
        SAID[design], hotline=together("Tổng đài 1022 hoặc 024 3333 1022, kể cả ngày nghỉ"),
        owner=together("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân thành phố Hà Nội"),
        contacts=(("Địa chỉ", "Số 25, đường Mẫu, quận Ba Đình"), ("Phản ánh", together("Gửi tại https://pakn.hanoi.example/ hoặc trực tiếp tại bộ phận Một cửa"))),
    )  # fmt: skip
    told_of = words_of(document(design, said, format_))
    assert "024 3333 1022" in told_of
    assert "Hội đồng nhân dân" in told_of


# -- colours -----------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance, written out here once more."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [("paper", "brand"), ("paper", "accent"), ("brand", "paper"), ("ink", "paper"), ("ink", "tint"), ("soft", "tint"), ("soft", "paper")],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text, ground):
    colours = palette(PosterSettings())
    light, dark = sorted((luminance(str(colours[name]["rgb"])) for name in (text, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(("output", "kind"), [("screen", "rgb"), ("print", "cmyk")])
def test_a_poster_shows_only_colours_whose_contrast_was_computed(output, kind):
    known = [
        [int(str(one["rgb"])[at : at + 2], 16) / 255 for at in (1, 3, 5)] if kind == "rgb" else [part / 100 for part in one["cmyk"]]
        for one in palette(PosterSettings()).values()
    ]  # fmt: skip
    for design, said in SAID.items():
        texts = told(said.told(), FORMATS["a3"], output, link=said.link)
        made = PRESS.set(design, texts, media_type="application/pdf", tagged=output == "screen")
        found = set()
        with pikepdf.open(io.BytesIO(made)) as pdf:
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
                if str(operator) in {"rg", "g", "k", "sc", "scn"}:
                    found.add(tuple(float(part) for part in operands))
        assert len(found) >= 5
        for colour in found:
            wanted = colour * 3 if len(colour) == 1 and kind == "rgb" else colour
            assert any(wanted == pytest.approx(one, abs=0.01) for one in known), (design, colour)


# -- texts that are no use ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["a4", "banner", "screen-wide", "screen-tall"])
def test_an_endless_word_is_no_poster(format_):
    word = "a" * 20_000
    for design, said in (
        ("slogan", evolve(SHORT, title=word)), ("announcement", evolve(SHORT, title=word)), ("announcement", evolve(SHORT, summary=word)),
        ("steps", evolve(STEPS, title=word)), ("steps", evolve(STEPS, steps=(("", word),))), ("steps", evolve(STEPS, steps=((word, ""),))),
        ("announcement", evolve(SHORT, contacts=(("Nơi tiếp nhận", word),))), ("announcement", evolve(SHORT, hotline=word)),
        ("announcement", evolve(SHORT, owner=word)), ("slogan", evolve(SHORT, owner=word)), ("announcement", evolve(SHORT, kicker=word)),
        ("announcement", evolve(SHORT, hotline_note=word)),
    ):  # fmt: skip
        if FORMATS[format_].strip and (design != "slogan" or word not in (said.title, said.owner)):
            continue
        with pytest.raises(RenderError, match="does not fit at any size that can be read"):
            document(design, said, format_)


@pytest.mark.parametrize("format_", ["a3", "screen-wide", "screen-tall"])
def test_too_much_text_is_no_poster(format_):
    much = together("Mang giấy tờ tùy thân đến bộ phận Một cửa. " * 130)
    for design, said in (
        ("announcement", evolve(SHORT, summary=much)),
        ("steps", evolve(STEPS, steps=(("", much[:900]),) * 9)),
        ("slogan", evolve(SHORT, title=much[:800])),
        ("announcement", evolve(SHORT, contacts=(("Nơi tiếp nhận", much[:2500]),))),
    ):
        with pytest.raises(RenderError, match="does not fit at any size that can be read"):
            document(design, said, format_)


@pytest.mark.parametrize("sign", ["😀", "→", "✓", "漢", "ก"])
def test_a_sign_that_the_typeface_lacks_is_named(sign):
    for said in (evolve(SHORT, title=f"Nộp hồ sơ {sign} xong"), evolve(SHORT, summary=f"Mở {sign} gửi")):
        with pytest.raises(RenderError, match=sign):
            document("announcement", said)


def test_decomposed_text_is_set_composed():
    title = unicodedata.normalize("NFD", "Người dân nộp hồ sơ ở đường Ỷ Lan")
    found = printed.text(document("slogan", evolve(SHORT, title=together(title))))
    assert "Người dân nộp hồ sơ ở đường Ỷ Lan" in found
    assert printed.is_composed(found)


HOSTILE = (
    '#panic("x")', '#import "@preview/cetz:0.1.0"', "a\\b\\\\c", "]]", "[x]", "$x^2$", "*đậm*", "_nghiêng_", "= mục", "// thế", "/* thế",
    "`mã`", "<nhãn>", "@nhãn", "~", "{{ plan }}", '#read("/etc/passwd")', "#sys.inputs", "---", '"trích"', "- mục", "+ mục", "1. mục",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_text_is_never_read_as_markup(words):
    said = evolve(
        SHORT, title=f"Đây là {words} đấy", summary=f"Và đây {words} nữa", owner=f"Phường {words}", kicker=words
    )
    found = words_of(document("announcement", said, "a3"))
    for there in (f"Đây là {words} đấy", f"Và đây {words} nữa", f"Phường {words}"):
        assert plain(there) in found
    steps = evolve(STEPS, steps=((f"Một {words}", f"hai {words} ba"),))
    assert plain(f"Một {words} hai {words} ba") in words_of(document("steps", steps))


# -- pictures ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def disc() -> bytes:
    """A green disc in the middle of an orange picture, 4 wide to 3 high."""
    made = Image.new("RGB", (800, 600), (244, 164, 32))
    for y in range(600):
        for x in range(800):
            if (x - 400) ** 2 + (y - 300) ** 2 <= 120**2:
                made.putpixel((x, y), (16, 128, 48))
    data = io.BytesIO()
    made.save(data, "png")
    return data.getvalue()


@pytest.mark.parametrize("format_", ["a3", "screen-wide", "screen-tall"])
@pytest.mark.parametrize("design", ["announcement", "steps"])
def test_a_picture_fills_its_place_and_is_not_stretched(design, format_, disc):
    press = Press(files={"anh.png": disc})
    drawn = picture(design, SAID[design], format_, press, 500, picture={"file": "anh.png", "alt": "Một vòng tròn"})
    green = [
        (x, y)
        for x in range(drawn.width)
        for y in range(drawn.height)
        if is_near(drawn.getpixel((x, y)), (16, 128, 48))
    ]
    wide, high = (max(part) - min(part) + 1 for part in zip(*green, strict=True))
    assert wide > 0.05 * drawn.width
    assert wide == pytest.approx(high, abs=3)
    orange = [
        (x, y)
        for x in range(drawn.width)
        for y in range(drawn.height)
        if is_near(drawn.getpixel((x, y)), (244, 164, 32))
    ]
    assert min(x for x, _ in orange) == 0  # to the edge of the sheet
    if format_ != "screen-wide":
        assert max(x for x, _ in orange) == drawn.width - 1
    else:
        assert min(y for _, y in orange) == 0
        assert max(y for _, y in orange) >= drawn.height - 2  # the last row of 562.5


def is_near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def test_a_picture_is_told_to_those_who_do_not_see_it(disc):
    press = Press(files={"anh.png": disc})
    texts = told(SHORT.told(), FORMATS["a3"], "screen", link=SHORT.link)
    texts["picture"] = {"file": "anh.png", "alt": "Một vòng tròn xanh"}
    made = press.set("announcement", texts, media_type="application/pdf", tagged=True, files=["anh.png"])
    with pikepdf.open(io.BytesIO(made)) as pdf:
        told_of = [str(thing.Alt) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
    assert "Một vòng tròn xanh" in told_of


def test_a_picture_makes_way_for_a_text_that_needs_the_room(disc):
    press = Press(files={"anh.png": disc})
    shown = {"file": "anh.png", "alt": "Một vòng tròn"}
    for format_ in ("a3", "screen-wide", "screen-tall"):
        drawn = picture(
            "announcement", ALL[f"announcement-{format_}-long"].said, format_, press, wide=300, picture=shown
        )
        assert not any(is_near(colour, (244, 164, 32)) for _, colour in drawn.getcolors(1 << 24)), format_


# -- the city's own ----------------------------------------------------------------------------------------------------


def test_a_design_of_the_city_may_use_what_ours_share(tmp_path: Path):
    (tmp_path / "slogan.typ").write_text(
        '#import "frame.typ": *\n#show: sheet\n#field("brand", 2 * u, lines(said.title, 5, fill: "paper"), height: 100%)\n',
        "utf-8",
    )
    texts = told(SHORT.told(), FORMATS["a4"], "screen")
    made = Press(own=tmp_path).set("slogan", texts, media_type="application/pdf", tagged=False)
    assert printed.text(made) == "Nộp hồ sơ trên mạng"
