"""The way out to a mail server (SMTP): `Pool` carries envelopes and tells for each recipient what became of them."""

from __future__ import annotations

from tuyentruyen.channels.email.transport.envelope import Envelope, Lines, Outcome, Result
from tuyentruyen.channels.email.transport.patience import Patience
from tuyentruyen.channels.email.transport.pool import Pool
from tuyentruyen.channels.email.transport.settings import SmtpSettings

__all__ = ["Envelope", "Lines", "Outcome", "Patience", "Pool", "Result", "SmtpSettings"]
