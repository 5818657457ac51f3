"""The backend ``rss`` keeps the contract that every backend keeps, in each way it can be set up."""

from __future__ import annotations

import html
import json

import pytest

from tuyentruyen.channels.rss import RssBackend
from tuyentruyen.testing import BackendContract

OTHER = {
    "base": "https://khac.example/kenh-mau/",
    "link": "https://khac.example/",
    "title": "Tên khác",
    "description": "Lời giới thiệu khác",
    "language": "en",
    "formats": ["atom"],
    "split": ["unit"],
    "limit": 2,
    "body": "summary",
    "hub": "https://hub.example/",
    "stylesheet": False,
}


class TestRss(BackendContract):
    backend = RssBackend()
    settings = {"base": "https://tin.mau.example/kenh-mau/"}
    other_settings = OTHER

    def read(self, data, media_type):
        if "json" in media_type:
            return "\n".join(item["title"] for item in json.loads(data)["items"])
        return html.unescape(html.unescape(data.decode())) if "xml" in media_type else ""


class TestRssOfThemesAndUnits(TestRss):
    settings = {
        "base": "https://tin.mau.example/kenh-mau/",
        "split": ["plan", "theme", "unit"],
        "body": "summary",
        "hub": "https://hub.mau.example/",
    }
    other_settings = {**OTHER, "body": "full"}


class TestAtomWithoutAnAddress(TestRss):
    settings = {"link": "https://mau.example/", "formats": ["atom"], "stylesheet": False}
    other_settings = {**OTHER, "formats": ["rss", "json"], "stylesheet": True}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_limit_keeps_the_newest(tmp_path, limit):
    from tuyentruyen.testing import sample_edition

    settings = {"link": "https://mau.example/", "formats": ["json"], "limit": limit}
    edition = sample_edition(RssBackend(), folder=tmp_path, settings=settings)
    (rendering,) = RssBackend().render(edition)
    assert list(rendering.messages) == ["gop-y-thu-tuc", "mot-cua-doi-gio", "nop-ho-so-truc-tuyen"][:limit]
