"""How large a drawing is, whatever it says of itself; what it may hold is tried with logos of a site."""

from __future__ import annotations

import pytest

from tuyentruyen.formats.vectors import drawing


@pytest.mark.parametrize(
    ("says", "size"),
    [
        ('width="7" height="8.5"', (7, 8.5)),
        ('width=" 7px" height="8mm"', (7, 8)),
        ('width="100%" height="100%" viewBox="0 0 7 8"', (7, 8)),
        ('width="7" viewBox="-1,-1 , 70 80"', (70, 80)),
        ('viewBox="0 0 999999 0.00001"', (999999, 0.00001)),
        ('viewBox="0 0 1000000 8"', (0, 0)),
        ('viewBox="0 0 1e-6 8"', (0, 0)),
        ('viewBox="0 0 1e-320 1e-320"', (0, 0)),
        ('viewBox="0 0 7 nan"', (0, 0)),
        ('viewBox="0 0 nan 8"', (0, 0)),
        ('viewBox="0 0 7 inf"', (0, 0)),
        ('viewBox="0 0 7 -8"', (0, 0)),
        ('viewBox="0 0 7"', (0, 0)),
        ('viewBox="0 0 bảy tám"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_a_drawing_is_as_large_as_it_says_or_says_nothing(says, size):
    found = drawing(f'<svg xmlns="http://www.w3.org/2000/svg" {says}/>'.encode())
    assert (found.width, found.height, found.faults, found.is_svg) == (*size, [], True)


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "punycode", "shift_jis", "rot13", "khong-co"])
def test_what_is_written_as_no_browser_reads_it_is_no_drawing(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><svg xmlns="http://www.w3.org/2000/svg" width="7" height="8"/>'
    assert not drawing(text.encode()).is_svg


@pytest.mark.parametrize(
    "style",
    [
        "fill: url(//a.example/x#y)",
        "fill: url( 'https://a.example/x' )",
        "fill: URL(data:image/svg+xml,x)",
        "cursor: image-set('https://a.example/x.png' 1x)",
        "cursor: -webkit-image-set('https://a.example/x.png' 1x)",
        "background: image('https://a.example/x.png')",
        "background: src('https://a.example/x.png')",
        "fill: u\\72 l(https://a.example/x)",
        "@import 'https://a.example/x.css'",
        "width: expression(alert(1))",
    ],
)
@pytest.mark.parametrize("where", ['<rect style="{}"/>', '<rect fill="{}"/>', "<style>a {{ {} }}</style>"])
def test_a_style_that_loads_something_is_a_fault(style, where):
    found = drawing(f'<svg xmlns="http://www.w3.org/2000/svg">{where.format(style)}</svg>'.encode())
    assert (found.is_svg, len(found.faults)) == (True, 1)


@pytest.mark.parametrize("style", ["fill: url(#y)", "fill: url( '#y' )", "--my-image(1)", "-x-src(1)", "fill: red"])
def test_a_style_that_loads_nothing_is_none(style):
    found = drawing(f'<svg xmlns="http://www.w3.org/2000/svg"><rect style="{style}"/></svg>'.encode())
    assert (found.is_svg, found.faults) == (True, [])
