"""Codes: two readers of others find the address, on screens, in print, and where a part is lost."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tuyentruyen.channels.poster import PosterBackend
from tuyentruyen.channels.poster.codes import LONGEST, code, drawing, fits_code, inked
from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.errors import RenderError
from tuyentruyen.testing import sample_edition, sample_messages
from tuyentruyen.testing.stage import mended

pytestmark = [pytest.mark.needs("zbarimg", "zbar-tools"), pytest.mark.needs("pdftoppm", "poppler-utils")]
USUAL = "https://kstthc.hanoi.example/tin/nop-ho-so/"
LONG = (USUAL + "thu-tuc-hanh-chinh-" * 20)[:LONGEST]
SHEETS = [key for key, one in FORMATS.items() if not one.strip]


def zbar(picture: Image.Image) -> list[str]:
    """What zbar reads of the QR codes of a picture."""
    held = io.BytesIO()
    picture.save(held, "PNG")
    command = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", "-"]
    return subprocess.run(command, check=False, input=held.getvalue(), capture_output=True).stdout.decode().splitlines()


def zxing(picture: Image.Image) -> list[str]:
    """What zxing-cpp reads of the QR codes of a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def printed(data: bytes) -> Image.Image:
    """A page of a PDF at 150 dpi, as a camera would see it: in grey."""
    drawn = subprocess.run(["pdftoppm", "-r", "150", "-gray", "-"], input=data, capture_output=True, check=True)
    return Image.open(io.BytesIO(drawn.stdout))


def drawn(address: str, module: int = 6) -> tuple[Image.Image, int]:
    """A code as its runs say, with four modules of white around; and how many modules it has in a row."""
    size, runs = code(address)
    picture = Image.new("L", ((size + 8) * module,) * 2, 255)
    draw = ImageDraw.Draw(picture)
    for x, y, wide in runs:
        draw.rectangle([(x + 4) * module, (y + 4) * module, (x + 4 + wide) * module - 1, (y + 5) * module - 1], fill=0)
    return picture, size


def files_of(tmp_path, formats, link, **settings):
    edition = sample_edition(
        PosterBackend(), folder=tmp_path, settings={"formats": formats, **settings}, messages=sample_messages()[:1]
    )
    edition = mended(edition, link=link, media=())
    backend = PosterBackend()
    assert [found.code for found in backend.check(edition) if found.code in ("poster10", "poster12")] == []
    return {rendering.key.rpartition("/")[2]: rendering.produce for rendering in backend.render(edition)}


@pytest.mark.parametrize("link", [USUAL, LONG], ids=["usual", "longest"])
@pytest.mark.parametrize("key", SHEETS)
@pytest.mark.parametrize("design", ["announcement", "slogan"])
def test_a_code_is_read_from_the_picture_of_every_format(tmp_path, key, design, link):
    picture = Image.open(io.BytesIO(files_of(tmp_path, [key], link, outputs=["screen"], design=design)[f"{key}.png"]()))
    assert zxing(picture) == [link]
    assert zbar(picture) == [link]


@pytest.mark.slow
@pytest.mark.parametrize("link", [USUAL, LONG], ids=["usual", "longest"])
@pytest.mark.parametrize("key", [key for key in SHEETS if not FORMATS[key].pixels])
def test_a_code_is_read_from_what_is_printed(tmp_path, key, link):
    picture = printed(files_of(tmp_path, [key], link, outputs=["print"])[f"{key}-in.pdf"]())
    assert zxing(picture) == [link]
    assert zbar(picture) == [link]


@pytest.mark.parametrize("paint", [255, 128, 0], ids=["torn", "soiled", "painted"])
@pytest.mark.parametrize("length", [25, len(USUAL), 100, 220])
def test_a_fifth_of_a_code_may_be_lost(length, paint):
    address = LONG[:length]
    picture, size = drawn(address)
    assert (zxing(picture), zbar(picture)) == ([address], [address])
    first = (size - (size * size / 5) ** 0.5 + 4) * 6
    ImageDraw.Draw(picture).rectangle([first, first, (size + 4) * 6 - 1, (size + 4) * 6 - 1], fill=paint)
    assert zxing(picture) == [address]
    assert zbar(picture) == [address]


def test_a_code_in_inks_is_the_code_of_screens_painted_with_them():
    size, drawn_in_inks = inked(USUAL, (0, 20, 30, 100))
    with pikepdf.open(io.BytesIO(drawn_in_inks.encode("ascii"))) as pdf:
        (page,) = pdf.pages
        assert [float(side) for side in page.MediaBox] == [0, 0, size + 8, size + 8]
        ink, *runs, fill = pikepdf.parse_content_stream(page)
        assert (len(pdf.objects), pdf.get_warnings()) == (4, [])
    assert ([float(part) for part in ink.operands], str(ink.operator)) == ([0, 0.2, 0.3, 1], "k")
    assert ({str(one.operator) for one in runs}, str(fill.operator)) == ({"re"}, "f")
    painted = [tuple(int(part) for part in one.operands) for one in runs]
    assert painted == [(x + 4, size + 3 - y, wide, 1) for x, y, wide in code(USUAL)[1]]
    assert drawing(USUAL, "#010203")[1].count("M") == len(painted)


def test_modules_of_the_longest_address_can_be_told_apart_in_print():
    size, _ = code(LONG)
    assert min(FORMATS[key].code_side / (size + 8) for key in SHEETS) > 0.4


@pytest.mark.parametrize(("address", "fits"), [("", False), ("a" * 300, True), ("a" * 301, False)])
def test_an_address_is_as_long_as_a_code_can_hold(address, fits):
    assert fits_code(address) is fits
    if not fits:
        with pytest.raises(RenderError, match="1 to 300 characters"):
            code(address)
