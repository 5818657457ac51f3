"""Where a message is written: in a text of its own, or in a template, for all units or for one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from tuyentruyen.errors import PlanError
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.message import Message, Withdrawal
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.template import Template
from tuyentruyen.planfile import message_files, read_message, read_template, set_front_matter, template_files
from tuyentruyen.wording import tr


@frozen(kw_only=True)
class Written:
    """What a key that somebody typed means.

    Attributes:
        key: The key itself.
        path: The file.
        message: The message, or the one that a template writes.
        template: The template, if it is one's.
        unit: Key of the unit whose message of the template is meant; empty: all of them.
        units: Keys of the units that the template is for.
    """

    key: str
    path: Path
    message: Message
    template: Template | None = None
    unit: str = ""
    units: tuple[str, ...] = ()

    @property
    def is_approved(self) -> bool:
        """Whether somebody released exactly this text."""
        return self.template.is_approved() if self.template else self.message.is_approved()

    @property
    def withdrawn(self) -> Withdrawal | None:
        """That it was taken back; None if not."""
        if self.template and self.unit:
            return self.template.withdrawals.get(self.unit, self.message.withdrawn)
        return self.message.withdrawn

    def approve(self, *, by: str, at: datetime.datetime) -> None:
        """Write into the file who released it, and which text."""
        digest = self.template.text_digest if self.template else self.message.text_digest
        set_front_matter(
            self.path, "approval", {"by": by, "at": at, "digest": digest}, of_template=self.template is not None
        )

    def withdraw(self, *, reason: str, by: str, at: datetime.datetime) -> None:
        """Write into the file that it is taken back; a template that is for many units may be so for one of them."""
        said: dict[str, Any] = {"at": at, "reason": reason, **({"by": by} if by else {})}
        if self.template and self.unit:
            said = {**self.template.withdrawals, self.unit: said}
            set_front_matter(self.path, "withdrawals", said, of_template=True)
        else:
            set_front_matter(self.path, "withdrawn", said, of_template=self.template is not None)

    def unapprove(self) -> None:
        """Take out of the file that somebody released it."""
        set_front_matter(self.path, "approval", None, of_template=self.template is not None)

    def restore(self) -> None:
        """Take out of the file that it is taken back."""
        if self.template and self.unit:
            said = {unit: said for unit, said in self.template.withdrawals.items() if unit != self.unit}
            set_front_matter(self.path, "withdrawals", said or None, of_template=True)
        else:
            set_front_matter(self.path, "withdrawn", None, of_template=self.template is not None)

    @property
    def is_withdrawn_as_whole(self) -> bool:
        """Whether it is one unit's message of a template that was taken back for all units, and not for this one alone."""
        return bool(self.template and self.unit) and self.unit not in self.template.withdrawals  # type: ignore[union-attr]

    def carried(self, key: str) -> bool:
        """Whether a key in the ledger is one of these messages."""
        if self.template and not self.unit:
            return key in {self.template.key_of(unit) for unit in self.units}
        return key == self.key


def written(plan: Plan, key: str) -> Written:
    """What this key means: a message, a template, or a template's message for one unit.

    Raises:
        click.UsageError: Nothing of the plan folder has the key.
        PlanError: Its own file cannot be read.
    """
    folder = plan.folder or Path()
    keys: list[str] = []
    for path in (*message_files(folder / "content"), *template_files(folder)):
        try:
            found = list(_of_file(plan, path))
        except PlanError:
            if path.stem == key:
                raise
            continue
        for one in found:
            if one.key == key:
                return one
        keys.append(found[0].key)
    known = ", ".join(keys[:20]) + (" …" if len(keys) > 20 else "")
    raise click.UsageError(
        tr("no message has the key {key}; there are: {known}", key=repr(key), known=known or tr("none"))
    )


def all_written(plan: Plan) -> Iterator[Written | PlanError]:
    """Each message and each template of a plan folder; of a file that cannot be read, why."""
    folder = plan.folder or Path()
    for path in (*message_files(folder / "content"), *template_files(folder)):
        try:
            yield next(_of_file(plan, path))
        except PlanError as fault:
            yield fault


def _of_file(plan: Plan, path: Path) -> Iterator[Written]:
    """What a file holds: the message or the template first, then a template's message of each unit."""
    if path.is_relative_to((plan.folder or Path()) / "content"):
        message = read_message(plan, path)
        yield Written(key=message.key, path=path, message=message)
        return
    template = read_template(plan, path)
    units = tuple(unit.key for unit in everyone(plan, template.each))
    yield Written(key=template.key, path=path, message=template.message, template=template, units=units)
    for unit in units:
        yield Written(
            key=template.key_of(unit), path=path, message=template.message, template=template, unit=unit, units=units
        )
