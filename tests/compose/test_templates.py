"""One text for every unit: each with its own name; what is missing is named, and nothing of a value becomes markup."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tuyentruyen import markup
from tuyentruyen.compose import messages, template_messages
from tuyentruyen.model.message import Message, Withdrawal, Wording
from tuyentruyen.model.template import Template
from tuyentruyen.planfile import read_plan
from tuyentruyen.text import VIETNAM

PLAN = """\
format = 1
[plan]
key = "mau-2022"
number = "99/KH-UBND"
issuer = "ubnd"
title = "Kế hoạch mẫu"
issued = 2022-03-28
since = 2022-01-01
until = 2022-12-31
[units.ubnd]
name = "Ủy ban nhân dân thành phố"
hotline = "024 0000 0000 (mẫu)"
[units.quan-a]
name = "Ủy ban nhân dân quận A"
short = "UBND quận A"
level = "district"
parent = "ubnd"
hotline = "024 0000 0101 (mẫu)"
address = "Số 1 đường Mẫu"
link = "https://quan-a.example/x_y_z?a=1&b=2"
[units.quan-b]
name = "Ủy ban nhân dân quận B"
level = "district"
parent = "ubnd"
hotline = "024 0000 0102 (mẫu)"
[units.quan-cu]
name = "Ủy ban nhân dân quận cũ"
level = "district"
until = 2022-03-31
[groups.cac-quan]
title = "Các quận"
units = ["quan-a", "quan-b", "quan-cu"]
[themes.cntt]
title = "CNTT"
[documents."63/2010/NĐ-CP"]
date = 2010-06-08
[procedures.khai-sinh]
title = "Đăng ký khai sinh"
level = "commune"
units = ["quan-a"]
fee = "8.000 đồng"
exemptions = ["hộ nghèo"]
papers = ["Giấy chứng sinh", "Tờ khai"]
[procedures.cap-doi]
title = "Cấp đổi"
level = "district"
fee = "Không"
[procedures.chung-thuc]
title = "Chứng thực"
level = "commune"
[procedures.sap-co]
title = "Sắp có"
level = "district"
since = 2022-04-02
[procedures.da-bo]
title = "Đã bỏ"
level = "district"
until = 2022-03-31
"""
HEAD = 'title = "Thư của {{ unit.name }}"\npublished = 2022-04-01\neach = "cac-quan"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def plan(folder: Path):
    return read_plan(folder)


def write(folder: Path, body: str, head: str = HEAD, name: str = "thu") -> None:
    (folder / "templates" / f"{name}.md").write_text(f"+++\n{head}\n+++\n\n{body}", encoding="utf-8")


def of(body: str, *, each="cac-quan", include=None, **fields) -> Template:
    made = {"key": "thu", "title": "Thư", "published": datetime.date(2022, 4, 1), **fields}
    return Template(each=each, include=include or {}, message=Message(body=body, **made))


def bodies(plan, body: str, **fields) -> dict[str, str]:
    made = template_messages(plan, of(body, **fields))
    assert made.findings == ()
    return {message.unit: message.body for message in made}


def one(plan, body: str, **fields) -> str:
    return bodies(plan, body, each="quan-a", **fields)["quan-a"]


def faults(plan, body: str, **fields) -> list[tuple[str, str]]:
    return [(found.code, found.text) for found in template_messages(plan, of(body, **fields)).findings]


# One message for each


def test_each_unit_of_that_day_gets_a_message_of_its_own(folder):
    write(folder, "Gọi {{ unit.hotline }}.\n", HEAD + '\nhotline = "{{ unit.hotline }}"')
    found = messages(read_plan(folder))
    assert (found.findings, found.whole, found.left_out) == ((), True, frozenset())
    assert [(m.key, m.unit, m.title, m.hotline, m.body, m.source) for m in found] == [
        ("thu-quan-a", "quan-a", "Thư của Ủy ban nhân dân quận A", "024 0000 0101 (mẫu)", "Gọi 024 0000 0101 (mẫu).",
         "templates/thu.md"),
        ("thu-quan-b", "quan-b", "Thư của Ủy ban nhân dân quận B", "024 0000 0102 (mẫu)", "Gọi 024 0000 0102 (mẫu).",
         "templates/thu.md"),
    ]  # fmt: skip


def test_a_unit_that_ends_later_still_has_its_message(plan):
    assert set(bodies(plan, "x", published=datetime.date(2022, 3, 31))) == {"quan-a", "quan-b", "quan-cu"}


def test_units_and_groups_may_be_named_together(plan):
    assert set(bodies(plan, "x", each=("ubnd", "cac-quan"))) == {"ubnd", "quan-a", "quan-b"}


def test_made_twice_the_messages_are_equal(folder):
    write(folder, "{{ unit.name }} {{ plan.issued|official_date }}\n")
    assert messages(read_plan(folder)).items == messages(read_plan(folder)).items


def test_everything_else_of_the_front_matter_stands_in_each_message(folder):
    write(folder, "x\n", HEAD + '\nthemes = ["cntt"]\nurgent = true\nexpires = 2022-05-01\nstatus = "draft"')
    first, second = messages(read_plan(folder))
    assert first.themes == second.themes == ("cntt",)
    assert first.urgent
    assert second.expires == datetime.datetime(2022, 5, 2, tzinfo=VIETNAM)
    assert first.status == "draft"


def test_other_wordings_and_the_link_are_filled_too(plan):
    only = {"loa": Wording(title="{{ unit.short|default(unit.name) }}", body="Gọi *{{ unit.hotline }}*")}
    made = template_messages(plan, of("x", only=only, link="https://x.example/{{ unit.key }}/"))
    assert [(m.only["loa"].title, m.only["loa"].body, m.link) for m in made] == [
        ("UBND quận A", "Gọi *024 0000 0101 (mẫu)*", "https://x.example/quan-a/"),
        ("Ủy ban nhân dân quận B", "Gọi *024 0000 0102 (mẫu)*", "https://x.example/quan-b/"),
    ]


# What a template can say


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ unit.parent.name }}", "Ủy ban nhân dân thành phố"),
        ("{{ units['quan-b'].hotline }}", "024 0000 0102 (mẫu)"),
        ("{{ plan.number }} {{ plan.issued|official_date }}", "99/KH-UBND ngày 28 tháng 3 năm 2022"),
        ("{{ plan.issued }} {{ message.published|short_date }}", "28/3/2022 01/4/2022"),
        ("{{ plan.issuer.name }}", "Ủy ban nhân dân thành phố"),
        ("{{ documents['63/2010/NĐ-CP'].date|official_date }}", "ngày 08 tháng 6 năm 2010"),
        ("{{ themes['cntt'].title|lower }} {{ 'cntt' in themes and 'có' }}", "cntt có"),
        ("{{ message.key }}", "thu-quan-a"),
        ("{{ 4|official_count }} {{ procedures|length|official_count }}", "04 03"),
        ("{{ unit.name|replace('Ủy ban nhân dân ', '')|capitalize }}", "Quận A"),
        ("{{ unit.short ~ ': ' ~ unit.hotline }}", "UBND quận A: 024 0000 0101 (mẫu)"),
        ("{{ procedures['khai-sinh'].fee }}", "8.000 đồng (miễn, giảm: hộ nghèo)"),
        ("{{ procedures['khai-sinh'].papers|join('; ') }}", "Giấy chứng sinh; Tờ khai"),
        ("{{ procedures['khai-sinh'].papers|first }}", "Giấy chứng sinh"),
        ("{% for p in unit.procedures %}{{ loop.index }}. {{ p.title }}{% if not loop.last %}, {% endif %}{% endfor %}",
         "1. Đăng ký khai sinh, 2. Cấp đổi"),
        ("{% set ai = unit.name|upper %}{{ ai }}", "ỦY BAN NHÂN DÂN QUẬN A"),
        ("{{ 'có' if unit.email else 'không' }}{{ 'x' if unit.email }}", "không"),
        ("{% if unit.email %}{{ unit.email }}{% else %}chưa có thư{% endif %}", "chưa có thư"),
        ("{{ unit.email or plan.number }}", "99/KH-UBND"),
        ("{{ unit.email|default('chưa có') }}", "chưa có"),
        ("{% raw %}{{ unit.name }}{% endraw %}{# lời nhắn #}", "{{ unit.name }}"),
    ],
)  # fmt: skip
def test_a_template_says(plan, text, said):
    assert one(plan, text) == said


def test_procedures_are_those_in_force_on_the_day(plan):
    listed = "{% for p in unit.procedures %}{{ p.key }} {% endfor %}"
    assert bodies(plan, listed, published=datetime.date(2022, 3, 31)) == {
        "quan-a": "khai-sinh cap-doi da-bo ",
        "quan-b": "cap-doi da-bo ",
        "quan-cu": "cap-doi da-bo ",
    }
    assert bodies(plan, listed) == {"quan-a": "khai-sinh cap-doi ", "quan-b": "cap-doi "}


def test_a_fee_has_no_way_round_its_exemptions(plan):
    parts = ("fee", "fee_line", "_source", "asks_fee")
    shown = [template_messages(plan, of(f"{{{{ procedures['khai-sinh'].{part} }}}}", each="quan-a")) for part in parts]
    assert [[m.body for m in made] for made in shown] == [["8.000 đồng (miễn, giảm: hộ nghèo)"], [], [], []]


def test_lines_of_a_block_leave_no_empty_lines(plan):
    text = "\n\n- a\n{% for p in unit.procedures %}\n- {{ p.title }}\n{% endfor %}\n- z\n"
    assert one(plan, text) == "- a\n- Đăng ký khai sinh\n- Cấp đổi\n- z"


def test_a_text_may_be_included(plan):
    parts = {"_lien-he.md": "Gọi {{ unit.hotline }}.{% include '_cuoi.md' %}", "_cuoi.md": " Hết."}
    assert one(plan, "A {% include '_lien-he.md' %}", include=parts) == "A Gọi 024 0000 0101 (mẫu). Hết."


# What is missing


def test_an_empty_slot_names_the_unit_and_where_to_fill_it_and_leaves_that_message_out(folder):
    write(folder, "Tới {{ unit.address }}, {{ unit.feedback }}.\n")
    found = messages(read_plan(folder))
    assert [message.unit for message in found] == []
    assert found.left_out == {"thu-quan-a", "thu-quan-b"}
    assert [(f.code, f.message, f.place, f.file) for f in found.findings] == [
        ("TT223", "thu-quan-a", "units.quan-a.feedback", "plan.toml:13"),
        ("TT223", "thu-quan-b", "units.quan-b.address", "plan.toml:21"),
        ("TT223", "thu-quan-b", "units.quan-b.feedback", "plan.toml:21"),
    ]
    assert found.findings[1].text == (
        "Ủy ban nhân dân quận B has no address, which the text for Ủy ban nhân dân quận B shows"
    )
    assert found.findings[1].mend == ("write address in [units.quan-b]; or ask for it first: {% if unit.address %}")


def test_one_unit_without_its_slot_costs_no_other_its_message(plan):
    made = template_messages(plan, of("{{ unit.address }}"))
    assert [(m.unit, m.body) for m in made] == [("quan-a", "Số 1 đường Mẫu")]
    assert (made.left_out, made.whole) == ({"thu-quan-b"}, True)


@pytest.mark.parametrize(
    "text",
    [
        "{{ unit.email }}", "{{ unit.email|upper }}", "{{ unit.email ~ '!' }}", "{{ units['quan-a'].email }}",
        "{% set a = unit.email %}{{ a }}", "{{ unit.email or unit.email }}", "{{ unit.until|official_date }}",
        "{{ unit.until }}", "{{ unit.parent.parent.name }}", "{{ 'a'|replace('a', unit.email) }}",
    ],
)  # fmt: skip
def test_a_slot_is_found_empty_however_it_is_shown(plan, text):
    assert [code for code, _ in faults(plan, text, each="quan-a")] == ["TT223"]


@pytest.mark.parametrize(
    "text",
    [
        "{% if unit.email %}{{ unit.email }}{% endif %}x", "{{ 'a' if not unit.email }}", "{{ 'a' if unit.email == '' }}",
        "{{ unit.email|default('x') }}", "{% for p in procedures['cap-doi'].papers %}{{ p }}{% endfor %}x",
        "{% for p in unit.parent.procedures %}{{ p.key }}{% endfor %}x",
    ],
)  # fmt: skip
def test_to_ask_for_a_slot_is_no_fault(plan, text):
    assert faults(plan, text, each="quan-a") == []


# What is wrong


def test_an_unknown_name_is_told_with_its_line_and_the_nearest_one(folder):
    write(folder, "Kính gửi\n\n{{ unit.hotlin }}\n")
    (found,) = messages(read_plan(folder)).findings
    assert (found.code, found.message, found.file) == ("TT222", "thu", "templates/thu.md:9")
    assert found.text == "a record of units has no part 'hotlin' – for 2 units"
    assert found.mend == "did you mean 'hotline'?"


def test_a_fault_of_a_title_and_of_a_part_stand_in_their_own_lines(folder):
    write(folder, "x\n", 'published = 2022-04-01\ntitle = "{{ unti.name }}"\neach = "cac-quan"')
    assert [f.file for f in messages(read_plan(folder)).findings] == ["templates/thu.md:3"]
    write(folder, "{% include '_a.md' %}\n", HEAD + '\ninclude = ["_a.md"]')
    (folder / "templates" / "_a.md").write_text("a\n\n{{ unit.nam }}\n", encoding="utf-8")
    assert [f.file for f in messages(read_plan(folder)).findings] == ["templates/_a.md:3"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{{ unti.name }}", "TT222", "there is no name 'unti'"),
        ("{{ unit.name|in_hoa }}", "TT222", "there is no filter 'in_hoa'"),
        ("{{ 1 is even }}", "TT222", "there is no test 'even'"),
        ("{{ procedures['khai-tu'].fee }}", "TT222", "there is no 'khai-tu' in procedures – for 2 units"),
        ("{% if unit.email %}{% set q = 1 %}{% endif %}{{ q }}", "TT222", "there is no name 'q'"),
        ("{% if %}", "TT221", "this is no template: Expected an expression, got 'end of statement block'"),
        ("{{ unit }}", "TT227", "a record of units is no text that can be shown – for 2 units"),
        ("{{ procedures }}", "TT227", "a list is no text that can be shown – for 2 units"),
        ("{{ 1 == 1 }}", "TT227", "this value is no text that can be shown – for 2 units"),
        ("{% for a in unit.name %}{% endfor %}", "TT227", "a text is no list to go through – for 2 units"),
        ("{{ unit.name|official_date }}", "TT227", "a text is no date – for 2 units"),
        ("{{ procedures['cap-doi'].papers|first }}", "TT227", "the list is empty – for 2 units"),
        ("{{ procedures['khai-sinh'].papers[5] }}", "TT227", "the list has no item 5 – for 2 units"),
        ("{% set unit = 1 %}", "TT221", "unit is a name that every template has; choose another"),
        ("{% include '_khong-co.md' %}", "TT225", "'_khong-co.md' is not among the files that the front matter includes"),
        ("{{ '' }}", "TT228", "the text is empty – for 2 units"),
    ],
)  # fmt: skip
def test_what_is_wrong_for_all_is_told_once(plan, text, code, said):
    made = template_messages(plan, of(text))
    assert [(found.code, found.text, found.message) for found in made.findings] == [(code, said, "thu")]
    assert (made.items, made.left_out, made.whole) == ((), {"thu-quan-a", "thu-quan-b"}, True)


def test_what_is_wrong_for_one_unit_costs_that_unit_alone(plan):
    made = template_messages(plan, of("{{ unit.procedures['khai-sinh'].title }}"))
    assert [(found.code, found.message) for found in made.findings] == [("TT222", "thu-quan-b")]
    assert [message.unit for message in made] == ["quan-a"]


def test_a_broken_template_costs_no_other(folder):
    write(folder, "{% if %}", name="hong")
    write(folder, "x\n", name="lanh")
    found = messages(read_plan(folder))
    assert [message.key for message in found] == ["lanh-quan-a", "lanh-quan-b"]
    assert [(f.code, f.message) for f in found.findings] == [("TT221", "hong")]
    assert found.left_out == {"hong-quan-a", "hong-quan-b"}
    assert found.whole


def test_posts_of_a_broken_template_are_left_as_they_stand(folder):
    from tuyentruyen.editions import editions
    from tuyentruyen.plugins import Plugins

    channel = '[forms.f]\ntitle = "F"\n[channels.tin]\nform = "f"\nbackend = "rss"\nowner = "ubnd"\n'
    (folder / "plan.toml").write_text(PLAN + channel, encoding="utf-8")
    write(folder, "{% if %}")
    plan = read_plan(folder)
    now = datetime.datetime(2022, 5, 1, tzinfo=VIETNAM)
    (edition,) = editions(plan, messages(plan), Plugins(()), now=now, out=folder)
    assert (edition.in_error, edition.whole) == ({"thu", "thu-quan-a", "thu-quan-b"}, True)


def test_where_it_cannot_be_said_which_messages_are_missing_nothing_that_stands_is_taken_away(folder):
    write(folder, "x\n", 'title = "x"\npublished = 2022-04-01')
    assert [(f.code, f.message) for f in messages(read_plan(folder)).findings] == [("TT220", "thu")]
    assert not messages(read_plan(folder)).whole
    write(folder, "x\n", HEAD.replace("cac-quan", "cac-qan"))
    (found,) = messages(read_plan(folder)).findings
    assert (found.code, found.text, found.mend, found.file) == (
        "TT226", "there is no group or unit 'cac-qan'", "did you mean 'cac-quan'?", "templates/thu.md:4",
    )  # fmt: skip
    assert not messages(read_plan(folder)).whole


def test_units_that_are_no_more_give_no_message_and_a_warning(plan):
    assert faults(plan, "x", each="quan-cu") == [
        ("TT230", "on 01/4/2022 none of the units it is for exists, so it gives no message")
    ]


def test_a_key_that_would_be_too_long_is_told(plan):
    made = template_messages(plan, of("x", key="k" * 95))
    assert [(found.code, found.message) for found in made.findings] == [("TT228", "k" * 95)]
    assert "100" in made.findings[0].text


def test_two_messages_of_one_key_are_told(folder):
    write(folder, "x\n")
    (folder / "content").mkdir()
    (folder / "content" / "thu-quan-a.md").write_text('+++\ntitle = "a"\npublished = 2022-04-01\n+++\nx\n', "utf-8")
    found = messages(read_plan(folder))
    assert [(f.code, f.message, f.file) for f in found.findings] == [("TT202", "thu-quan-a", "templates/thu.md")]


# Values are data


NASTY = "A_b *c* `d` {{ 7 }} {% x %} <script>alert(1)</script> [e](http://x.example) &amp; ~~f~~ | g # ! \\"


def named(plan, name: str):
    from attrs import evolve

    units = {**plan.units, "quan-a": evolve(plan.units["quan-a"], name=name)}
    return evolve(plan, units=units)


@pytest.mark.parametrize("around", ["{}", "Kính gửi {}", "## {}", "- {}", "| a |\n|---|\n| {} |", "**{}**", "> {}"])
@pytest.mark.parametrize(
    "name",
    [
        NASTY, "1. Một", "1) Một", "- Một", "+ Một", "# Một", "> Một", "=== Một", "--- ", "***", "<b>Một</b>", "    Một",
        "a\nb\n# c", "[x]: http://y.example", "2022.", "http://a.example/b_c_d*e*", "```", "a  ", "![x](http://y.example)",
        "&lt;", "<http://y.example>", "&#60;script&#62;", "|", "~~~", "\\*", "a!",
    ],
)  # fmt: skip
def test_a_name_shows_as_it_is_wherever_it_stands(plan, name, around):
    shown = " ".join(name.split())
    words = markup.plain(one(named(plan, name), around.format("{{ unit.name }}")))
    expected = markup.plain(around.format("Bình")).replace("Bình", shown)
    assert words == expected.strip()


def test_a_name_leaves_no_markup_in_the_page(plan):
    page = markup.html(one(named(plan, NASTY), "{{ unit.name }}"))
    assert page == (
        "<p>A_b *c* `d` {{ 7 }} {% x %} &lt;script&gt;alert(1)&lt;/script&gt; [e](http://x.example) &amp;amp; ~~f~~ | g "
        "# ! \\</p>"
    )


def test_a_title_is_one_plain_line(plan):
    made = template_messages(named(plan, "A_b\n*c*"), of("x", each="quan-a", title="Thư: {{ unit.name }}"))
    assert [message.title for message in made] == ["Thư: A_b *c*"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("{{ unit.link }}", "https://quan-a.example/x_y_z?a=1&amp;b=2</a>"),
        ("[Trang]({{ unit.link }})", ">Trang</a>"),
    ],
)
def test_a_link_works_as_text_and_as_where_a_link_leads(plan, text, page):
    made = markup.html(one(plan, text))
    assert 'href="https://quan-a.example/x_y_z?a=1&amp;b=2"' in made
    assert page in made


# Approval and withdrawal


def test_a_template_is_approved_once_for_all_its_messages(plan):
    at = datetime.datetime(2022, 3, 31, tzinfo=VIETNAM)
    template = of("{{ unit.name }}").approved(by="Hoa", at=at)
    assert [(m.is_approved(), m.approval.by, m.approval.at) for m in template_messages(plan, template)] == [
        (True, "Hoa", at), (True, "Hoa", at),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"body": "{{ unit.name }}!"}, {"title": "Khác"}, {"summary": "Khác"}, {"hotline": "1022"},
        {"each": ("cac-quan", "ubnd")}, {"include": {"_a.md": "y"}},
    ],
)  # fmt: skip
def test_a_template_that_changes_is_unapproved_again(plan, change):
    template = of("{{ unit.name }}", include={"_a.md": "x"}).approved(by="Hoa", at=datetime.datetime.now(VIETNAM))
    fields = {"body": "{{ unit.name }}", "include": {"_a.md": "x"}, **change}
    changed = of(fields.pop("body"), approval=template.message.approval, **fields)
    made = template_messages(plan, changed)
    assert [(message.approval is not None, message.is_approved()) for message in made][:2] == [(True, False)] * 2


def test_what_the_plan_knows_may_change_without_a_new_approval(plan):
    template = of("{{ unit.name }}").approved(by="Hoa", at=datetime.datetime.now(VIETNAM))
    assert all(message.is_approved() for message in template_messages(named(plan, "Tên mới"), template))


def test_one_units_message_may_be_withdrawn(plan):
    gone = Withdrawal(at=datetime.date(2022, 4, 5), reason="Sai số điện thoại")
    whole = of("x")
    template = Template(each=whole.each, message=whole.message, withdrawals={"quan-a": gone})
    assert [(m.unit, m.withdrawn) for m in template_messages(plan, template)] == [("quan-a", gone), ("quan-b", None)]


def test_a_withdrawal_of_a_unit_it_is_not_for_is_told(plan):
    gone = Withdrawal(at=datetime.date(2022, 4, 5), reason="Sai")
    template = Template(each="cac-quan", message=of("x").message, withdrawals={"quan-aa": gone})
    made = template_messages(plan, template)
    assert [(f.code, f.level.value, f.mend) for f in made.findings] == [("TT229", "warning", "did you mean 'quan-a'?")]
    assert len(made) == 2


def test_jinja_is_loaded_by_templates_alone(folder):
    import subprocess
    import sys

    program = (
        "import sys; from tuyentruyen.compose import messages; from tuyentruyen.planfile import read_plan\n"
        "messages(read_plan(sys.argv[1])); print('jinja2' in sys.modules)"
    )
    said = [subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True).stdout]
    write(folder, "x\n")
    said += [subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True).stdout]
    assert said == ["False\n", "True\n"]


def test_a_template_that_says_the_same_for_all_is_asked_to_name_its_unit(folder):
    from tuyentruyen.check import findings

    write(folder, "Một câu dài như nhau cho mọi nơi, không nhắc tên ai, không nhắc số điện thoại của ai.\n")
    plan = read_plan(folder)
    (found,) = [one for one in findings(plan, messages=messages(plan)) if one.code == "TT585"]
    assert found.message == "thu-quan-b"
    assert found.mend == "let the template name its unit, or write the text once, as a message for all"
