"""Handing mails to a mail server, and saying of each what became of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from attrs import evolve

from tuyentruyen.channels.email.headers import date_field, structured
from tuyentruyen.channels.email.letter import unit_address
from tuyentruyen.channels.email.settings import DkimSettings, EmailSettings
from tuyentruyen.channels.email.signing import Signature
from tuyentruyen.channels.email.transport import Envelope, Lines, Outcome, Pool, Result
from tuyentruyen.errors import DeliveryError, RenderError
from tuyentruyen.model.flow import BoundChannel, Parcel, Receipt
from tuyentruyen.plugins.reading import usable
from tuyentruyen.plugins.toolkit import deliver_files
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

_WINDOW = 50
_ID = re.compile(rb"^Message-ID:\s*(<[^>\r\n]+>)", re.MULTILINE | re.IGNORECASE)
_AIR = 100_000_000
_MOST_RECIPIENTS = 100


def window(settings: EmailSettings) -> int:
    """How many mails may be in the air at once: so many for each connection, and no more than 100 MB of them."""
    connections = settings.smtp.connections if settings.smtp else 1
    each = max(1, min(_WINDOW, _AIR // max(1, settings.attachment_size * 3 // 2)))
    return each * connections


def delivered(channel: BoundChannel[EmailSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
    """Hands mails to the server, window by window; stops where the server takes none, and leaves the rest due."""
    settings = channel.settings
    if settings.smtp is None:
        raise DeliveryError(tr("no mail server is named"), retryable=False, certain=True)
    sender = usable(unit_address(settings.envelope or settings.sender, channel.owner) or channel.owner.email)
    stream = iter(parcels)
    with Pool(settings.smtp) as pool:
        while batch := list(islice(stream, window(settings))):
            left = {parcel.key: parcel for parcel in batch}
            bundles = _bundled(batch)
            date = structured("Date", date_field(in_vietnam(datetime.datetime.now(datetime.UTC))))
            try:
                for place, results in pool.send([_envelope(settings, sender, date, bundle) for bundle in bundles]):
                    for parcel, result in zip(bundles[place], results, strict=True):
                        del left[parcel.key]
                        yield _receipt(parcel, result)
            except (DeliveryError, RenderError) as fault:  # nothing of what is left was sent: mails are signed before
                for parcel in left.values():
                    yield Receipt.retry(parcel, str(fault))
                return


def filed(channel: BoundChannel[EmailSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
    """Puts each mail into a file of the channel's folder, as it would be sent."""
    dkim = channel.settings.dkim
    return deliver_files(channel.folder, (_signed(parcel, dkim) for parcel in parcels) if dkim else parcels)


def _signed(parcel: Parcel, dkim: DkimSettings) -> Parcel:
    return parcel if parcel.data is None else evolve(parcel, data=Signature.of(dkim).signed(parcel.data))


def _bundled(batch: Sequence[Parcel]) -> list[list[Parcel]]:
    """Parcels that hold the very same mail together, up to a hundred of them: one transaction takes them all."""
    bundles: list[list[Parcel]] = []
    for parcel in batch:
        last = bundles[-1] if bundles else []
        if last and last[-1].data is parcel.data and len(last) < _MOST_RECIPIENTS:
            last.append(parcel)
        else:
            bundles.append([parcel])
    return bundles


def _envelope(settings: EmailSettings, sender: str, date: bytes, bundle: Sequence[Parcel]) -> Envelope:
    recipients = tuple(parcel.recipient or "" for parcel in bundle)
    utf8 = not all(address.isascii() for address in (sender, *recipients))
    data = _dated(bundle[0].data or b"", date)
    if settings.dkim:
        data = Signature.of(settings.dkim).signed(data)
    return Envelope(sender=sender, recipients=recipients, data=data, smtputf8=utf8)


def _dated(mail: bytes, date: bytes) -> bytes:
    """A mail that says when it is sent: its first field said when its message was free to go out."""
    if not mail.startswith(b"Date: "):
        return mail
    dated = date + mail.partition(b"\r\n")[2]
    return Lines(dated) if isinstance(mail, Lines) else dated


def _receipt(parcel: Parcel, result: Result) -> Receipt:
    match result.outcome:
        case Outcome.ACCEPTED:
            return Receipt.delivered(parcel)
        case Outcome.RETRY:
            return Receipt.retry(parcel, result.note, after=result.after)
        case Outcome.REFUSED:
            return Receipt.rejected(parcel, result.note)
        case Outcome.UNCERTAIN:
            return Receipt.uncertain(parcel, _traceable(parcel, result.note))


def _traceable(parcel: Parcel, note: str) -> str:
    """Why nobody knows, and the id by which the server's log tells: it holds no address."""
    found = _ID.search(parcel.data or b"")
    if found is None:
        return note
    return tr("{why}; the server's log may tell of {id}", why=note, id=found[1].decode("ascii", "replace"))
