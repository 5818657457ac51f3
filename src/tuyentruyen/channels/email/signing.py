"""Signing mails (DKIM, RFC 6376); the only door to dkimpy."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from attrs import frozen

from tuyentruyen.channels.email.settings import DkimSettings
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

_SIGNED = (
    "from", "sender", "reply-to", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "list-id", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip


@frozen
class Signature:
    """Signs mails as one domain.

    Attributes:
        domain: The domain that signs.
        selector: Name of its key in the DNS.
        key: The private key, in PEM.
    """

    domain: bytes
    selector: bytes
    key: bytes

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, settings: DkimSettings) -> Signature:
        """As the settings say.

        Raises:
            RenderError: The key is not in the environment.
        """
        try:
            key = settings.key.reveal()
        except LookupError as fault:
            raise RenderError(str(fault.args[0])) from None
        return cls(settings.domain.encode(), settings.selector.encode(), key.replace("\\n", "\n").encode())

    def signed(self, mail: bytes) -> bytes:
        """The mail with its signature before it; header and body in the relaxed form.

        Raises:
            MissingExtraError: dkimpy is not installed.
            RenderError: The key is none.
        """
        dkim: Any = require("dkim", extra="email")
        signer = dkim.DKIM(mail)
        present = {line.partition(b":")[0].strip().lower() for line in mail.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        fields = [name.encode() for name in _SIGNED if name.encode() in present]
        try:
            header: bytes = signer.sign(
                self.selector,
                self.domain,
                self.key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[*fields, b"from", b"subject"],  # once more, so that none can be added
            )
        except (dkim.KeyFormatError, dkim.crypto.UnparsableKeyError, ValueError):
            raise RenderError(tr("the key is no private key of RSA in PEM form")) from None
        except dkim.DKIMException as fault:
            raise RenderError(tr("the mail cannot be signed: {fault}", fault=fault)) from None
        return header.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + mail
