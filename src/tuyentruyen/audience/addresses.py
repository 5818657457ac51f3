"""E-mail addresses: what one is, how it is sent to, and when two are the same.

After RFC 5321 and 5322, with international ones (RFC 6531). Refused though the standards allow them: comments, folded white
space, and domains that are no names, for nobody subscribes with one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from attrs import field, frozen

from tuyentruyen.wording import tr

_ATOM = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+)*"
)
_QUOTED = re.compile(r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e\u0080-\U0010ffff]|\\[\x20-\x7e])*"')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_TWO_NAMES = frozenset("ßς\u200c\u200d")
"""What IDNA2003 and IDNA2008 make different names of: who writes with one could write to a stranger."""
_LOCAL_BYTES, _BYTES = 64, 254


@frozen
class Mailbox:
    """An e-mail address, taken apart; `repr` does not show whose.

    Attributes:
        local: What stands before the ``@``, as it is sent; case is kept, needless quotes are not.
        domain: In small letters and in ASCII: ``người.vn`` is ``xn--ngi-ria3e.vn``.
    """

    local: str = field(repr=False)
    domain: str

    @property
    def address(self) -> str:
        """As it is sent to."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """Equal for addresses that are one mailbox for all practical purposes: case does not count."""
        return self.address if self.local.islower() else f"{self.local.lower()}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Whether only servers that offer SMTPUTF8 can take it."""
        return not self.local.isascii()


@lru_cache(maxsize=16)  # who reads a table and who chooses from it ask of the same address, one after the other
def mailbox(text: str) -> Mailbox:
    """An address, taken apart; spaces around it do not count.

    Raises:
        ValueError: It is none; the reason does not repeat it.
    """
    text = unicodedata.normalize("NFC", text.strip())
    local, at, domain = text.rpartition("@")
    if not at:
        raise ValueError(tr("it has no @"))
    if "\ufffd" in text or not text.isprintable():
        raise ValueError(tr("it holds characters that cannot be read"))
    box = Mailbox(_local(local), _domain(domain))
    if len(box.address.encode()) > _BYTES:
        raise ValueError(tr("it has more than {most} bytes", most=_BYTES))
    return box


def _local(local: str) -> str:
    if not local:
        raise ValueError(tr("nothing stands before the @"))
    if not _ATOM.fullmatch(local):
        if not _QUOTED.fullmatch(local):
            raise ValueError(tr("what stands before the @ cannot be the name of a mailbox"))
        bare = re.sub(r"\\(.)", r"\1", local[1:-1])
        local = bare if _ATOM.fullmatch(bare) else local
    if len(local.encode()) > _LOCAL_BYTES:
        raise ValueError(tr("what stands before the @ has more than {most} bytes", most=_LOCAL_BYTES))
    return local


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    if not _TWO_NAMES.isdisjoint(domain):
        raise ValueError(tr("what stands after the @ is read in two ways; write it in ASCII, as xn--…"))
    try:
        name = domain.lower() if domain.isascii() else domain.encode("idna").decode().lower()
    except UnicodeError:
        raise ValueError(tr("what stands after the @ cannot be a domain")) from None
    labels = name.removesuffix(".").split(".")
    if len(labels) < 2:
        raise ValueError(tr("what stands after the @ has no dot"))
    if not all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError(tr("what stands after the @ cannot be a domain"))
    return ".".join(labels)
