"""A small plan and its messages, read by one rule: which messages and places it finds."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from tuyentruyen.check import RULES
from tuyentruyen.check.case import Case
from tuyentruyen.model.findings import Messages
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Every, Ongoing


def by_key(*records):
    return {record.key: record for record in records}


PLAN = Plan(
    key="mau-2026",
    number="12/KH-UBND",
    issuer="ubnd",
    title="Tuyên truyền về dịch vụ công trực tuyến năm 2026",
    issued=date(2026, 1, 1),
    since=date(2026, 1, 1),
    until=date(2026, 12, 31),
    recipients=(
        Recipient(name="Hội Phụ nữ", unit="hoi"),
        Recipient(name="Các phòng, tổ", unit="tat-ca"),
        Recipient(name="Lưu: VT", purpose="archive"),
    ),
    units=by_key(
        Unit(key="ubnd", name="Ủy ban nhân dân phường Mẫu", short="UBND phường", level="commune"),
        Unit(key="phong", name="Phòng Văn hóa - Xã hội", parent="ubnd"),
        Unit(key="to-1", name="Tổ dân phố số 1", level="village"),
        Unit(key="to-2", name="Tổ dân phố số 2", level="village"),
        Unit(key="hoi", name="Hội Liên hiệp Phụ nữ phường", short="Hội Phụ nữ", kind="front"),
    ),
    groups=by_key(
        UnitGroup(key="cac-to", title="Các tổ dân phố", units=("to-1", "to-2")),
        UnitGroup(key="tat-ca", title="Các phòng, tổ", units=("phong",), groups=("cac-to",)),
    ),
    themes=by_key(
        Theme(key="dvc", title="Dịch vụ công", clause="II.1, gạch 1"), Theme(key="nop", title="Nộp hồ sơ", parent="dvc")
    ),
    forms=by_key(
        Form(key="web", title="Trang tin", kinds=("portal",), clause="II.2, gạch 1"),
        Form(key="loa", title="Loa truyền thanh", kinds=("grassroots",), clause="II.2, gạch 2"),
    ),
    assignments=by_key(
        Assignment(key="IV.1", lead=("phong",), forms=("web", "loa"), themes=("*",), duties=("Chủ trì tuyên truyền.",)),
        Assignment(key="IV.2", requested=("hoi",), forms=("loa",), duties=("Vận động hội viên.",)),
    ),
    activities=by_key(
        Activity(key="tin", title="Tin, bài", form="web", themes=("dvc",), when=Every(every="month")),
        Activity(key="phat", title="Phát thanh", form="loa", themes=("nop",), each="cac-to", when=Ongoing()),
    ),
    channels=by_key(Channel(key="trang", form="web", backend="rss", owner="phong")),
)


def plan(**tables):
    """The plan with records added to its tables, or with other values in its header."""
    return evolve(
        PLAN,
        **{
            name: {**getattr(PLAN, name), **by_key(*value)} if isinstance(value, list) else value
            for name, value in tables.items()
        },
    )


def message(body="Mở cổng dịch vụ công, chọn thủ tục.", key="tin-1", **fields):
    return Message(
        key=key, body=body, source=f"content/{key}.md",
        **{"title": "Nộp hồ sơ từ nhà", "published": date(2026, 3, 2), "activity": "tin", **fields},
    )  # fmt: skip


def found(code, *messages, plan=PLAN):
    """What one rule finds in a plan and its messages."""
    return list(RULES[code].findings(Case(plan, None, Messages(items=messages))))


def places(code, changed):
    return [one.place for one in found(code, plan=changed)]
