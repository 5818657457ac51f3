"""What a printing house is given: boxes, marks, a named condition, and inks alone, read back by pikepdf and poppler."""

from __future__ import annotations

import io
import re
import subprocess
import time

import pikepdf
import pytest

from tests.channels.poster.profiles import cmyk_profile
from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.channels.poster.inking import bring_into_inks, strange_colours
from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.channels.poster.printing import finished, in_inks, sheets
from tuyentruyen.channels.poster.typesetting import Press
from tuyentruyen.errors import RenderError

INKS = Inks(cmyk_profile())
MM = 72 / 25.4
A4 = FORMATS["a4"]


def drawn(source: str, **files) -> bytes:
    """A sheet of 232 mm × 319 mm as typst draws it, in inks where the source says so."""
    press = Press(files={name.replace("_", "."): data for name, data in files.items()})
    page = '#set page(width: 232mm, height: 319mm, margin: 20mm, fill: cmyk(0%, 0%, 0%, 0%))\n#set text(fill: cmyk(0%, 0%, 0%, 100%), font: "Be Vietnam Pro")\n'
    press.__dict__["_contents"] = {"t.typ": (page + source).encode()}
    return press.set("t", {}, media_type="application/pdf", files=press.files)


def strange(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return strange_colours(pdf)


def with_content(content: bytes, **resources) -> pikepdf.Pdf:
    """A document of one page, made by hand."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj["/Contents"] = pdf.make_stream(content)
    page.obj["/Resources"] = pikepdf.Dictionary({f"/{name}": value for name, value in resources.items()})
    return pdf


def done(source="Chữ", **told) -> pikepdf.Pdf:
    given = {"bleed": 3, "condition": "FOGRA39", "profile": b"", **told}
    return pikepdf.open(io.BytesIO(finished(drawn(source), A4, **given)))


# -- boxes and condition


@pytest.mark.parametrize("bleed", [0, 3, 12])
def test_boxes_lie_inside_each_other_to_a_tenth_of_a_millimetre(bleed):
    pdf = done(bleed=bleed)
    page = pdf.pages[0]
    trim, bled = ([float(side) / MM for side in page[name]] for name in ("/TrimBox", "/BleedBox"))
    assert trim == pytest.approx([8 + bleed, 8 + bleed, 8 + bleed + 210, 8 + bleed + 297], abs=0.05)
    assert bled == pytest.approx([8, 8, 8 + 210 + 2 * bleed, 8 + 297 + 2 * bleed], abs=0.05)
    assert "/ArtBox" not in page.obj


def test_the_condition_is_named_and_the_profile_embedded_where_there_is_one():
    one, other = done(condition="PSOcoated_v3"), done(profile=INKS.profile)
    (without,), (having,) = one.Root.OutputIntents, other.Root.OutputIntents
    assert str(without.S) == "/GTS_PDFX"
    assert str(without.OutputConditionIdentifier) == "PSOcoated_v3"
    assert "/DestOutputProfile" not in without
    assert int(having.DestOutputProfile.N) == 4
    assert having.DestOutputProfile.read_bytes() == INKS.profile


def test_trapping_is_said_not_to_be_done():
    assert str(done().trailer.Info.Trapped) == "/False"


def test_equal_sheets_give_equal_bytes():
    made = finished(drawn("Chữ"), A4, bleed=3, condition="FOGRA39", profile=INKS.profile)
    time.sleep(1.1)  # ids that are not of the content alone tell the second
    assert made == finished(drawn("Chữ"), A4, bleed=3, condition="FOGRA39", profile=INKS.profile)


# -- colours that are found

STRANGE = {
    "text": ("#text(fill: red)[Chữ]", "ICCBased"),
    "line": ("#line(stroke: blue)", "ICCBased"),
    "grey": ("#rect(fill: luma(50%))", "ICCBased"),
    "gradient": ("#rect(fill: gradient.linear(red, blue))", "shading ICCBased"),
    "pattern": ("#rect(fill: tiling(size: (5pt, 5pt), rect(fill: red)))", "ICCBased"),
    "oklab": ("#rect(fill: oklch(50%, 0.2, 20deg))", "ICCBased"),
}


@pytest.mark.parametrize(("source", "found"), STRANGE.values(), ids=STRANGE)
def test_colours_of_screens_are_found_and_refused(source, found):
    data = drawn(source)
    assert strange(data) == {found}
    with pytest.raises(RenderError, match="no inks"):
        finished(data, A4, bleed=3, condition="FOGRA39", profile=b"")


def test_a_sheet_in_inks_is_found_to_be_one():
    assert strange(drawn("Viết hoa: rg, RG, g, G, cs, sh và BI là chữ #rect(fill: cmyk(10%, 20%, 30%, 40%))")) == set()


RED = b"1 0 0 rg 0 0 9 9 re f"


def form(pdf, content=RED, **told):
    return pdf.make_stream(
        content, {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 9, 9], **told}
    )


def hidden_in_a_form_of_a_form(pdf):
    inner = form(pdf)
    outer = form(pdf, b"/i Do", **{"/Resources": pikepdf.Dictionary(XObject=pikepdf.Dictionary(i=inner))})
    return {"XObject": pikepdf.Dictionary(f=outer)}


def hidden_in_a_pattern(pdf):
    return {"Pattern": pikepdf.Dictionary(p=pdf.make_stream(RED, {"/PatternType": 1, "/PaintType": 1}))}


def hidden_in_a_glyph(pdf):
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, CharProcs=pikepdf.Dictionary(a=pdf.make_stream(RED))
    )
    return {"Font": pikepdf.Dictionary(f=font)}


def hidden_in_a_picture(pdf):
    told = {
        "/Subtype": pikepdf.Name.Image,
        "/Width": 1,
        "/Height": 1,
        "/BitsPerComponent": 8,
        "/ColorSpace": pikepdf.Name.DeviceRGB,
    }
    return {"XObject": pikepdf.Dictionary(i=pdf.make_stream(b"abc", told))}


def hidden_in_an_index(pdf):
    space = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 0, pikepdf.String(b"abc")])
    told = {"/Subtype": pikepdf.Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8, "/ColorSpace": space}
    return {"XObject": pikepdf.Dictionary(i=pdf.make_stream(b"a", told))}


def hidden_in_a_shading(pdf):
    return {"Shading": pikepdf.Dictionary(s=pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB))}


def hidden_in_a_group(pdf):
    group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceRGB)
    return {"XObject": pikepdf.Dictionary(f=form(pdf, b"", **{"/Group": group}))}


def hidden_in_a_mask(pdf):
    mask = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=form(pdf))
    return {"ExtGState": pikepdf.Dictionary(g=pikepdf.Dictionary(SMask=mask))}


@pytest.mark.parametrize("key", ["/SMask", "/Mask"])
@pytest.mark.parametrize(("space", "found"), [("/DeviceRGB", {"image DeviceRGB"}), ("/DeviceGray", set())])
def test_the_mask_of_a_picture_is_grey_and_nothing_else(key, space, found):
    pdf = with_content(b"/i Do")
    told = {"/Subtype": pikepdf.Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
    mask = pdf.make_stream(b"abc", {**told, "/ColorSpace": pikepdf.Name(space)})
    image = pdf.make_stream(b"abcd", {**told, "/ColorSpace": pikepdf.Name.DeviceCMYK, key: mask})
    pdf.pages[0].obj["/Resources"]["/XObject"] = pikepdf.Dictionary(i=image)
    assert strange_colours(pdf) == found


HIDDEN = [value for name, value in globals().items() if name.startswith("hidden_in_")]


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda one: one.__name__)
def test_colours_of_screens_are_found_wherever_they_hide(hide):
    pdf = with_content(b"")
    for name, value in hide(pdf).items():
        pdf.pages[0].obj["/Resources"][f"/{name}"] = value
    assert strange_colours(pdf)


def test_colours_of_screens_are_found_in_notes_on_the_page():
    pdf = with_content(b"")
    look = pikepdf.Dictionary(N=form(pdf))
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Stamp, AP=look)])
    assert strange_colours(pdf) == {"rg"}


@pytest.mark.parametrize(
    "content",
    [b"0 g", b"0 G", b"1 0 0 RG", b"/DeviceRGB cs", b"/DeviceGray CS", b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI"],
)
def test_each_operator_of_screens_is_found(content):
    assert strange_colours(with_content(content))


def test_a_grey_mask_is_no_colour():
    pdf = with_content(b"/g gs 0 0 0 1 k")
    mask = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=form(pdf, b"0.5 g 0 0 9 9 re f"))
    pdf.pages[0].obj["/Resources"]["/ExtGState"] = pikepdf.Dictionary(g=pikepdf.Dictionary(SMask=mask))
    assert strange_colours(pdf) == set()


# -- colours that are turned

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><defs>
<linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset=".5" stop-color="#0f0"/><stop offset="1" stop-color="#00f" stop-opacity=".3"/></linearGradient>
<radialGradient id="r"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></radialGradient>
<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#123456"/></pattern>
<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><mask id="m"><rect width="99" height="20" fill="#888"/></mask></defs>
<rect width="20" height="20" fill="#123456"/><rect x="20" width="20" height="20" fill="url(#g)"/><circle cx="50" cy="20" r="10" fill="url(#r)"/>
<rect x="60" width="20" height="20" fill="url(#p)" opacity=".5"/><rect x="80" width="20" height="20" fill="#808080" stroke="red"/>
<rect y="30" width="20" height="20" fill="#808080" filter="url(#f)"/><text x="30" y="45" font-family="Be Vietnam Pro">Chữ</text>
<g mask="url(#m)"><rect x="30" width="9" height="9" fill="#0a0"/></g><path d="M60 30h20v20z" fill="#00ff0080"/></svg>"""


def test_a_drawing_with_all_that_drawings_have_is_brought_into_inks():
    data = Press(files={"a.svg": LOGO.encode()}).alone("a.svg")
    assert len(strange(data)) > 2
    made = in_inks(data, INKS)
    assert strange(made) == set()
    assert made == in_inks(data, INKS)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/N" in one]


@pytest.mark.needs("qpdf", "qpdf")
@pytest.mark.needs("pdftotext", "poppler-utils")
def test_a_drawing_in_inks_can_be_shown_on_a_sheet(tmp_path):
    logo = in_inks(Press(files={"a.svg": LOGO.encode()}).alone("a.svg"), INKS)
    data = finished(drawn('#image("a.pdf")', a_pdf=logo), A4, bleed=3, condition="FOGRA39", profile=INKS.profile)
    (tmp_path / "a.pdf").write_bytes(data)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    told = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "Chữ" in told


def test_a_drawing_with_colours_of_screens_is_refused_on_a_sheet():
    logo = Press(files={"a.svg": LOGO.encode()}).alone("a.svg")
    with pytest.raises(RenderError, match="ICCBased"):
        finished(drawn('#image("a.pdf")', a_pdf=logo), A4, bleed=3, condition="FOGRA39", profile=INKS.profile)


def turned(content: bytes, **resources) -> bytes:
    pdf = with_content(content, **resources)
    bring_into_inks(pdf, INKS)
    assert strange_colours(pdf) == set()
    return pdf.pages[0].Contents.read_bytes()


def test_colours_are_turned_where_they_are_set_and_come_back_with_the_state():
    made = turned(b"q 1 1 1 rg Q 0 0 0 1 k q /DeviceRGB cs 1 1 1 sc Q 0.1 0.2 0.3 0.4 k 1 G 0 0 9 9 re B")
    assert re.sub(rb"\s+", b" ", made) == (
        b"q 0 0 0 0 k Q 0 0 0 1 k q " + made.split(b"q")[2].split(b"k")[0].strip() + b" k 0 0 0 0 k Q 0.1 0.2 0.3 0.4 k 0 0 0 0 K 0 0 9 9 re B"
    )  # fmt: skip


def test_a_space_comes_back_with_the_state():
    made = turned(b"/DeviceCMYK cs q /DeviceRGB cs 1 1 1 sc Q 0.1 0.2 0.3 0.4 sc")
    assert made.split()[-6:] == [b"Q", b"0.1", b"0.2", b"0.3", b"0.4", b"sc"]


def test_a_colour_of_inks_is_left_as_it_is():
    assert turned(b"/DeviceCMYK cs 0.1 0.2 0.3 0.4 sc").split() == b"/DeviceCMYK cs 0.1 0.2 0.3 0.4 sc".split()


@pytest.mark.parametrize(
    "content", [b"/Lab cs 1 1 1 sc", b"/s sh", b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI"], ids=["Lab", "mesh", "inline"]
)
def test_what_cannot_be_turned_is_refused(content):
    lab = pikepdf.Array([pikepdf.Name.Lab, pikepdf.Dictionary()])
    mesh = pikepdf.Dictionary(ShadingType=1, ColorSpace=pikepdf.Name.DeviceRGB)
    pdf = with_content(
        content,
        ColorSpace=pikepdf.Dictionary(Lab=lab),
        **({"Shading": pikepdf.Dictionary(s=mesh)} if b"sh" in content else {}),
    )
    with pytest.raises(RenderError, match="cannot be brought"):
        bring_into_inks(pdf, INKS)


def test_a_passage_between_colours_goes_through_inks_in_eight_steps():
    passage = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0, 0], N=1)
    shading = pikepdf.Dictionary(
        ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=[0, 0, 9, 0], Function=passage
    )
    pdf = with_content(b"/s sh", Shading=pikepdf.Dictionary(s=shading))
    bring_into_inks(pdf, INKS)
    found = pdf.pages[0].Resources.Shading.s
    assert str(found.ColorSpace) == "/DeviceCMYK"
    parts = list(found.Function.Functions)
    assert len(parts) == 8
    assert [float(part) for part in parts[0].C0] == [0, 0, 0, 0]
    assert float(parts[-1].C1[1]) > 0.85
    assert float(parts[-1].C1[0]) < 0.05


@pytest.mark.parametrize("count", [1, 2, 11])
def test_sheets_are_counted_as_typst_writes_them_and_as_others_do(count):
    press = Press()
    press.__dict__["_contents"] = {"t.typ": "#pagebreak()\n".join(["Chữ\n"] * count).encode()}
    made = press.set("t", {}, media_type="application/pdf", most=None)
    assert sheets(made) == count
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.save(other)
    assert sheets(other.getvalue()) == count
