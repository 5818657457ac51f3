"""The files that ``new`` writes: a small plan that works, and the draft of a message."""

from __future__ import annotations

import json

from tuyentruyen.model.house import House
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.values import MAX_KEY

_LINK = 'link = "https://tuyen-truyen.example/tin/{key}/"\n'


_SAMPLE = "Thưa bà con! Mời bà con đến {{ unit.name }}, hoặc gọi {{ unit.hotline }}."


def quoted(text: str) -> str:
    """A text as a TOML string; one of JSON is one, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def plan(draft: Plan, house: House | None = None) -> dict[str, str]:
    """A plan of one unit, one theme, one form and one feed; texts by file name, the plan itself last.

    Args:
        draft: Its header and its unit.
        house: The house it is made in: what that shares is used, and not written again.
    """
    outlet = next(iter(house.channels.values()), None) if house else None
    form = outlet.form if outlet else next(iter(house.forms), "dien-tu") if house else "dien-tu"
    themes = [*(outlet.themes if outlet else ()), *(house.themes if house else ())]
    theme = themes[0] if themes else "thu-tuc"
    unit, title = quoted(draft.issuer), quoted(draft.title)
    number = f"number = {quoted(draft.number)}\n" if draft.number else ""
    tables = [
        f"""\
format = 1

[plan]
key = {quoted(draft.key)}
{number}issuer = {unit}
title = {title}
since = {draft.since}
until = {draft.until}
{"" if house and house.link else _LINK}approval = "none"
""",
    ]
    if house is None or draft.issuer not in house.units:
        tables.append(f"""\
[units.{unit}]
name = {quoted(draft.units[draft.issuer].name)}
link = "https://tuyen-truyen.example/"
""")
    if house is None or theme not in house.themes:
        tables.append(f"""\
[themes.{theme}]
title = "Thủ tục hành chính"
""")
    if house is None or form not in house.forms:
        tables.append(f"""\
[forms.{form}]
title = "Trang, Cổng thông tin điện tử"
kinds = ["portal", "feed"]
""")
    tables.append(f"""\
[assignments.I]
lead = [{unit}]
forms = [{quoted(form)}]
themes = ["*"]

[activities.tin-bai]
title = "Tin, bài trên Cổng thông tin điện tử"
form = {quoted(form)}
themes = [{quoted(theme)}]
# Chỉ tiêu và thời gian viết như trong văn bản; hoạt động theo thời gian thì thay quota bằng when, như "trước ngày 15/12".
quota = "tối thiểu 01 tin, bài/tháng"
""")
    if outlet is None:
        name = draft.key if house else "tin"
        tables.append(f"""\
[channels.{name}]
title = {title}
form = {quoted(form)}
backend = "rss"
owner = {unit}

[channels.{name}.settings]
base = "https://tuyen-truyen.example/{name}/"
""")
    first = f"""\
+++
title = "Tin mẫu"
published = {draft.since}
status = "draft"
themes = [{quoted(theme)}]
activity = "tin-bai"
+++

Đây là tin mẫu. Hãy thay nội dung này bằng điều người dân cần biết: làm việc gì, ở đâu, khi nào, hỏi ai.
"""
    sample = f"tin-mau-{draft.key}"[:MAX_KEY].rstrip("-") if house else "tin-mau"
    return {f"content/{sample}.md": first, "plan.toml": "\n".join(tables)}


def message(draft: Message, *, each: str = "") -> str:
    """The file of a draft; with ``each``, of a template for the units of that group."""
    lines = [f"title = {quoted(draft.title)}", f"published = {draft.published.isoformat()}", 'status = "draft"']
    if draft.themes:
        lines.append("themes = [" + ", ".join(map(quoted, draft.themes)) + "]")
    lines += [
        f"{name} = {quoted(value)}" for name, value in (("activity", draft.activity), ("unit", draft.unit)) if value
    ]
    if each:
        lines += [f"each = {quoted(each)}", 'hotline = "{{ unit.hotline }}"']
    return "\n".join(["+++", *lines, "+++", "", _SAMPLE if each else draft.body, ""])
