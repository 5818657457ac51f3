"""Brings the Vietnamese catalogue up to date: what `tr` says in the code → .pot → .po → .mo.

New texts get an empty translation, to be filled by hand in the .po file; texts that are said no more leave it. Ends 1 while
a translation is missing.
"""

from __future__ import annotations

import ast
import datetime
import io
import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "src" / "tuyentruyen"
TEMPLATE = PACKAGE / "locale" / "tuyentruyen.pot"
VIETNAMESE = PACKAGE / "locale" / "vi" / "LC_MESSAGES"
HEAD = """\
# What the software says{what}.
msgid ""
msgstr ""
"Project-Id-Version: tuyentruyen\\n"
{language}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
{plural}
"""
NEVER = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def said() -> dict[str, set[str]]:
    """Every text of a call of `tr`, and the files it stands in; also calls inside f-strings, which babel passes over."""
    texts: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                texts[ast.literal_eval(node.args[0])].add(f"src/tuyentruyen/{path.relative_to(PACKAGE).as_posix()}")
    return texts


def catalogue(texts: dict[str, set[str]], translations: dict[str, str]) -> str:
    """The body of a .po file, in order of the texts, without anything that changes from day to day."""
    made = Catalog(charset="utf-8")
    for text in sorted(texts):
        made.add(text, translations.get(text, ""), locations=[(file, 0) for file in sorted(texts[text])])
    written = io.BytesIO()
    write_po(written, made, width=0, omit_header=True, include_lineno=False)
    lines = written.getvalue().decode().strip().split("\n")
    return "\n".join(line for line in lines if not line.startswith("#, ")) + "\n"


def compiled(path: Path) -> bytes:
    """The .mo file of a .po file."""
    with path.open("rb") as file:
        read = read_po(file, locale="vi")
    read.creation_date = read.revision_date = NEVER
    written = io.BytesIO()
    write_mo(written, read)
    return written.getvalue()


def main() -> int:
    """Writes the template, the catalogue and both compiled catalogues; names what is missing."""
    texts = said()
    vietnamese = VIETNAMESE / "tuyentruyen.po"
    with vietnamese.open("rb") as file:
        known = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    plural = '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    TEMPLATE.write_text(HEAD.format(what="", language="", plural="") + catalogue(texts, {}), encoding="utf-8")
    head = HEAD.format(what=", in Vietnamese", language='"Language: vi\\n"\n', plural=plural)
    vietnamese.write_text(head + catalogue(texts, known), encoding="utf-8")
    for path in VIETNAMESE.glob("*.po"):
        path.with_suffix(".mo").write_bytes(compiled(path))
    missing = sorted(set(texts) - set(known))
    for text in missing:
        print(f"no translation: {text!r}")
    print(f"{len(texts)} texts, {len(missing)} without translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
