"""Whatever a unit is called, a text shows exactly that, and made twice it is the same."""

from __future__ import annotations

import datetime
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from tuyentruyen import markup
from tuyentruyen.compose import Template, template_messages
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Unit

MARKS = st.sampled_from([*list("\\`*_[]<>&#~|!-+=.():{}%$@^\"'/;,? \t\n0123456789"), "{{ 7 }}", "{% x %}", "<b>", "&lt;", "](", "http://x.example/", "Quận", "đ"])  # fmt: skip
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
NAMES = st.lists(st.one_of(MARKS, LETTERS), min_size=1, max_size=12).map("".join).filter(str.strip)
AROUND = st.sampled_from(["{}", "Kính gửi {}", "## {} ở đây", "- {}", "**{}**", "> {}", "1. {}", "a {}\nb", "a\n{}\nb"])


def made(name: str, body: str):
    unit = Unit(key="quan-a", name=name)
    day = datetime.date(2022, 4, 1)
    plan = Plan(key="mau", issuer="quan-a", title="Mẫu", since=day, until=day, units={"quan-a": unit})
    words = Message(key="thu", title="Thư {{ unit.name }}", body=body, published=day)
    return template_messages(plan, Template(each="quan-a", message=words))


@settings(max_examples=400, deadline=None)
@given(NAMES, AROUND)
def test_a_name_shows_exactly_its_characters(name, around):
    (message,) = made(name, around.format("{{ unit.name }}"))
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    expected = markup.plain(around.format("Bình")).replace("Bình", shown)
    assert markup.plain(message.body).split() == expected.split()
    assert message.title == f"Thư {shown}"


@settings(max_examples=50, deadline=None)
@given(NAMES, AROUND)
def test_made_twice_it_is_the_same(name, around):
    body = around.format("{{ unit.name }}{% if unit.hotline %}{{ unit.hotline }}{% endif %}")
    assert made(name, body) == made(name, body)
