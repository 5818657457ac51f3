"""What a plan may say about a feed."""

import pytest

from tuyentruyen.channels.rss import RssSettings


def test_nothing_has_to_be_said():
    said = RssSettings()
    assert (said.formats, said.split, said.limit, said.body, said.stylesheet) == (
        ("rss", "atom", "json"),
        ("plan",),
        50,
        "full",
        True,
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"formats": []}, "formats is empty; name at least one"),
        ({"formats": ["rss", "rss"]}, "formats names one twice"),
        ({"formats": ["rdf"]}, "formats names 'rdf'"),
        ({"split": []}, "split is empty; name at least one"),
        ({"split": ["clause"]}, "split names 'clause'"),
        ({"limit": 0}, "limit is 0"),
        ({"limit": 10_001}, "limit is 10001"),
        ({"body": "half"}, "body is 'half'"),
        ({"base": "/feed/"}, "base '/feed/' must begin with https://"),
        ({"link": "javascript:alert(1)"}, "link 'javascript:alert"),
        ({"hub": "hub.example"}, "hub 'hub.example'"),
        ({"title": "x" * 201}, "title has 201 characters"),
    ],
)
def test_what_is_out_of_bounds_is_refused_by_name(wrong, why):
    with pytest.raises(ValueError, match=why):
        RssSettings(**wrong)


@pytest.mark.parametrize("limit", [1, 10_000])
def test_the_bounds_themselves_are_allowed(limit):
    assert RssSettings(limit=limit, title="x" * 200).limit == limit
