"""The backend ``portal`` keeps the contract that every backend keeps, in each way it can be set up."""

from __future__ import annotations

import html

from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.testing import BackendContract

OTHER = {
    "base": "https://khac.example/kenh-mau/",
    "title": "Tên khác",
    "description": "Lời giới thiệu khác",
    "brand": "#7a1f1f",
    "logo": "logo.png",
    "feeds": ["kenh-khac/feed.xml"],
    "layouts": "bo-cuc",
    "limit": 5,
    "fragments": "all",
}


class TestPortal(BackendContract):
    backend = PortalBackend()
    settings = {"base": "https://mau.example/"}
    other_settings = OTHER

    def read(self, data, media_type):
        return html.unescape(data.decode()) if media_type == "text/html" else ""


class TestPortalWithoutAnAddress(TestPortal):
    settings = {"limit": 5}
    other_settings = {**OTHER, "limit": 20}
