"""Puts the files of a site in their places, so that nothing a reader meets leads to, or names, what is not there.

What is new comes first, then what replaces something, each in the order of rendering; so much is the core's. Here the end is put in
order: lists that go, before a page says that its message was taken back; then pages that go, what they lead to, and files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tuyentruyen.model.flow import Parcel, Receipt, Status
from tuyentruyen.plugins.toolkit import deliver_files
from tuyentruyen.wording import reason

_OF_MESSAGES = ("tin/", "manh/tin/", "du-lieu/tin/", "media/")
"""Where lies what lists lead to: pages of messages, their pieces, their data, their files; each is led to by those before it."""
_GONE = "gone.json"
_LISTS_GO, _PAGES_TURN, _MESSAGES_GO = 0, 1, 2


def placed(folder: Path, parcels: Iterable[Parcel]) -> Iterator[Receipt]:
    """Places, replaces and removes the files of a site; after one that the disk refuses nothing is touched.

    Args:
        folder: The channel's.
        parcels: As they come. Pages of what was taken back by this run, and what goes, are kept until all the others have their places.
    """
    unanswered: dict[str, Parcel] = {}
    last: list[Parcel] = []
    refused = ""
    try:
        for receipt in deliver_files(folder, _first(folder, parcels, last, unanswered), in_order=True):
            del unanswered[receipt.key]
            if receipt.status is Status.RETRY:
                refused = receipt.note
            yield receipt
        if not refused:
            for receipt in deliver_files(folder, sorted(last, key=_turn), in_order=True):
                del unanswered[receipt.key]
                refused = receipt.note if receipt.status is Status.RETRY else refused
                yield receipt
    except OSError as fault:  # not passed on, or what comes after would be carried without what came before
        refused = reason(fault)
    yield from (Receipt.retry(parcel, refused) for parcel in unanswered.values())


def _first(folder: Path, parcels: Iterable[Parcel], last: list[Parcel], pulled: dict[str, Parcel]) -> Iterator[Parcel]:
    listed = _listed(folder)
    for parcel in parcels:
        pulled[parcel.key] = parcel
        if parcel.data is None or parcel.key == _GONE or _turns(folder, parcel):
            last.append(parcel)
            continue
        if listed and parcel.messages and parcel.key.removesuffix("index.html") in listed:
            # what came back must not be answered as gone; the list is made anew at the end, by the next run if this one is killed
            with suppress(OSError):
                (folder / _GONE).unlink()
            listed = frozenset()
        yield parcel


def _listed(folder: Path) -> frozenset[str]:
    """What stands in the list of what is gone."""
    try:
        return frozenset(json.loads((folder / _GONE).read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return frozenset()


def _turns(folder: Path, parcel: Parcel) -> bool:
    """Whether it makes a message's page, or its piece, say that it was taken back, which it does not say yet: its data still stand."""
    start = next((start for start in _OF_MESSAGES[:2] if parcel.key.startswith(start)), "")
    if parcel.messages or not start or parcel.key == "tin/index.html":
        return False
    key = parcel.key.removeprefix(start).removesuffix("/index.html").removesuffix(".html")
    return (folder / "du-lieu" / "tin" / f"{key}.json").is_file()


def _turn(parcel: Parcel) -> tuple[int, int, str]:
    key = parcel.key
    if parcel.data is not None:
        return _PAGES_TURN, int(key == _GONE), key
    place = next((place for place, start in enumerate(_OF_MESSAGES) if key.startswith(start)), None)
    if place is None:
        return _LISTS_GO, int(not key.endswith(".html")), key
    return _MESSAGES_GO, place, key
