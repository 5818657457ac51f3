"""The ledger as the command line reaches it: made beside the plan, or read if it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from tuyentruyen.compose import messages as messages_of
from tuyentruyen.editions.shared import of_others
from tuyentruyen.errors import LedgerError
from tuyentruyen.ledger import Carried, Evidence, SqliteLedger, open_ledger
from tuyentruyen.model.house import House
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_house
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr

_LEDGER = Path(".tuyentruyen") / "ledger.db"


def ledger_file(plan: Plan | House, ledger: Path | None) -> Path:
    """Where the ledger lies: where it was asked for, else beside the plan; all plans of a house have the one beside the house.

    Raises:
        LedgerError: A plan of a house has a ledger of its own still, so that what it sent would be sent again.
    """
    if ledger is not None:
        return ledger
    home = plan.house.folder if isinstance(plan, Plan) and plan.house else plan.folder
    file = (home or Path()) / _LEDGER
    for one in plan.plans if isinstance(plan, House) else (plan,):
        earlier = (one.folder or Path()) / _LEDGER
        if earlier != file and earlier.exists():
            raise LedgerError(
                tr(
                    "{earlier} knows what the plan sent before it came into the house; move its folder to {home}, or name a ledger with --ledger",
                    earlier=earlier,
                    home=file.parent,
                )
            )
    return file


@frozen
class OwnRecord:
    """What a ledger holds of a plan, without what channels of its house carried for another plan under the same keys.

    Attributes:
        ledger: The ledger.
        house: The key of the house.
        others: Shared channels with keys of messages that are another plan's there.
    """

    ledger: SqliteLedger
    house: str
    others: frozenset[tuple[str, str]]

    def carried(self, plan: str) -> Iterator[Carried]:
        """Which message was ever where."""
        for row in self.ledger.carried(plan):
            if plan != self.house or (row.channel.partition("@")[0], row.message) not in self.others:
                yield row

    def evidence(self, plan: str) -> Iterator[Evidence]:
        """What was done off-line."""
        return self.ledger.evidence(plan)


def own_record(
    ledger: SqliteLedger, plan: Plan, messages: Iterable[Message], plugins: Plugins
) -> SqliteLedger | OwnRecord:
    """What a ledger holds of a plan; of a plan of a house, the house's other plans are read to tell their messages apart.

    Args:
        ledger: The ledger.
        plan: The plan.
        messages: Its messages.
        plugins: Where messages come from besides.
    """
    if plan.house is None or not any(plan.is_shared(f"channels.{key}") for key in plan.channels):
        return ledger
    house = read_house(plan.house.folder, without_refused=True)
    composed: dict[str, Iterable[Message]] = {
        one.key: messages_of(one, plugins=plugins) for one in house.plans if one.key != plan.key
    }
    composed[plan.key] = messages
    return OwnRecord(ledger, house.key, of_others(house, plan, composed))


@contextmanager
def ledger_to_write(path: Path) -> Iterator[SqliteLedger]:
    """The ledger at this path, made if need be; its folder beside the plan is kept out of version control."""
    folder = path.parent
    if not folder.exists():
        folder.mkdir(parents=True)
        if folder.name == ".tuyentruyen":
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    with open_ledger(path) as ledger:
        yield ledger


@contextmanager
def ledger_to_read(path: Path, *, asked: bool) -> Iterator[SqliteLedger]:
    """The ledger at this path; where none was ever made and none was asked for by name, an empty one.

    Raises:
        LedgerError: It was asked for by name and is not there, or cannot be opened.
    """
    if path.exists():
        with open_ledger(path) as ledger:
            yield ledger
        return
    if asked:
        raise LedgerError(tr("there is no ledger at {path}", path=path))
    with TemporaryDirectory(prefix="tuyentruyen-") as folder, open_ledger(Path(folder) / "ledger.db") as ledger:
        yield ledger
