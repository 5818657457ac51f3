"""How a folder that is a target is recognised: by an id kept in it."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import reason, tr

MARK = ".tuyentruyen"


def folder_id(folder: Path, *, plan: str, channel: str) -> str:
    """The id of the folder that a channel writes in; an emptied or other folder has none and gets one.

    Called under the channel's lock, so no other process makes one at the same time.

    Raises:
        DeliveryError: The folder belongs to another plan or channel, or cannot be written.
    """
    mark = folder / MARK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _read(mark)
        if kept is None:
            kept = {"id": secrets.token_hex(8), "plan": plan, "channel": channel}
            part = mark.with_name(f"{MARK}.part")
            with part.open("w", encoding="utf-8") as file:
                file.write(json.dumps(kept) + "\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(mark)
    except OSError as fault:
        raise DeliveryError(tr("{folder} cannot be written: {fault}", folder=folder, fault=reason(fault))) from fault
    if (kept["plan"], kept["channel"]) != (plan, channel):
        raise DeliveryError(
            tr(
                "{folder} belongs to channel {channel} of plan {plan}; choose another --out, or empty the folder",
                folder=folder,
                channel=kept["channel"],
                plan=kept["plan"],
            )
        )
    return kept["id"]


def _read(mark: Path) -> dict[str, str] | None:
    """What the mark says; None if there is none, or a crash left it unreadable."""
    try:
        kept = json.loads(mark.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in ("id", "plan", "channel")}
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None
