"""Masks: ours are those that segno finds by trying, for every size that an address needs."""

from __future__ import annotations

import pytest
import segno

from tuyentruyen.channels.poster.codes import LONGEST, _modules
from tuyentruyen.channels.poster.masks import modules_of, number

USUAL = "https://kstthc.hanoi.example/tin/"


@pytest.mark.parametrize("more", range(0, LONGEST - 40, 7))
def test_the_best_mask_is_the_one_that_segno_finds(more):
    for text in (
        f"{USUAL}{more}/{'thu-tuc-' * 40}"[: 34 + more],
        f"{USUAL}{more * more}",
        f"{more}" * (1 + more // 5),
        "A" * (1 + more),
    ):
        address = text[:LONGEST]
        rows = segno.make_qr(address, error="h", boost_error=False).matrix
        size, held = _modules(address)
        assert (size, modules_of(held, size)) == (len(rows), b"".join(rows)), address


def test_modules_come_back_from_their_number():
    modules = bytes([0, 1, 1, 0, 0, 1, 1, 1, 0])
    assert number(modules, 3) == 0b011_0000_001_0000_110
    assert modules_of(number(modules, 3), 3) == modules
