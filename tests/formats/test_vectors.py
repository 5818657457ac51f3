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
