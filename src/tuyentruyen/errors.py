"""Everything this library raises on purpose: one root, one branch per stage of the flow.

What can be foreseen of one message or one parcel is a value (`Finding`, `Receipt`); these are for machinery that broke.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = re.compile(
    r"""(?:"[^"\n]{1,80}"|(?<![^\s@<>"'(),:;=])[^\s@<>"'(),:;=]{1,80}?)(?:@|\uff20|\ufe6b|%40|&\#64;)[^\s@/<>"'(),:;]{1,250}\.[^\s@/<>"'(),:;.]{1,63}"""
)
"""A mail address in words that are not ours; what has no dot behind the sign, such as the key ``feed@so-tttt``, is none."""


class TuyentruyenError(Exception):
    """The root: ``except TuyentruyenError`` catches all that this library raises on purpose."""


class PlanError(TuyentruyenError, ValueError):
    """A plan folder cannot be used as it stands.

    Args:
        problems: Every fault found, each worded ``what @ place``; at least one.
    """

    def __init__(self, problems: Sequence[str] | str) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class AudienceError(TuyentruyenError):
    """A list of recipients, or of those who want to hear no more, cannot be read or written."""


class InvalidLinkError(TuyentruyenError, ValueError):
    """A signed link, or the id of a mail, was not made with this secret, or was mutilated on its way."""


class PluginError(TuyentruyenError):
    """A plugin could not be loaded or does not keep to the contract."""


class UnknownBackendError(PluginError, LookupError):
    """A plan names a backend that no installed plugin brings."""

    __str__ = Exception.__str__


class DuplicateBackendError(PluginError):
    """Two plugins bring a backend of the same name; the message names both."""


class ContractError(PluginError):
    """A backend answered outside the contract: ``None``, a bool, a foreign key, too late."""


class RenderError(TuyentruyenError):
    """An edition or one rendering of it could not be made."""


class MissingExtraError(RenderError, ImportError):
    """A backend needs a library that is installed with an extra.

    Args:
        module: The module that is missing.
        extra: The extra of ``tuyentruyen`` that brings it.
    """

    def __init__(self, module: str, *, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{module} is not installed; mend it with: pip install 'tuyentruyen[{extra}]'")


class DeliveryError(TuyentruyenError):
    """A delivery broke off.

    Args:
        message: What happened, without addresses or secrets.
        retryable: Whether trying again later can help.
        certain: Whether it is sure that the parcel in hand was not sent. Of earlier parcels without receipt it says nothing.
    """

    def __init__(self, message: str, *, retryable: bool = True, certain: bool = False) -> None:
        self.retryable = retryable
        self.certain = certain
        super().__init__(message)


class LedgerError(TuyentruyenError):
    """The ledger cannot be opened, read or written."""


class LedgerBusyError(LedgerError):
    """Another process is publishing this channel; the message names the channel."""


PASSES = (KeyboardInterrupt, SystemExit)
"""What a person or the system wants, and no plugin is asked about: it is never caught."""


def said(fault: BaseException) -> str:
    """What an exception says, in one line, whatever a stranger made of it; never empty.

    Errors of this library speak for themselves, others are named with their type. Mail addresses are left out of all but what is
    wrong with a plan, which its author has to find: a stranger's words may name a reader, and go to screen, log and ledger.
    """
    kind = type(fault).__name__
    try:
        text = str(fault).strip()
    except PASSES:
        raise
    except BaseException:  # noqa: BLE001 - a stranger's exception may fail even here
        text = ""
    if not text:
        return kind
    if isinstance(fault, PlanError):
        return text
    text = _ADDRESS.sub("…", text)
    return text if isinstance(fault, TuyentruyenError) else f"{kind}: {text}"


def traced(fault: BaseException) -> str:
    """Where an exception was raised and what it says, without mail addresses: for a log."""
    import traceback  # noqa: PLC0415 - wanted when something broke, and then once

    return _ADDRESS.sub("…", "".join(traceback.format_exception(fault)).rstrip())
