"""What is cut off says no size rather than a wrong one; each kind of picture is tried with logos of a site."""

from __future__ import annotations

import random

import pytest

from tuyentruyen.formats.pictures import Size, size_of

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\7\0\0\1\x08"


@pytest.mark.parametrize("length", range(8, 24))
def test_a_png_that_is_cut_off_says_no_size(length):
    assert size_of(PNG[:length]) == Size("image/png", 0, 0)
    assert size_of(PNG) == Size("image/png", 263, 264)


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC])
def test_tables_of_a_jpeg_are_no_frame(marker):
    table = bytes([0xFF, marker, 0, 9, 8, 0, 1, 0, 1, 0, 0])
    frame = b"\xff\xc0\0\x0b\x08\0\x08\0\x07\1\1\x11\0"
    assert size_of(b"\xff\xd8" + table + frame) == Size("image/jpeg", 7, 8)


@pytest.mark.parametrize(
    "begin", [PNG[:8], b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"RIFF\0\0\0\0WEBPVP8L"]
)
def test_noise_behind_the_first_bytes_of_a_picture_is_no_fault(begin):
    noise = random.Random(begin)
    for _ in range(200):
        size = size_of(begin + noise.randbytes(noise.randrange(64)))
        assert size.media_type.startswith("image/")
        assert min(size.width, size.height) >= 0
