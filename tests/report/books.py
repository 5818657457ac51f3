"""A plan to report on, and a ledger filled as a publisher would fill it."""

from __future__ import annotations

import datetime
import sqlite3
from datetime import date

from tuyentruyen.ledger import Claim, Settled, open_ledger
from tuyentruyen.model.flow import Parcel, Receipt, Repeat, Target
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Assignment, Form, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.text import VIETNAM


def at(day, month, hour=8, minute=0, second=0):
    return datetime.datetime(2022, month, day, hour, minute, second, tzinfo=VIETNAM)


def by_key(*records):
    return {record.key: record for record in records}


def activity(key="loa", **fields):
    return Activity(key=key, **{"title": f"Hoạt động {key}", "form": "co-so", "themes": ("*",), **fields})


def plan(*activities):
    return Plan(
        key="kstthc-2022",
        number="99/KH-UBND",
        issuer="ubnd-tp",
        title="Kiểm soát thủ tục hành chính",
        since=date(2022, 3, 28),
        until=date(2022, 12, 31),
        units=by_key(
            Unit(key="ubnd-tp", name="UBND Thành phố"),
            Unit(key="so-tttt", name="Sở Thông tin và Truyền thông"),
            Unit(key="ban-tuyen-giao", name="Ban Tuyên giáo Thành ủy", kind="party"),
            Unit(key="quan-ba-dinh", name="Quận Ba Đình"),
            Unit(key="quan-tay-ho", name="Quận Tây Hồ"),
        ),
        groups=by_key(UnitGroup(key="quan", title="Các quận", units=("quan-ba-dinh", "quan-tay-ho"))),
        forms=by_key(Form(key="co-so", title="Thông tin cơ sở"), Form(key="bao-chi", title="Báo chí")),
        assignments=by_key(
            Assignment(key="IV.2", requested=("ban-tuyen-giao",), forms=("bao-chi",)),
            Assignment(key="IV.3", lead=("so-tttt",), forms=("co-so",)),
        ),
        activities=by_key(*activities),
    )


def message(key, to="loa", **fields):
    return Message(key=key, **{"title": key, "body": "…", "published": date(2022, 3, 1), "activity": to, **fields})


class Book:
    """A ledger in a file, filled as a publisher would."""

    def __init__(self, path):
        self.path = path / "ledger.sqlite"
        self.ledger = open_ledger(self.path)

    def carry(self, key, moment, *, channel="tin"):
        target = Target(id="live", repeat=Repeat.POST)
        receipt = Receipt.delivered(Parcel(key=key, data=b"x"))
        with self.ledger.book("kstthc-2022", channel, target, by="thử", at=moment, began=moment) as book:
            claim = Claim(key=key, fingerprint="1", messages={key: 1})
            book.write(settled=(), claims=(claim,))
            book.write(settled=(Settled(claim=claim, receipt=receipt),), claims=())

    def withdraw(self, key, moment, *, channel="tin"):
        target = Target(id="live", repeat=Repeat.POST)
        receipt = Receipt.delivered(Parcel(key=key, data=None))
        with self.ledger.book("kstthc-2022", channel, target, by="thử", at=moment, began=moment) as book:
            claim = Claim(key=key, fingerprint="", messages={key: 1})
            book.write(settled=(), claims=(claim,))
            book.write(settled=(Settled(claim=claim, receipt=receipt),), claims=())

    def note(self, occurrence, moment, *, count=1):
        with sqlite3.connect(self.path) as db:
            db.execute(
                "INSERT INTO evidence(plan, occurrence, unit, at, count, by, note) VALUES('kstthc-2022',?,'',?,?,'Hoa','')",
                (occurrence, moment.astimezone(datetime.UTC).isoformat(timespec="microseconds"), count),
            )
        db.close()
