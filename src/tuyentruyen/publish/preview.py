"""An edition to look at: everything is rendered into files, nothing is delivered, no ledger is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from tuyentruyen.errors import PASSES, said
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition
from tuyentruyen.plugins import Plugins
from tuyentruyen.plugins.toolkit import replace_file


@frozen(kw_only=True)
class Preview:
    """What was made of one edition.

    Attributes:
        channel: Key of the bound channel.
        files: Keys of the renderings, each a path relative to the channel's folder.
        findings: Errors: what could not be shown, and why.
    """

    channel: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]


def preview(edition: Edition[Any], *, plugins: Plugins, on_file: Callable[[str], None] | None = None) -> Preview:
    """Writes what an edition would carry into the channel's folder.

    What goes to many recipients is shown once. A message with an error leaves only itself out, a channel that breaks only itself.

    Args:
        edition: What the channel publishes, as from `editions.editions` with ``preview=True``.
        plugins: Where backends come from.
        on_file: Called with the path of each file, relative to ``out``, once it stands.

    Raises:
        OSError: The disk would not take a file.
    """
    channel = edition.channel
    files: list[str] = []
    shown: set[str] = set()
    if edition.fault:
        return _preview(edition, files, [Finding(code="TT404", text=edition.fault, channel=channel.key)])
    errors: list[Finding] = []
    try:
        backend = plugins.backend(channel.channel.backend)
        errors = [finding for finding in backend.check(edition) if finding.level is Level.ERROR]
        for rendering in backend.render(edition.without(finding.message for finding in errors if finding.message)):
            if rendering.key in shown:  # what goes to many recipients is shown once
                continue
            replace_file(channel.folder.joinpath(*rendering.key.split("/")), rendering.produce())
            shown.add(rendering.key)
            files.append(rendering.key)
            if on_file is not None:
                on_file(f"{channel.key}/{rendering.key}")
    except (*PASSES, OSError, MemoryError):
        raise
    except BaseException as fault:  # noqa: BLE001 - one channel that breaks leaves only itself out
        errors.append(Finding(code="TT404", text=said(fault), channel=channel.key))
    return _preview(edition, files, errors)


def _preview(edition: Edition[Any], files: list[str], findings: list[Finding]) -> Preview:
    return Preview(channel=edition.channel.key, files=tuple(files), findings=tuple(findings))
