"""Files of messages that a browser would run in the site's name when somebody opens them: they are not published."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from attrs import evolve

from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.formats.vectors import drawing
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.toolkit import media_type
from tuyentruyen.wording import tr

MOST = 5_000_000
"""Bytes of a drawing that is looked through; a larger one is not published."""
_SVG = "image/svg+xml"
_DOCUMENTS = frozenset({
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "svgz", "js", "mjs", "swf", "hta", "php",
})  # fmt: skip
_TYPES = ("html", "xml", "javascript", "ecmascript", "x-shockwave-flash", "x-httpd-php")


def harmless(edition: Edition[PortalSettings]) -> Edition[PortalSettings]:
    """The edition without files that would run: pages that name one go without it."""
    barred = {
        media.digest
        for message in edition.messages
        for media in message.media
        if (path := edition.files.get(media.digest)) is not None and what_runs(media, path)
    }
    if not barred:
        return edition
    return evolve(edition, files={digest: path for digest, path in edition.files.items() if digest not in barred})


def what_runs(media: Media, path: Path) -> list[str]:
    """What in a file a browser would run or load, each in a few words; empty if nothing, or if it cannot be read."""
    suffix, kind = (
        PurePosixPath(media.path).suffix.lower().lstrip("."),
        media_type(media).partition(";")[0].strip().lower(),
    )
    if suffix == "svg" or kind == _SVG:
        try:
            with path.open("rb") as file:
                data = file.read(MOST + 1)
        except OSError:
            return []
        found = drawing(data)
        if len(data) > MOST or not found.is_svg:
            return [tr("no SVG that can be looked through")]
        return found.faults
    if suffix in _DOCUMENTS or kind.rpartition("/")[2].rpartition("+")[2] in _TYPES:
        return [kind]
    return []
