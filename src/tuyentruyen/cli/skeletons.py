"""The files that ``new`` writes: a small plan that works, and the draft of a message."""

from __future__ import annotations

import json

from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan


def quoted(text: str) -> str:
    """A text as a TOML string; one of JSON is one, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def plan(draft: Plan) -> dict[str, str]:
    """A plan of one unit, one theme, one form and one feed; texts by file name, the plan itself last."""
    unit = quoted(draft.issuer)
    title = quoted(draft.title)
    text = f"""\
format = 1

[plan]
key = {quoted(draft.key)}
issuer = {unit}
title = {title}
since = {draft.since}
until = {draft.until}
link = "https://tuyen-truyen.example/tin/{{key}}/"
approval = "none"

[units.{unit}]
name = {quoted(draft.units[draft.issuer].name)}
link = "https://tuyen-truyen.example/"

[themes.thu-tuc]
title = "Thủ tục hành chính"

[forms.dien-tu]
title = "Trang, Cổng thông tin điện tử"
kinds = ["portal", "feed"]

[assignments.I]
lead = [{unit}]
forms = ["dien-tu"]
themes = ["*"]

[activities.tin-bai]
title = "Tin, bài trên Cổng thông tin điện tử"
form = "dien-tu"
themes = ["thu-tuc"]
quota = {{ count = 1, of = "tin, bài", per = "month", at = "least" }}

[channels.tin]
title = {title}
form = "dien-tu"
backend = "rss"
owner = {unit}

[channels.tin.settings]
base = "https://tuyen-truyen.example/tin/"
"""
    first = f"""\
+++
title = "Tin mẫu"
published = {draft.since}
status = "draft"
themes = ["thu-tuc"]
activity = "tin-bai"
+++

Đây là tin mẫu. Hãy thay nội dung này bằng điều người dân cần biết: làm việc gì, ở đâu, khi nào, hỏi ai.
"""
    return {"content/tin-mau.md": first, "plan.toml": text}


def message(draft: Message) -> str:
    """The file of a draft."""
    lines = [f"title = {quoted(draft.title)}", f"published = {draft.published.isoformat()}", 'status = "draft"']
    if draft.themes:
        lines.append("themes = [" + ", ".join(map(quoted, draft.themes)) + "]")
    lines += [
        f"{name} = {quoted(value)}" for name, value in (("activity", draft.activity), ("unit", draft.unit)) if value
    ]
    return "\n".join(["+++", *lines, "+++", "", draft.body, ""])
