"""Which language a command speaks, told before any of its help is made."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tuyentruyen import wording

_DOMAIN = "click"
_VARIABLES = ("TUYENTRUYEN_LANG", "LANGUAGE")


def language_of(arguments: Sequence[str]) -> str:
    """The language that the arguments ask for with ``--lang``, else that of the environment."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--lang":
            wanted = value or "".join(arguments[place + 1 : place + 2])
            if wanted in wording.LANGUAGES:
                return wanted
    return wording.language()


@contextmanager
def in_language(wanted: str) -> Iterator[None]:
    """Within this context the library, its threads and the command-line library speak this language.

    The command-line library asks the process's own message catalogue and knows no other way, so this belongs to a program,
    not to a library; everything is put back at the end.
    """
    domain, before = gettext.textdomain(), {name: os.environ.get(name) for name in _VARIABLES}
    gettext.bindtextdomain(_DOMAIN, str(Path(wording.__file__).parent / "locale"))
    gettext.textdomain(_DOMAIN)
    os.environ.update(dict.fromkeys(_VARIABLES, wanted))
    try:
        with wording.speaking(wanted):
            yield
    finally:
        gettext.textdomain(domain)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
