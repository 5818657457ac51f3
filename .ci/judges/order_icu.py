#!/usr/bin/env python3
"""ICU, through Node, judges Vietnamese order: it sorts 2,000 generated names as `text.sort_key` does, and compares pairs alike.

The options are ICU's own for ``vi-VN``: every difference counts (letters, then tones, then case), and spaces and signs are not passed
over, so that the words of a name are compared one after the other, as a list of units has to be read.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from tuyentruyen.text import sort_key  # noqa: E402

COUNT, PAIRS = 2_000, 40_000
ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gh",
    "gi",
    "h",
    "kh",
    "k",
    "l",
    "m",
    "n",
    "ng",
    "ngh",
    "nh",
    "p",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
    "",
]
VOWELS = [
    "a",
    "ă",
    "â",
    "e",
    "ê",
    "i",
    "o",
    "ô",
    "ơ",
    "u",
    "ư",
    "y",
    "oa",
    "oe",
    "uy",
    "ia",
    "iê",
    "ươ",
    "uô",
    "ai",
    "ao",
    "au",
    "ay",
    "âu",
    "ây",
    "eo",
    "êu",
    "iu",
    "oi",
    "ôi",
    "ơi",
    "ui",
    "ưu",
    "uyê",
    "oai",
]
CODAS = ("", "", "", "c", "ch", "m", "n", "ng", "nh", "p", "t")
TONES = ("", "", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
BODIES = (
    "Sở", "Ban", "Phòng", "Văn phòng", "Ủy ban nhân dân", "UBND phường", "UBND xã", "Phường", "Xã", "Thị trấn", "Quận", "Huyện", "Chi cục",
    "Trung tâm", "Trường THPT", "Đài", "Báo", "Hội", "Tổ dân phố số", "Thôn", "Khu phố", "Công an", "Đảng ủy", "Bệnh viện", "Viện", "Ðội",
)  # fmt: skip
SIGNS = (" ", " ", " ", " ", " ", "-", " - ", " – ", ", ", " & ", "/", ". ", "'", "\u00a0", " (", "; ", "_", ": ")


def syllable(chance: random.Random) -> str:
    """Onset, vowels with a tone on any of them, coda: old and new placement of tones, and syllables that nobody speaks."""
    vowels = list(chance.choice(VOWELS))
    vowels[chance.randrange(len(vowels))] += chance.choice(TONES)
    made = chance.choice(ONSETS) + "".join(vowels) + chance.choice(CODAS)
    return chance.choice((made, made.capitalize(), made.capitalize(), made.upper()))


def names() -> list[str]:
    """Names of bodies, places and persons; many are alike but for a tone, a capital, a space or a sign."""
    chance = random.Random(30_2020)
    made: dict[str, None] = {}
    while len(made) < COUNT:
        words = [syllable(chance) for _ in range(chance.randrange(1, 4))]
        if chance.random() < 0.6:
            words.insert(0, chance.choice(BODIES))
        if chance.random() < 0.2:
            words.append(str(chance.choice((1, 2, 10, 11, 100, chance.randrange(3000)))))
        name = words[0] + "".join(chance.choice(SIGNS) + word for word in words[1:])
        kin = {name, name.lower(), name.upper(), name.replace(" ", "-", 1), unicodedata.normalize("NFD", name)}
        kin.add("".join(c for c in unicodedata.normalize("NFD", name) if c not in TONES))
        made.update(
            dict.fromkeys(sorted({unicodedata.normalize("NFC", each) for each in kin})[: chance.randrange(1, 5)])
        )
    return [name.replace("Ð", "Đ") for name in made][:COUNT]


def differences(theirs: dict, those: list[str], pairs: list[tuple[int, int]], keys: dict[str, object]) -> list[str]:
    """Names that stand elsewhere in their order, and pairs that they compare otherwise, in words."""
    ours = sorted(those, key=keys.__getitem__)
    told = [
        f"place {place}: {one!r}, ICU {other!r}"
        for place, (one, other) in enumerate(zip(ours, theirs["sorted"], strict=True))
        if one != other
    ]
    for (one, other), sign in zip(pairs, theirs["signs"], strict=True):
        first, second = keys[those[one]], keys[those[other]]
        if (first > second) - (first < second) != sign:
            told.append(f"{those[one]!r} and {those[other]!r}: ICU says {sign}")
    return told


def main() -> int:
    those = names()
    chance = random.Random(1)
    pairs = [(chance.randrange(COUNT), chance.randrange(COUNT)) for _ in range(PAIRS)]
    done = subprocess.run(
        ["node", Path(__file__).with_suffix(".mjs")],
        input=json.dumps({"names": those, "pairs": pairs}), capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    told = theirs["told"]
    if told["supported"] != ["vi-VN"] or not told["locale"].startswith("vi") or not told["icu"]:
        print("this Node has no Vietnamese order:", told)
        return 1
    if len(set(those)) != COUNT or not differences(theirs, those, pairs, {name: name for name in those}):
        print("the names are too few, or so plain that any order would do")
        return 1
    found = differences(theirs, those, pairs, {name: sort_key(name) for name in those})
    print(*found[:20], sep="\n")
    print(f"ICU {told['icu']}, CLDR {told['cldr']}, {told['locale']}; {PAIRS} pairs besides")
    print(f"order_icu: {COUNT} names, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
