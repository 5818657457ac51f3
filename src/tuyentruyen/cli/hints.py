"""Commands that the output proposes: each can be typed as it stands."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from tuyentruyen.cli.console import Console
from tuyentruyen.publish import Summary
from tuyentruyen.wording import tr


def typed(*words: str, plan: Path, ledger: Path | None = None, after: str = "") -> str:
    """A command as it can be typed, with plan and ledger as they were named; the current folder needs no name.

    Args:
        words: The command's words behind ``tuyentruyen``; each is quoted where a shell wants it.
        plan: The plan as it was named.
        ledger: The ledger as it was named; None if it was not.
        after: What stands behind them, as it is.
    """
    parts = ["tuyentruyen", *map(shlex.quote, words)]
    if plan != Path():
        parts.append(shlex.quote(str(plan)))
    if ledger is not None:
        parts += ["--ledger", shlex.quote(str(ledger))]
    return " ".join([*parts, after] if after else parts)


@frozen(kw_only=True)
class Asked:
    """What a publishing was asked for, as it was named.

    Attributes:
        plan: The plan, or the house, that this is about.
        plans: All that were named to be published; empty: that one.
        out: Where the files go.
        ledger: The ledger; None if it was not named.
        channels: The channels that were named; empty: all.
    """

    plan: Path
    plans: tuple[Path, ...] = ()
    out: Path
    ledger: Path | None
    channels: tuple[str, ...] = ()

    def again(self) -> str:
        """The same publishing, which tries again what was refused and waits no longer."""
        more = [str(plan) for plan in self.plans if plan != self.plan]
        if more and self.plan == Path():
            more.insert(0, ".")
        options = [
            *more,
            "--out",
            str(self.out),
            *(part for key in self.channels for part in ("--channel", key)),
            "--again",
        ]
        return typed("publish", plan=self.plan, ledger=self.ledger, after=shlex.join(options))


def tell_open(console: Console, asked: Asked, summary: Summary) -> None:
    """Says, once for all channels, how to see and how to settle what is open."""
    uncertain, rejected, waiting = (
        any(getattr(one, name) for one in summary.channels) for name in ("uncertain", "rejected", "waiting")
    )
    if uncertain or rejected or waiting:
        command = typed("deliveries", "list", plan=asked.plan, ledger=asked.ledger)
        console.note(tr("See and settle what is open: {command}", command=command))
    if rejected:
        console.note(tr("Try again what was rejected, once it is mended: {command}", command=asked.again()))
    elif waiting:
        console.note(tr("Wait no longer: {command}", command=asked.again()))


def tell_sites(console: Console, out: Path, channels: Iterable[str]) -> None:
    """Says how to look at what was written as a site: its links lead to folders, which a browser shows only from a server.

    Args:
        console: Where it is printed, beside the result.
        out: Folder that the channels' files went to, as it was named.
        channels: Channels that wrote something; those with a home page are sites.
    """
    sites = [key for key in channels if (out / key / "index.html").is_file()]
    if sites:
        folder = out / sites[0] if len(sites) == 1 else out
        python = next((name for name in ("python", "python3") if shutil.which(name)), sys.executable)
        command = shlex.join([python, "-m", "http.server", "-b", "127.0.0.1", "-d", str(folder)])
        console.note(tr("Look at the site: {command}", command=command))
