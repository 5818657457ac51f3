"""The bytes of a mail (MIME): a draft is compiled once, and filled for each recipient.

Python's own writer breaks long Vietnamese subjects and makes some sixty mails a second; here only the few places that differ
from reader to reader are made anew, each escaped for where it stands.
"""

from __future__ import annotations

import binascii
import datetime
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import field, frozen

from tuyentruyen.channels.email.headers import (
    clean,
    date_field,
    encoded_words,
    is_plain_name,
    mailbox_field,
    parameter,
    structured,
    unstructured,
)
from tuyentruyen.channels.email.quoted import SOFT, in_html, in_text, quoted_printable
from tuyentruyen.channels.email.transport.envelope import Lines
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

_OURS = secrets.token_hex(8)
_SLOT = re.compile(f"\ue000([a-z_]+):{_OURS}\ue001")
_ENDS = re.compile("\r\n?")
_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_TOKEN = re.compile(r"[!-;=?-~]{0,600}")

Fill = Callable[[str], bytes]


def slot(name: str) -> str:
    """A place in text, HTML or a header that differs from reader to reader; ``name`` in small letters.

    Its sign is another in each process and never shows in a mail, so that no text of a plan or a portal can hold one.
    """
    return f"\ue000{name}:{_OURS}\ue001"


