"""One text for every unit of a group (*bài mẫu*)."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Attribute, evolve, field, frozen

from tuyentruyen.model.message import Approval, Message, Withdrawal
from tuyentruyen.model.plan import _no_mapping
from tuyentruyen.model.values import is_keys, sealed, texts
from tuyentruyen.wording import tr


def _keys(value: str | Iterable[str]) -> tuple[str, ...]:
    return texts((value,) if isinstance(value, str) else value)


def _are_some(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError(tr("{name} is empty; name the group or the units that the text is for", name=attribute.name))


def _has_no_unit(_: Any, __: Attribute[Any], value: Message) -> None:
    if value.unit:
        raise ValueError(tr("unit is not written in a template: each says for whom it is"))


@frozen(kw_only=True)
class Template:
    """One text for every unit of a group (*bài mẫu*): each unit gets a message of its own, with its own name and hotline.

    Attributes:
        each: Key of the group, or keys of groups and units, whose members get a message each.
        message: The message as the template writes it, without ``unit``. Its title, summary, body, hotline, link and other
            wordings may hold ``{{ unit.name }}`` and the like; its key is the template's.
        include: Texts that the template may include by name, such as ``_lien-he.md``.
        withdrawals: Messages of single units that were taken back, by key of the unit.
        lines: Line of the file in which each text of the message begins: ``body`` → 14.
    """

    each: str | tuple[str, ...] = field(converter=_keys, validator=[is_keys, _are_some])
    message: Message = field(validator=_has_no_unit)
    include: Mapping[str, str] = field(factory=_no_mapping, converter=sealed, hash=False)
    withdrawals: Mapping[str, Withdrawal] = field(factory=_no_mapping, converter=sealed, hash=False)
    lines: Mapping[str, int] = field(factory=_no_mapping, converter=sealed, eq=False, repr=False)

    @property
    def key(self) -> str:
        """The template's key; its messages are called ``key-unit``."""
        return self.message.key

    def key_of(self, unit: str) -> str:
        """The key of a unit's message: the same for ever."""
        return f"{self.key}-{unit}"

    @property
    def text_digest(self) -> str:
        """BLAKE2b-128 of what is approved: the text as the template writes it, what it includes, and whom it is for."""
        parts = [self.message.text_digest, list(self.each), sorted(self.include.items())]
        return hashlib.blake2b(json.dumps(parts, ensure_ascii=True).encode(), digest_size=16).hexdigest()

    def approved(self, *, by: str, at: datetime.datetime) -> Template:
        """A copy that a person has released as it stands; for templates that no file holds.

        Args:
            by: The person's name.
            at: When, with an offset.
        """
        return evolve(self, message=evolve(self.message, approval=Approval(by=by, at=at, digest=self.text_digest)))

    def is_approved(self) -> bool:
        """Whether somebody released exactly this template."""
        return self.message.approval is not None and self.message.approval.digest == self.text_digest


def template_of(message: Message) -> str:
    """Key of the template in the plan folder that a message was made from; empty if it was not."""
    made = message.source.startswith("templates/") and message.unit and message.key.endswith(f"-{message.unit}")
    return message.key.removesuffix(f"-{message.unit}") if made else ""


@frozen(kw_only=True)
class TemplateHead:
    """What the front matter of a template says besides what that of a message does.

    Attributes:
        each: As in `Template`.
        include: Names of the files in ``templates/`` that it may include; each begins with ``_`` and has no front matter.
        withdrawals: As in `Template`.
    """

    each: str | tuple[str, ...] = field(converter=_keys, validator=[is_keys, _are_some])
    include: tuple[str, ...] = field(default=(), converter=texts)
    withdrawals: Mapping[str, Withdrawal] = field(factory=_no_mapping, converter=sealed, hash=False)
