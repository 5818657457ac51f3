"""The ledger as the command line reaches it: made beside the plan, or read if it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tuyentruyen.errors import LedgerError
from tuyentruyen.ledger import SqliteLedger, open_ledger
from tuyentruyen.model.house import House
from tuyentruyen.model.plan import Plan
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
