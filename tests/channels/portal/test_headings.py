"""Headings of a body stand under the heading of its page."""

from __future__ import annotations

import pytest

from tuyentruyen.channels.portal.headings import under_title


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<h1>a</h1><h3>b</h3><h6>c</h6>", "<h2>a</h2><h3>b</h3><h4>c</h4>"),
        ("<h3>a</h3><h3>b</h3><h2>c</h2>", "<h2>a</h2><h2>b</h2><h2>c</h2>"),
        ("<h2>a</h2><h4>b</h4><h3>c</h3><h2>d</h2>", "<h2>a</h2><h3>b</h3><h3>c</h3><h2>d</h2>"),
        ("<h2 id='x'>a</h2><hr>", "<h2 id='x'>a</h2><hr>"),
        ("<h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5><h6>6</h6>", "<h2>1</h2><h3>2</h3><h4>3</h4><h5>4</h5><h6>5</h6><h6>6</h6>"),
    ],
)  # fmt: skip
def test_headings_begin_at_the_second_level_and_skip_none(body, shown):
    assert under_title(body) == shown


def test_a_picture_without_words_is_said_to_have_none():
    assert (
        under_title('<img src="a.png"><img alt="Nhà" src="b.png">')
        == '<img alt="" src="a.png"><img alt="Nhà" src="b.png">'
    )


def test_what_may_be_wider_than_the_page_is_reached_with_the_keyboard():
    body = "<table><tr><td>1</td></tr></table><pre>x</pre>"
    assert under_title(body) == '<table tabindex="0"><tr><td>1</td></tr></table><pre tabindex="0">x</pre>'
