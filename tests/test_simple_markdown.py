"""What is read quickly is read as the parser reads it, and holds nothing that the sanitiser would take away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tuyentruyen.markup import _sanitiser
from tuyentruyen.simple_markdown import simple_markdown

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
ATOMS = (
    "một", "Hồ sơ", " ", "  ", "\n", "\n\n", "\n\n\n", "**", "*", "***", "[", "]", "(", ")", "](https://a.example/b", "## ", "#", "- ", "-", "---",
    "=", "+ ", "1. ", "\n1. ", "\n2. mục", "\n\n1. Một", "2) ", "2022", ".", ",", "!", "&", "& ", "&amp;", '"', "'", ":", "“x”", "(", "👩🏽‍🚒", "e\u0301", "…",
    ".** ", ")** ", "**đậm**", "*nhẹ*", "[liên kết](https://a.example/tthc/1)", "[số](https://256.1.1.1/a)", "[năm](http://a.2022)", "\u2028", "\r", "\x1c", "\u3000", "\n- mục", "\n\n- mục", "\n\n## Đầu đề", "<b>", "`", "\\", "_", "|", "~", "\u00a0", "\t",
)  # fmt: skip


def read(text):
    """What the parser and the sanitiser make of a text."""
    return str(_sanitiser(None).clean(PARSER.render(text)))


@given(st.lists(st.sampled_from(ATOMS), max_size=16).map("".join))
def test_it_gives_what_the_parser_gives_or_nothing(text):
    assert simple_markdown(text) in ("", read(text))


@pytest.mark.parametrize(
    "text",
    [
        'Một **đậm** và *nhẹ*, phí & lệ phí "rõ".\n\n## Đầu đề 2\n\n- **Khi nào:** sáng thứ Bảy\n- *Ở đâu?* Phường\n\nXem [cổng](https://a.example/tthc/1).\n',
        "1. **Cúp máy.** Không cãi.\n2. Gọi lại.\n\nHết.",
        "Dòng một\ndòng hai",
    ],
)  # fmt: skip
def test_what_most_messages_are_is_read_quickly(text):
    assert simple_markdown(text) == read(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>", "a `b`", "![x](y)", "a  \nb", "- a\n\n- b", "    mã", "a\n===", "| a |", "[a]: https://x.example", "[a](javascript:alert(1))",
        "&lt;", "a\\*", "*a**", "**a*", "2. a", "- - a", "> a", "", "\x00", "***", "[a](https://ví-dụ.example/)", "[a](HTTPS://A.example)",
        "[a](https://256.1.1.1/)", "[a](http://1.2.3.4.5/)", "[a](https://bao-cao.2022)", "[a](https://xn--h-ni-0na4517b.example)",
        "a\u00a0b", "a\rb", "a\u200bb", "a\u2028b",
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_left_to_the_parser(text):
    assert simple_markdown(text) == ""
