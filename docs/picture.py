"""Draws ``_static/run.svg``, the picture of one run in the README: ``python docs/picture.py``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "_static" / "run.svg"
WIDTH = 112
OUT = "build/ha-noi"
COMMAND = f"tuyentruyen publish examples/ha-noi-2022 --out {OUT}"
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_SHOWN = 10


def printed() -> list[str]:
    """What two runs print, each after its command: the first lines of each."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            arguments = ["publish", "examples/ha-noi-2022", "--out", f"{folder}/out", "--ledger", f"{folder}/ledger.db"]
            done = subprocess.run(
                [sys.executable, "-m", "tuyentruyen", "--lang", "en", *arguments],
                cwd=ROOT,
                check=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
            )
            said = done.stdout.replace(f"{folder}/out", OUT).splitlines()
            lines += [f"$ {COMMAND}", *said[:_SHOWN], *(["…"] if len(said) > _SHOWN else []), *said[_SHOWN:][-1:], ""]
    return lines[:-1]


def drawn(lines: list[str]) -> str:
    """The lines as a terminal shows them."""
    from rich.console import Console
    from rich.text import Text

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        for line in lines:
            text = Text(line if len(line) <= WIDTH else line[: WIDTH - 1] + "…", no_wrap=True)
            if line.startswith("$ "):
                text.stylize("bold green", 0, 2)
                text.stylize("bold", 2)
            else:
                text.highlight_regex(r"^[^ :][^:]*(?=: )", "cyan")
                text.highlight_regex(r"(?<= )\d+(?=,|$)", "bold")
            console.print(text, highlight=False)
        return _FONTS.sub("", console.export_svg(title="tuyentruyen", unique_id="run"))


if __name__ == "__main__":
    PICTURE.write_text(drawn(printed()), "utf-8")
