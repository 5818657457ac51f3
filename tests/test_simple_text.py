"""What is read quickly is read as the tree is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.markup import _BLANK, Html, _paragraphs, html, plain, tree
from tuyentruyen.simple_text import simple_text

ATOMS = (
    "một", " ", "  ", "\n", "\t", "&amp;", "&lt;", "&nbsp;", "\u00a0", "&amp;amp;", "&#9;", "</p>", "<p>", "<p>", "<h2>", "</h2>", "<ul>", "<li>", "</li>", "</ul>", "<ol>", "</ol>",
    "<strong>", "</strong>", "<em>", "</em>", "<br>", '<a href="https://a.example/b">', "</a>", '<a href="mailto:a@b.example">', "a.example/b", "a@b.example", "https://a.example/b",
    '<a href="https://a.example/?a=1&amp;b=2">', "<table><tr><td>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<code>", '<ol start="3">', "👩🏽‍🚒", "<a>", "<b>", "<div>",
)  # fmt: skip
MARKDOWN = (
    "một", " ", "\n", "\n\n", "**", "*", "[", "](https://a.example/b)", "## ", "- ", "1. ", "\n1. ", "\n2. mục", "&", "&nbsp;", "<b>", "\n- mục", "\n\n- mục", "\n  - sâu",
)  # fmt: skip


def slowly(body: str) -> str:
    return _BLANK.sub("\n\n", "\n\n".join(_paragraphs(tree(body)))).strip()


@given(st.lists(st.sampled_from(ATOMS), max_size=24).map("".join))
def test_of_html_it_gives_what_the_tree_gives_or_nothing(text):
    assert simple_text(html(Html(text))) in (None, slowly(Html(text)))


@given(st.lists(st.sampled_from(MARKDOWN), max_size=16).map("".join))
def test_of_markdown_it_gives_what_the_tree_gives_or_nothing(text):
    assert simple_text(html(text)) in (None, slowly(text))


def test_what_most_messages_are_is_read_quickly():
    body = (
        "Một **đậm** &\n*nhẹ*.\n\n## Đầu đề\n\n- sáng\n- chiều [xem **ở đây**](https://a.example/x)\n\n1. Một\n2. Hai\n\n"
        "[a.example](https://a.example/)\n"
    )
    told = "Một đậm & nhẹ.\n\nĐầu đề\n\n- sáng\n- chiều xem ở đây (https://a.example/x)\n\n1. Một\n2. Hai\n\na.example"
    assert simple_text(html(body)) == told
    assert plain(body) == told


def test_white_space_at_the_ends_of_a_line_is_left_out():
    fragment = "<p> một\n </p>\n<h2> hai <em>ba</em> </h2><ul>\n<li> bốn </li>\n</ul>"
    assert simple_text(fragment) == slowly(Html(fragment)) == "một\n\nhai ba\n\n- bốn"


@pytest.mark.parametrize(
    "fragment", ["", "chữ", "<p>a<br>b</p>", "<ul><li><p>a</p></li></ul>", '<ol start="2"><li>a</li></ol>', "<p>a", "<table></table>", "<p>a</p>chữ"]
)  # fmt: skip
def test_what_holds_more_is_left_to_the_tree(fragment):
    assert simple_text(fragment) is None


@pytest.mark.timed
def test_a_long_fragment_that_nearly_fits_takes_no_longer():
    began = time.process_time()
    assert simple_text("<p>" + "một & <strong>" * 100_000) is None
    assert simple_text("<ul>" + "<li>a</li> " * 100_000) is None
    assert time.process_time() - began < 1
