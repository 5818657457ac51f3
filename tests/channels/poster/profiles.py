"""A printing house's profile for tests: ICC version 2, four inks, tables so coarse that they fit in 20 kB."""

from __future__ import annotations

import itertools
import struct


def _lab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """Of sRGB, under D50, near enough for a test."""
    line = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    rows = ((0.4361, 0.3851, 0.1431), (0.2225, 0.7169, 0.0606), (0.0139, 0.0971, 0.7141))
    white = (0.9642, 1.0, 0.8249)
    x, y, z = (sum(a * b for a, b in zip(row, line, strict=True)) / w for row, w in zip(rows, white, strict=True))
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _rgb(light: float, a: float, b: float) -> tuple[float, ...]:
    fy = (light + 16) / 116
    fx, fz = fy + a / 500, fy - b / 200
    x, y, z = (
        w * (f**3 if f**3 > 0.008856 else (f - 16 / 116) / 7.787)
        for f, w in zip((fx, fy, fz), (0.9642, 1.0, 0.8249), strict=True)
    )
    rows = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))
    line = (min(1.0, max(0.0, p * x + q * y + r * z)) for p, q, r in rows)
    return tuple(12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in line)


def _byte(part: float) -> int:
    return min(255, max(0, round(part)))


def _table(signature_in: int, signature_out: int, grid: int, values: bytes) -> bytes:
    """A lut8Type: straight curves around one table."""
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    head = b"mft1\0\0\0\0" + bytes([signature_in, signature_out, grid, 0]) + identity
    curve = bytes(range(256))
    return head + curve * signature_in + values + curve * signature_out


def cmyk_profile(name: str = "Press of a test", *, dark: float = 1.0) -> bytes:
    """An output profile: as much black as there is in a colour, the rest in the other three; inks are seen so many times as light."""
    there = bytearray()
    for light, a, b in itertools.product(range(13), repeat=3):
        rgb = _rgb(light * 100 / 12, a * 255 / 12 - 128, b * 255 / 12 - 128)
        black = 1 - max(rgb)
        rest = [(1 - part - black) / (1 - black) if black < 1 else 0.0 for part in rgb]
        there += bytes(_byte(255 * part) for part in (*rest, black))
    back = bytearray()
    for inks in itertools.product(range(5), repeat=4):
        *rest, black = (part / 4 for part in inks)
        light, a, b = _lab(*(dark * (1 - part) * (1 - black) for part in rest))
        back += bytes((_byte(light * 2.55), _byte(a + 128), _byte(b + 128)))
    text = name.encode()
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(78)
    tags = {
        b"desc": described, b"cprt": b"text\0\0\0\0none\0", b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061),
        b"A2B0": _table(4, 3, 5, bytes(back)), b"B2A0": _table(3, 4, 13, bytes(there)),
    }  # fmt: skip
    at, body, rows = 128 + 4 + 12 * len(tags), b"", b""
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)  # noqa: PLW2901 - whole words
        rows += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI3i", at + len(body), b"none", 0x02400000, b"prtr", b"CMYK", b"Lab ", bytes(12), b"acsp",
        bytes(4), 0, bytes(4), bytes(4), 0, 0, 63190, 65536, 54061,
    )  # fmt: skip
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + rows + body
