"""What a plan may say about a portal, at the last value that it may and at the first that it may not."""

from __future__ import annotations

import pytest

from tuyentruyen.channels.portal import PortalSettings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", 5), ("limit", 200), ("title", "T" * 200), ("description", "L" * 500), ("brand", "#0B5394"), ("logo", "l" * 300),
        ("layouts", "b" * 300), ("fragments", "all"), ("fragments", "lists"), ("base", "https://mau.example"), ("feeds", ("tin/feed.xml",)),
    ],
)  # fmt: skip
def test_what_lies_within_its_bounds_is_taken(field, value):
    assert getattr(PortalSettings(**{field: value}), field) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", 4), ("limit", 201), ("limit", "20"), ("title", "T" * 201), ("description", "L" * 501), ("brand", "#0b539"),
        ("brand", "#0b5394 "), ("brand", "red"), ("brand", "#0b5394;}"), ("brand", None), ("logo", "l" * 301), ("layouts", "b" * 301),
        ("fragments", "none"), ("base", "mau.example"), ("base", "javascript:x"), ("feeds", ["../feed.xml"]), ("feeds", ["/feed.xml"]),
        ("feeds", ["tin\\feed.xml"]), ("feeds", ["tin/con/feed.xml"]),
    ],
)  # fmt: skip
def test_what_does_not_is_refused_with_its_name(field, value):
    with pytest.raises((ValueError, TypeError), match=field):
        PortalSettings(**{field: value})
