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

_VEIL, _TAG, _LEAST = 16, 10, 16
_ID = re.compile(r"<?\s*([0-9a-z]{16})\.([a-z2-7]{26})\.([a-z2-7]{16})@[^>\s@]+\s*>?")


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
        self._veils = hashlib.blake2b(b"veil", key=hashlib.blake2b(key).digest(), digest_size=32).digest()
        self._links = hashlib.blake2b(b"link", key=hashlib.blake2b(key).digest(), digest_size=32).digest()

    def veil(self, address: str) -> str:
        """The keyed hash of an address, 32 hexadecimal digits; equal for all ways to write one mailbox.

        Raises:
            ValueError: It is no address.
        """
        return self.veil_of(mailbox(address).key)

    def veil_of(self, key: str) -> str:
        """The keyed hash of a `Mailbox.key`."""
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), key=self._veils, digest_size=_VEIL).hexdigest()

    def token(self, veil: str, topic: str = "") -> str:
        """What a link carries: 36 letters and figures, and the topic after a dot."""
        raw = bytes.fromhex(veil)
        signed = _base64(raw + self._tag(b"wish", raw, topic.encode()))
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
        if not sound or not hmac.compare_digest(tag, self._tag(b"wish", veil, topic.encode())):
            raise InvalidLinkError(tr("the link is not one of ours, or was cut off on its way"))
        return Wish(veil.hex(), topic)

    def message_id(self, print_: str, veil: str, domain: str) -> str:
        """The id of one mail to one recipient, without angle brackets.

        Args:
            print_: What tells this mail from every other to the same recipient: 16 of the figures 0–9 and letters a–z.
            veil: Keyed hash of the address.
            domain: A domain of the sender's.
        """
        raw = bytes.fromhex(veil)
        return f"{print_}.{_base32(raw)}.{_base32(self._tag(b'mail', raw, print_.encode()))}@{domain}"

    def read_message_id(self, message_id: str) -> str:
        """The keyed hash of the address that a mail of this id went to.

        Raises:
            InvalidLinkError: It is no id of ours.
        """
        found = _ID.fullmatch(message_id.strip())
        if found:
            raw = base64.b32decode(found[2].upper() + "======")
            if _base32(raw) == found[2] and hmac.compare_digest(
                found[3], _base32(self._tag(b"mail", raw, found[1].encode()))
            ):
                return raw.hex()
        raise InvalidLinkError(tr("the id is not that of a mail of ours"))

    def _tag(self, use: bytes, raw: bytes, rest: bytes) -> bytes:
        return hashlib.blake2b(raw + rest, key=self._links, digest_size=_TAG, person=use).digest()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).rstrip(b"=").decode().lower()
