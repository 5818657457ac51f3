"""What stands for an address where the address must not stand: keyed hashes, signed links, ids of mails.

Everything is made from one secret of the sender's, so no table is needed to know what a link or an id means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

from attrs import frozen

from tuyentruyen.audience.addresses import mailbox
from tuyentruyen.errors import InvalidLinkError
from tuyentruyen.model.values import KEY
from tuyentruyen.wording import tr

_VEIL, _TAG, _SHORT_TAG, _LEAST = 16, 10, 6, 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_ID = re.compile(r"<?\s*([0-9a-z]{16})\.([0-9a-f]{32})\.([0-9a-f]{12})@[^>\s@]+\s*>?")


@frozen
class Wish:
    """What a signed link asks for.

    Attributes:
        veil: Keyed hash of the address, 32 hexadecimal digits.
        topic: Key of what is no longer wanted; empty: nothing at all is.
    """

    veil: str
    topic: str = ""


class Signer:
    """Makes and reads what stands for an address.

    Args:
        secret: The sender's secret, of 16 bytes or more; the same for ever, or the links in mails that were sent stop working.

    Raises:
        ValueError: It is too short to be one.
    """

    def __init__(self, secret: str | bytes) -> None:
        key = secret.encode() if isinstance(secret, str) else secret
        if len(key) < _LEAST:
            raise ValueError(tr("the secret must have {least} bytes or more", least=_LEAST))
        veils, links = (
            hashlib.blake2b(name, key=hashlib.blake2b(key).digest(), digest_size=32).digest()
            for name in (b"veil", b"link")
        )
        self._veils = hashlib.blake2b(key=veils, digest_size=_VEIL)
        self._wishes = hashlib.blake2b(key=links, digest_size=_TAG, person=b"wish")
        self._mails = hashlib.blake2b(key=links, digest_size=_SHORT_TAG, person=b"mail")

    def veil(self, address: str) -> str:
        """The keyed hash of an address, 32 hexadecimal digits; equal for all ways to write one mailbox.

        Raises:
            ValueError: It is no address.
        """
        return self.veil_of(mailbox(address).key)

    def veil_of(self, key: str) -> str:
        """The keyed hash of a `Mailbox.key`."""
        veil = self._veils.copy()
        veil.update(key.encode("utf-8", "surrogatepass"))
        return veil.hexdigest()

    def token(self, veil: str, topic: str = "") -> str:
        """What a link carries: 36 letters and figures, and the topic after a dot."""
        raw = bytes.fromhex(veil)
        signed = _base64(raw + self._tag(raw, topic.encode()))
        return f"{signed}.{topic}" if topic else signed

    def read(self, token: str) -> Wish:
        """What a link asks for.

        Raises:
            InvalidLinkError: It was not made with this secret, or was mutilated.
        """
        signed, _, topic = token.strip().partition(".")
        try:
            raw = base64.b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        veil, tag = raw[:_VEIL], raw[_VEIL:]
        sound = len(raw) == _VEIL + _TAG and _base64(raw) == signed and (not topic or KEY.fullmatch(topic))
        if not sound or not hmac.compare_digest(tag, self._tag(veil, topic.encode())):
            raise InvalidLinkError(tr("the link is not one of ours, or was cut off on its way"))
        return Wish(veil.hex(), topic)

    def message_id(self, print_: str, veil: str, domain: str) -> str:
        """The id of one mail to one recipient, without angle brackets.

        Args:
            print_: What tells this mail from every other to the same recipient: 16 of the figures 0–9 and letters a–z.
            veil: Keyed hash of the address.
            domain: A domain of the sender's.
        """
        return f"{print_}.{veil}.{self._mail_tag(print_, veil)}@{domain}"

    def read_message_id(self, message_id: str) -> str:
        """The keyed hash of the address that a mail of this id went to.

        Raises:
            InvalidLinkError: It is no id of ours.
        """
        found = _ID.fullmatch(message_id.strip().lower())
        if found and hmac.compare_digest(found[3], self._mail_tag(found[1], found[2])):
            return found[2]
        raise InvalidLinkError(tr("the id is not that of a mail of ours"))

    def _mail_tag(self, print_: str, veil: str) -> str:
        tag = self._mails.copy()
        tag.update(f"{print_}.{veil}".encode())
        return tag.hexdigest()

    def _tag(self, raw: bytes, rest: bytes) -> bytes:
        tag = self._wishes.copy()
        tag.update(raw + rest)
        return tag.digest()


def _base64(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode()
