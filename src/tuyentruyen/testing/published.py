"""What becomes of a backend in a real publish, with a real ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Edition, Repeat
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.plugins.backend import Backend
from tuyentruyen.publish import ChannelSummary, publish
from tuyentruyen.testing.stage import Stage, mended, with_messages


class _Carrier:
    """A plugin that brings one backend."""

    def __init__(self, backend: Backend[Any]) -> None:
        self._backend = backend

    @hookimpl
    def tuyentruyen_backends(self) -> list[Backend[Any]]:
        return [self._backend]


class PublishedContract(Stage):
    """Publishing through the ledger: once, again, with a message more and a message less."""

    def test_plugins_take_it(self) -> None:
        plugins = Plugins([("contract", _Carrier(self.backend))])
        assert plugins.broken == (), f"Plugins leaves it out: {plugins.broken[0][1]}"
        assert plugins.backend(self.backend.name) is self.backend

    def test_published_twice_it_delivers_once(self, edition: Edition[Any], tmp_path: Path) -> None:
        first = self._publish(edition, tmp_path)
        assert first.delivered >= 1, "nothing was delivered of the sample edition"
        second = self._publish(edition, tmp_path)
        assert (second.delivered, second.withdrawn) == (0, 0), (
            "publishing again without any change delivers again; mend: keys and fingerprints of messages alone"
        )
        assert second.unchanged == first.delivered

    def test_a_mended_message_goes_out_again_where_it_can_be_replaced(
        self, edition: Edition[Any], tmp_path: Path
    ) -> None:
        self._publish(edition, tmp_path)
        sent_for_ever = self.backend.target(edition.channel).repeat is Repeat.PUSH
        again = self._publish(mended(edition, title="Nộp hồ sơ trực tuyến: sáu bước"), tmp_path)
        if sent_for_ever:
            assert again.delivered == 0, "a push was repeated though its revision was not raised"
        else:
            assert again.delivered >= 1, "a mended message does not go out; mend: its title belongs to the fingerprint"

    def test_what_is_left_standing_equals_a_fresh_publish(
        self, edition: Edition[Any], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = self.backend.target(edition.channel).folder
        fewer = with_messages(edition, edition.messages[1:])
        self._publish(edition, tmp_path)
        after = self._publish(fewer, tmp_path)
        assert after.failed == ""
        if folder is None:
            return
        standing = _files(folder)
        for file in standing:
            folder.joinpath(file).unlink()
        fresh = tmp_path_factory.mktemp("fresh")
        key = "so-cai.sqlite.key"  # of one ledger are the hashes by which files of recipients are named
        (fresh / key).write_bytes((tmp_path / key).read_bytes())
        self._publish(fewer, fresh)
        assert _files(folder) == standing, "after a message left, other files stand than in a folder that never had it"

    def _publish(self, edition: Edition[Any], folder: Path) -> ChannelSummary:
        plugins = Plugins([("contract", _Carrier(self.backend))])
        with open_ledger(folder / "so-cai.sqlite") as ledger:
            (summary,) = publish([edition], plugins=plugins, ledger=ledger, by="hợp đồng").channels
        assert summary.failed == "", f"publish broke off: {summary.failed}"
        assert (summary.retry, summary.rejected, summary.uncertain) == (0, 0, 0), f"not all was delivered: {summary}"
        return summary


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