@frozen(kw_only=True)
class Part:
    """A file that travels in a mail.

    Attributes:
        name: Its file name, without any folder.
        media_type: Such as ``image/png``.
        data: Its bytes.
        cid: Its ``Content-ID`` without brackets, where the HTML shows it; empty for an attachment.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    cid: str = ""


@frozen(kw_only=True)
class Draft:
    """A mail before it is addressed. Texts, HTML and values of fields may hold a `slot`.

    Attributes:
        sender: Address in ``From``, and the name that goes with it.
        subject: The subject.
        text: The text, lines parted by LF.
        html: The same as HTML.
        date: When it is written, with an offset.
        reply_to: Where answers go, address and name; empty: to the sender.
        to: Address and name in ``To``; a slot each, or the same for everybody.
        fields: Further header fields: name, and its items, ASCII but for slots.
        language: Tag of BCP 47.
        parts: Files that travel along.
    """

    sender: tuple[str, str]
    subject: str
    text: str
    html: str
    date: datetime.datetime
    to: tuple[str, str]
    reply_to: tuple[str, str] = ("", "")
    fields: Sequence[tuple[str, Sequence[str]]] = ()
    language: str = "vi"
    parts: Sequence[Part] = ()


class Compiled:
    """A mail of which only the slots are open.

    Args:
        pieces: Its bytes in order; between them names of slots with what makes bytes of their values, lines as `Lines` are.

    Raises:
        ValueError: They are no `Lines`.
    """

    def __init__(self, pieces: Sequence[bytes | tuple[str, Fill]]) -> None:
        self._pieces: list[bytes] = [b"" if isinstance(piece, tuple) else piece for piece in pieces]
        self._slots = [(place, *piece) for place, piece in enumerate(pieces) if isinstance(piece, tuple)]
        self.slots = frozenset(name for _, name, _ in self._slots)
        Lines.seen(b"_".join(self._pieces))

    def fill(self, values: Mapping[str, str]) -> Lines:
        """The mail with these values in its slots; lines end in CRLF.

        Raises:
            KeyError: A slot has no value.
            ValueError: A value cannot stand where it would; it is not repeated.
        """
        pieces = self._pieces.copy()
        for place, name, fill in self._slots:
            pieces[place] = fill(values[name])
        return Lines(b"".join(pieces))


def compile_mail(draft: Draft) -> Compiled:
    """A draft as bytes, all but what its slots will hold.

    Raises:
        ValueError: A field of it cannot stand in a mail; the message names it.
    """
    pieces: list[bytes | tuple[str, Fill]] = []
    pieces.append(structured("Date", date_field(in_vietnam(draft.date))))
    pieces.append(mailbox_field("From", draft.sender[1], draft.sender[0]))
    if draft.reply_to[0]:
        pieces.append(mailbox_field("Reply-To", draft.reply_to[1], draft.reply_to[0]))
    pieces.extend(_to(*draft.to))
    pieces.append(unstructured("Subject", draft.subject))
    for name, items in draft.fields:
        pieces.extend(_field(name, items))
    pieces.append(structured("Content-Language", draft.language))
    pieces.append(b"MIME-Version: 1.0\r\n")
    pieces.extend(_body(draft))
    return Compiled(tuple(_merged(pieces)))


def _merged(pieces: Sequence[bytes | tuple[str, Fill]]) -> Iterator[bytes | tuple[str, Fill]]:
    """Neighbouring bytes in one piece."""
    held: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            held.append(piece)
            continue
        yield b"".join(held)
        held = []
        yield piece
    yield b"".join(held)


def _to(address: str, name: str) -> Iterator[bytes | tuple[str, Fill]]:
    found = _SLOT.fullmatch(address)
    if not found:
        yield mailbox_field("To", name, address)
        return
    yield (found[1], _recipient)


def _recipient(value: str) -> bytes:
    """``address`` alone, or ``name<TAB>address``."""
    name, _, address = value.rpartition("\t")
    return mailbox_field("To", name, address)


def _field(name: str, items: Sequence[str]) -> Iterator[bytes | tuple[str, Fill]]:
    structured(name, *(_SLOT.sub("", item) for item in items))  # it is one field, whatever the slots will hold
    for place, piece in enumerate(_SLOT.split(f"{name}: " + "\r\n ".join(items) + "\r\n")):
        yield (piece, _in_header) if place % 2 else piece.encode()


def _in_header(value: str) -> bytes:
    """A value of ASCII without blanks or brackets, such as an address of the web or an id."""
    if not _TOKEN.fullmatch(value):
        raise ValueError(tr("{name} holds characters that cannot stand in a header", name="header"))
    return value.encode()


# -- the body ----------------------------------------------------------------------------------------------------------


def _body(draft: Draft) -> Iterator[bytes | tuple[str, Fill]]:
    shown = [part for part in draft.parts if part.cid]
    attached = [part for part in draft.parts if not part.cid]
    seed = hashlib.blake2b(digest_size=12)
    for piece in (draft.subject, draft.text, draft.html):
        seed.update(_SLOT.sub(r"\1", piece).encode("utf-8", "surrogatepass"))
    for part in draft.parts:
        seed.update(hashlib.blake2b(part.data).digest())

    def boundary(kind: str) -> str:
        return f"=_{kind}_{seed.hexdigest()}"  # neither quoted-printable nor base64 has =_

    content = _multipart(
        "alternative", boundary("a"), [_text("plain", draft.text, in_text), _related(draft, shown, boundary("r"))]
    )
    if attached:
        content = _multipart("mixed", boundary("m"), [content, *map(_file, attached)])
    yield from content


def _related(draft: Draft, shown: Sequence[Part], boundary: str) -> Iterator[bytes | tuple[str, Fill]]:
    html = _text("html", draft.html, in_html)
    return _multipart("related", boundary, [html, *map(_file, shown)], root="text/html") if shown else html


def _multipart(
    kind: str, boundary: str, parts: Sequence[Iterator[bytes | tuple[str, Fill]]], *, root: str = ""
) -> Iterator[bytes | tuple[str, Fill]]:
    extra = f'; type="{root}"' if root else ""
    yield f'Content-Type: multipart/{kind}{extra};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    for part in parts:
        yield f"--{boundary}\r\n".encode()
        yield from part
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _text(kind: str, text: str, fill: Fill) -> Iterator[bytes | tuple[str, Fill]]:
    yield f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    pieces = _SLOT.split(_ENDS.sub("\n", text).replace("\0", ""))
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        if place % 2:
            yield (piece, fill)
            continue
        joined = place and not piece.startswith("\n") and (piece or place < last)
        goes_on = place < last and piece and not piece.endswith("\n")
        yield (SOFT if joined else b"") + quoted_printable(piece) + (SOFT if goes_on else b"")


def _file(part: Part) -> Iterator[bytes]:
    if not _TYPE.fullmatch(part.media_type):
        raise ValueError(tr("{name} {value!r} is no media type", name=part.name[:60], value=part.media_type[:60]))
    name = clean(part.name, "name").replace("/", "-").replace("\\", "-").strip(". ") or "tep"
    yield structured("Content-Type", *_told_twice(_labelled(part), name))
    yield b"Content-Transfer-Encoding: base64\r\n"
    kind = "inline" if part.cid else "attachment"
    pieces = [kind, *parameter("filename", name)]
    yield structured("Content-Disposition", *(f"{piece};" for piece in pieces[:-1]), pieces[-1])
    if part.cid:
        yield structured("Content-ID", f"<{_in_header(part.cid).decode()}>")
    yield b"\r\n"
    yield _base64(part.data)


def _labelled(part: Part) -> str:
    """Its media type: of text with its charset; what may not travel in base64, for it holds parts of its own, as mere bytes."""
    kind = part.media_type.partition("/")[0]
    if kind in ("message", "multipart"):
        return "application/octet-stream"
    return f"{part.media_type}; charset=utf-8" if kind == "text" and _is_utf8(part.data) else part.media_type


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _told_twice(media_type: str, name: str) -> tuple[str, ...]:
    """A media type, with the file name in the way that older readers know where they do not know the new one."""
    if is_plain_name(name):
        return (media_type,)
    words = encoded_words(name, room=64)
    words[0] = f'name="{words[0]}'
    return (f"{media_type};", *words[:-1], f'{words[-1]}"')


def _base64(data: bytes) -> bytes:
    """In lines of 76 characters."""
    whole = binascii.b2a_base64(data, newline=False)
    lines = [whole[place : place + 76] for place in range(0, len(whole), 76)]
    return b"\r\n".join(lines) + b"\r\n" if lines else b""
