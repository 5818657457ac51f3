"""The press: what it reads and what it does not, what is wrong with a poster, and what both of its outputs hold."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from pathlib import Path

import pikepdf
import pytest

from tuyentruyen.channels.poster import typesetting
from tuyentruyen.channels.poster.colours import palette
from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.channels.poster.printing import SLUG, finished
from tuyentruyen.channels.poster.saying import Saying
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.typesetting import TYPEFACE, Flaw, Press
from tuyentruyen.errors import RenderError

DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def told(output="screen", format_="a4", **said):
    """What a design reads."""
    paper = FORMATS[format_]
    given = {
        "title": "Một cửa mở thêm sáng thứ Bảy",
        "owner": "Ủy ban nhân dân phường Mẫu",
        "hotline": "024\u00a03933\u00a06888",
        **said,
    }
    return {
        "format": {"width": paper.width, "height": paper.height}, "output": output, "bleed": 3, "slug": SLUG, "font": TYPEFACE, "language": "vi",
        "logo": "", "picture": None, "colours": palette(PosterSettings()), "code": {"size": 0, "drawing": "", "least": 0}, "said": Saying(**given).told(),
    }  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """A press with a design of the city."""

    def made(source, **files):
        folder = tmp_path / "mau-rieng"
        folder.mkdir(exist_ok=True)
        (folder / "announcement.typ").write_bytes(source if isinstance(source, bytes) else source.encode())
        return Press(own=folder, files=files)

    return made


# -- what it reads


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "../../../../../etc/hostname", "__init__.py", "../settings.py", "a.txt"]
)
def test_a_design_reads_nothing_but_designs_and_the_pictures_it_was_given(own, tmp_path, path):
    (tmp_path / "mau-rieng").mkdir()
    (tmp_path / "mau-rieng" / "a.txt").write_text("x")
    for files in ({}, {"dot.svg": DOT}):
        press = own(f'#read("{path}")', **files)
        with pytest.raises(RenderError, match="at fault"):
            press.set("announcement", told(), media_type="application/pdf", files=files)


@pytest.mark.parametrize(
    "source",
    [
        '#import "@preview/cetz:0.3.4"',
        '#import"@local/a:0.1.0": *',
        '#import "@" + "preview/cetz:0.3.4": *',
        '#import "" + "\\u{40}preview/cetz:0.3.4": *',
        '#import "\\u{40}preview/cetz:0.3.4"',
        '#include "a".replace("a", "\\u{40}preview/cetz:0.3.4")',
        '#include ""\u00a0/* */ + "\\u{40}preview/cetz:0.3.4"',
        '#import/* */("@" + "preview/cetz:0.3.4")',
        '#let name = "\\u{40}preview/cetz:0.3.4"\n#import name: *',
        '#eval("im" + "port \\"\\u{40}preview/cetz:0.3.4\\"", mode: "code")',
        '#(1-eval("1"))',
        '#dictionary(std).at("ev" + "al")("1")',
        "#let all() = std.std\n#all()",
        "#import std: *",
    ],
)
def test_a_design_asks_for_no_package_of_the_net(own, source):
    with pytest.raises(RenderError, match="may ask for a package of the net"):
        own(source).set("announcement", told(), media_type="application/pdf")


@pytest.mark.parametrize(
    "source",
    [
        '#import "frame.typ": *',
        '#import  "frame.typ" as parts',
        '#include "frame.typ"\nChữ',
        "#std.align(center)[Chữ]",
        "// important, included, medieval, stdout",
    ],
)
def test_a_design_takes_in_what_lies_beside_it(own, source):
    press = own(f'#set document(title: "x")\n#set text(font: "Be Vietnam Pro")\n{source}')
    assert press.flaw("announcement", told()) is None


def test_a_design_that_is_a_link_out_of_the_plan_folder_is_not_read(tmp_path):
    plan, elsewhere = tmp_path / "plan", tmp_path / "khac.typ"
    (plan / "mau").mkdir(parents=True)
    elsewhere.write_text("= Bí mật", "utf-8")
    (plan / "mau" / "slogan.typ").symlink_to(elsewhere)
    with pytest.raises(RenderError, match="leads out of the plan folder"):
        Press(own=plan / "mau", fence=plan).flaw("slogan", told())


def test_a_design_that_is_a_link_within_the_plan_folder_is_read(tmp_path):
    (tmp_path / "mau").mkdir()
    (tmp_path / "chung.typ").write_text("#panic(1)", "utf-8")
    (tmp_path / "mau" / "slogan.typ").symlink_to(tmp_path / "chung.typ")
    assert Press(own=tmp_path / "mau", fence=tmp_path).flaw("slogan", told()).kind == "design"


@pytest.mark.needs("strace", "strace")
def test_no_text_and_no_design_has_typst_open_a_connection(tmp_path):
    (tmp_path / "slogan.typ").write_text('#import "@" + "preview/cetz:0.3.4": *', "utf-8")
    program = (
        "import sys; from pathlib import Path; from tests.channels.poster.test_typesetting import HOSTILE, Press, RenderError, told\n"
        "for text in HOSTILE: Press().set('announcement', told(title=text, summary=text), media_type='application/pdf')\n"
        "try: Press(own=Path(sys.argv[1])).flaw('slogan', told())\n"
        "except RenderError: print('refused')\n"
    )
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-e", "signal=none", "-o", str(tmp_path / "calls"), sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr
    assert "AF_INET" not in (tmp_path / "calls").read_text()


def test_a_picture_is_asked_for_once_and_when_it_is_shown(own):
    asked = []

    class Files(dict):
        def __getitem__(self, name):
            asked.append(name)
            return super().__getitem__(name)

    press = own('#image("dot.svg", alt: "dot")')
    press.files = Files({"dot.svg": DOT, "other.svg": DOT})
    assert asked == []
    for _ in range(3):
        press.set("announcement", told(), media_type="application/pdf", files=["dot.svg"])
    assert asked == ["dot.svg"]


def test_the_folder_of_pictures_goes_with_the_press():
    press = Press(files={"dot.svg": DOT})
    press.alone("dot.svg")
    folder = Path(press._folder)
    assert [path.name for path in folder.iterdir() if path.suffix != ".typ"] == ["dot.svg"]
    del press
    assert not folder.exists()


def test_a_trial_writes_no_file(own):
    press = own('#set document(title: "x")\n#image("blank.svg", alt: "x")', **{"dot.svg": DOT})
    assert press.flaw("announcement", told(), drawings={"blank.svg": DOT}) is None
    assert press._folder == ""


def test_a_picture_that_cannot_be_drawn_is_said_to_be_one():
    with pytest.raises(RenderError):
        Press(files={"dot.svg": b"<svg"}).alone("dot.svg")


def test_drawings_that_use_themselves_many_times_end(own):
    steps = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 10))
    bomb = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><defs><rect id="g0" width="1" height="1"/>{steps}</defs><use href="#g9"/></svg>'
    with pytest.raises(RenderError):
        Press(files={"dot.svg": bomb.encode()}).alone("dot.svg")


@pytest.mark.parametrize(
    ("library", "doors"),
    [
        ("typst", {"typesetting.py"}),
        ("PIL", {"pixels.py"}),
        ("pikepdf", {"printing.py", "inking.py"}),
        ("segno", {"codes.py"}),
    ],
)
def test_each_library_has_its_doors(library, doors):
    folder = Path(typesetting.__file__).parent
    asks = re.compile(rf'require\(f?"{library}\b|^\s*(?:import|from) {library}\b', re.MULTILINE)
    assert {path.name for path in folder.glob("*.py") if asks.search(path.read_text(encoding="utf-8"))} == doors


# -- texts are data


HOSTILE = ('#panic("x")', "@preview/cetz", "\\u{1F600} \\", "]] [[ $x$ *b* _i_ <a> `c`", '"; #read("/etc/passwd")')


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_plan_says_is_never_read_as_markup(text):
    data = Press().set("announcement", told(title=f"Chữ {text} hết"), media_type="application/pdf", tagged=True)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo.Title) == f"Chữ {text} hết"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"title": "dài" * 7000}, "fit"),
        ({"summary": "từ " * 3000}, "fit"),
        ({"title": "Mặt cười 😀"}, "sign"),
        ({"title": "中文"}, "sign"),
    ],
)
def test_what_cannot_be_set_is_told_by_its_kind(said, kind):
    flaw = Press().flaw("announcement", told(**said))
    assert flaw.kind == kind
    with pytest.raises(RenderError, match=re.escape(flaw.told())):
        Press().set("announcement", told(**said), media_type="application/pdf", tagged=True)


def test_a_design_that_makes_two_sheets_of_a_picture_is_told_of(own):
    press = own('#set document(title: "x")\nMột #pagebreak() Hai')
    with pytest.raises(RenderError, match="more than one"):
        press.set("announcement", told(), media_type="image/png")


@pytest.mark.parametrize("kind", ["fit", "sign", "code", "sheets", "design"])
def test_every_flaw_is_told_in_words(kind):
    assert len(Flaw(kind=kind, design="steps", detail="x").told()) > 20


# -- two outputs


def test_two_threads_set_the_same_posters_as_one():
    press = Press()
    alone = [press.set("announcement", told(title=f"Tin {n}"), media_type="application/pdf") for n in range(12)]
    found: dict[int, bytes] = {}

    def work(start):
        for n in range(start, 12, 2):
            found[n] = press.set("announcement", told(title=f"Tin {n}"), media_type="application/pdf")

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [found[n] for n in range(12)] == alone


def test_text_to_which_a_design_gives_no_colour_is_printed_in_inks(own):
    drawn = own('#import "frame.typ": *\n#show: sheet\n#heading(level: 1, said.title)')
    data = drawn.set("announcement", told("print"), media_type="application/pdf")
    assert finished(data, FORMATS["a4"], bleed=3, condition="FOGRA39", profile=b"")


def elements(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_a_document_for_screens_can_be_listened_to():
    code = {"size": 21, "drawing": DOT.decode(), "least": 0}
    steps = [("Mở", "trang của phường."), ("", "Điền tờ khai.")]
    given = told(steps=steps, link="https://mau.example/tin/") | {
        "code": code,
        "logo": "dot.svg",
        "picture": {"file": "dot.svg", "alt": "Một ngôi nhà"},
    }
    data = Press(files={"dot.svg": DOT}).set(
        "steps", given, media_type="application/pdf", tagged=True, files=["dot.svg"]
    )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert (
            str(pdf.Root.Lang),
            bool(pdf.Root.MarkInfo.Marked),
            bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
        ) == ("vi", True, True)
        assert str(pdf.docinfo.Title) == "Một cửa mở thêm sáng thứ Bảy"
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
        tags = list(elements(pdf.Root.StructTreeRoot))
        names = [str(one.S) for one in tags]
        assert (names.count("/H1"), names.count("/L"), names.count("/LI")) == (1, 1, 2)
        alts = {str(one.Alt) for one in tags if str(one.S) == "/Figure"}
    assert alts == {"Một ngôi nhà", "QR code that leads to https://mau.example/tin/"}


def strokes(page):
    """Each straight stroke of a page: where it starts and ends on the sheet, how wide it is, in which inks."""
    kept, matrix, width, ink, ends = [], pikepdf.Matrix(), 1.0, (), []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append((matrix, width, ink))
            case "Q":
                matrix, width, ink = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "w":
                width = float(operands[0])
            case "K":
                ink = tuple(map(float, operands))
            case "m" | "l" as name:
                ends = [*(ends if name == "l" else []), matrix.transform(tuple(map(float, operands)))]
            case "S":
                yield ends[0], ends[1], width, ink


def test_crop_marks_are_thin_in_all_inks_and_outside_the_bleed():
    drawn = Press().set("announcement", told("print"), media_type="application/pdf")
    pdf = pikepdf.open(io.BytesIO(finished(drawn, FORMATS["a4"], bleed=3, condition="FOGRA39", profile=b"")))
    page = pdf.pages[0]
    left, low, right, high = (float(side) for side in page.BleedBox)
    trim = [float(side) for side in page.TrimBox]
    lines = list(strokes(page))
    assert len(lines) == 8
    for start, end, width, ink in lines:
        assert (width, ink) == (0.25, (1, 1, 1, 1))
        for x, y in (start, end):
            assert not (left < x < right and low < y < high)
    for place in (0, 1, 2, 3):
        cuts = [line for line in lines if all(abs(end[place % 2] - trim[place]) < 0.3 for end in line[:2])]
        assert len(cuts) == 2
