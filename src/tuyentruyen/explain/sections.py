"""The sections of a plan, in the order and the words of an official one."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tuyentruyen.citations import Citer, Register, State
from tuyentruyen.explain.activities import Activities
from tuyentruyen.explain.records import Kind, Paragraph
from tuyentruyen.explain.terms import Terms
from tuyentruyen.model.calendar import Calendar
from tuyentruyen.model.plan import Assignment, Plan
from tuyentruyen.roles import assigned, listed, name_of, names_of, request, sentence, widest, within
from tuyentruyen.text import official_date, short_date
from tuyentruyen.wording import language, tr

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CLAUSE = re.compile(r"(?P<section>[IVX]+)(?:\.(?P<point>[0-9]{1,3}))?(?![\w])")
_ORDERED = ("lead", "coordinating", "executing", "directing", "advising", "inspecting")


class Sections:
    """Tells a plan back.

    Args:
        plan: The plan.
        on: The day for which documents are looked at.
        calendar: Which days offices work.
    """

    def __init__(self, plan: Plan, on: datetime.date, calendar: Calendar) -> None:
        self._plan, self._on = plan, on
        self._terms = Terms()
        self._cite = Citer(plan.documents)
        self._activities = Activities(plan, calendar, self._terms)
        self._section = 0

    def told(self) -> Iterator[Paragraph]:
        """All paragraphs, in order."""
        yield from self._head()
        yield from self._documents()
        yield from self._aims()
        yield from self._contents()
        yield from self._funding()
        yield from self._assignments()
        yield from self._recipients()

    def _head(self) -> Iterator[Paragraph]:
        plan, terms = self._plan, self._terms
        yield Paragraph(kind=Kind.TITLE, text=terms(tr("PLAN"), "kế hoạch"), place="plan")
        yield Paragraph(kind=Kind.TITLE, text=plan.title, place="plan.title")
        issued = ", ".join(part for part in (plan.place, _day(plan.issued) if plan.issued else "") if part)
        if plan.number:
            number = tr("No. {number}", number=plan.number)
            yield Paragraph(
                kind=Kind.HEAD, text=f"{number}; {issued}." if issued else f"{number}.", place="plan.number"
            )
        issuer = plan.units[plan.issuer].name if plan.issuer in plan.units else plan.issuer
        yield Paragraph(kind=Kind.HEAD, text=tr("Issued by {issuer}.", issuer=issuer), place="plan.issuer")
        period = tr("From {since} to the end of {until}.", since=_day(plan.since), until=_day(plan.until))
        yield Paragraph(kind=Kind.HEAD, text=period, place="plan.since")
        if plan.parent:
            text = tr("It carries out {parent}.", parent=self._cite(plan.parent))
            yield Paragraph(kind=Kind.HEAD, text=text, place="plan.parent")

    def _documents(self) -> Iterator[Paragraph]:
        """The documents cited, in full here and short from here on, with what became of them by that day."""
        plan = self._plan
        register = Register(plan.documents)
        keys = [key for key in plan.documents if key not in (plan.number, plan.parent)]
        if keys:
            text = self._terms(tr("Documents it rests on and cites"), "căn cứ pháp lý") + ":"
            yield Paragraph(kind=Kind.HEAD, text=text, place="documents")
        told = [(key, self._cite(key)) for key in keys]
        for key, said in told:
            place = f"documents.{key}"
            yield Paragraph(
                kind=Kind.ITEM, mark="-", text=f"{said}{self._standing(register, key)}.", level=1, place=place
            )

    def _standing(self, register: Register, key: str) -> str:
        found = register.status(key, on=self._on)
        by = ", ".join(self._cite(other) for other in found.by)
        if found.state is State.AMENDED:
            return " " + tr("(amended by {by})", by=by)
        if found.state is State.NOT_YET:
            return " " + tr("(not in force yet on {day})", day=short_date(self._on))
        if not found.is_over:
            return ""
        if by:
            return " " + tr("(no longer in force on {day}: {by})", day=short_date(self._on), by=by)
        return " " + tr("(no longer in force on {day})", day=short_date(self._on))

    def _aims(self) -> Iterator[Paragraph]:
        plan, terms = self._plan, self._terms
        if not plan.purposes and not plan.requirements:
            return
        yield self._headed(tr("PURPOSES AND REQUIREMENTS"), "mục đích, yêu cầu", ())
        parts = (
            ("purposes", terms(tr("Purposes"), "mục đích"), plan.purposes),
            ("requirements", terms(tr("Requirements"), "yêu cầu"), plan.requirements),
        )
        for number, (place, name, items) in enumerate((part for part in parts if part[2]), start=1):
            yield Paragraph(kind=Kind.POINT, mark=f"{number}.", text=name, place=f"plan.{place}")
            for index, item in enumerate(items):
                yield Paragraph(kind=Kind.ITEM, mark="-", text=item, level=1, place=f"plan.{place}[{index}]")

    def _contents(self) -> Iterator[Paragraph]:
        plan, terms = self._plan, self._terms
        clauses = [one.clause for table in (plan.themes, plan.forms) for one in table.values()]
        if not plan.themes and not plan.forms:
            return
        yield self._headed(tr("CONTENTS AND FORMS"), "nội dung, hình thức", clauses)
        if plan.themes:
            yield Paragraph(kind=Kind.POINT, mark="1.", text=terms(tr("Contents"), "nội dung"), place="themes")
        for theme in plan.themes.values():
            place = f"themes.{theme.key}"
            yield Paragraph(kind=Kind.ITEM, mark="-", text=theme.summary or theme.title, level=1, place=place)
            if theme.fields:
                fields = ", ".join(theme.fields) + ("..." if theme.fields_open else ".")
                said = terms(tr("Fields of procedures"), "lĩnh vực")
                yield Paragraph(kind=Kind.NOTE, text=f"{said}: {fields}", level=2, place=place)
            yield from self._activities.under(theme.clause, level=2)
        if plan.forms:
            mark = "2." if plan.themes else "1."
            yield Paragraph(kind=Kind.POINT, mark=mark, text=terms(tr("Forms"), "hình thức"), place="forms")
        for form in plan.forms.values():
            place = f"forms.{form.key}"
            yield Paragraph(kind=Kind.ITEM, mark="-", text=form.summary or form.title, level=1, place=place)
            channels = [one.title or plan.title for one in plan.channels.values() if one.form == form.key]
            if channels:
                said = terms(tr("Channels"), "kênh")
                yield Paragraph(kind=Kind.NOTE, text=f"{said}: {'; '.join(channels)}.", level=2, place=place)
            yield from self._activities.under(form.clause, form=form.key, level=2)

    def _funding(self) -> Iterator[Paragraph]:
        yield self._headed(tr("FUNDING"), "kinh phí", ())
        if self._plan.funding:
            yield Paragraph(kind=Kind.ITEM, text=self._plan.funding, level=1, place="plan.funding")
            text = tr("The plan names no amount in a field of its own; an amount that is not known is not nought.")
        else:
            text = tr("The plan does not say where the money comes from, nor how much it is; that does not mean none.")
        yield Paragraph(kind=Kind.NOTE, text=text, level=1, place="plan.funding")

    def _assignments(self) -> Iterator[Paragraph]:
        plan = self._plan
        rest = self._activities.rest(level=1)
        if not plan.assignments and not rest:
            return
        yield self._headed(tr("CARRYING OUT"), "tổ chức thực hiện", plan.assignments)
        blocks: dict[str, list[Assignment]] = {}
        for key, assignment in plan.assignments.items():
            blocks.setdefault(key.partition(", ")[0], []).append(assignment)
        for number, (clause, block) in enumerate(blocks.items(), start=1):
            yield from self._block(clause, block, number)
        if rest:
            yield Paragraph(kind=Kind.POINT, text=tr("Activities whose form the plan does not have"))
            yield from rest
        if plan.assignments:
            yield Paragraph(kind=Kind.NOTE, text=self._closing(), place="assignments")

    def _block(self, clause: str, block: list[Assignment], number: int) -> Iterator[Paragraph]:
        """One point: those it is about as its heading, then what each part of it says of them."""
        found = _CLAUSE.fullmatch(clause)
        mark = f"{found['point']}." if found and found["point"] else f"{number}."
        named = assigned(block[0])
        role = next((role for role in (*_ORDERED, "requested") if role in named), "")
        heading = named.get(role, ())
        units = self._plan.units
        title = listed([units[key].name if key in units else name_of(self._plan, key) for key in heading])
        if role == "requested":
            title = request(title, term=self._terms)
            title = title[:1].upper() + title[1:]
        yield Paragraph(kind=Kind.POINT, mark=mark, text=title or clause, place=f"assignments.{block[0].key}")
        if clause not in self._plan.assignments:
            yield from self._activities.under(clause, level=1)
        for assignment in block:
            place = f"assignments.{assignment.key}"
            who = sentence(self._plan, assigned(assignment), heading=heading, term=self._terms)
            about = " ".join(f"{part}." for part in (who, *self._scope(assignment)) if part)
            if about:
                yield Paragraph(kind=Kind.NOTE, text=about, level=1, place=place)
            for duty in assignment.duties:
                yield Paragraph(kind=Kind.ITEM, mark="-", text=duty, level=1, place=place)
            yield from self._activities.under(assignment.key, level=2)

    def _scope(self, assignment: Assignment) -> Iterator[str]:
        plan = self._plan
        if assignment.forms:
            titles = "; ".join(plan.forms[key].title if key in plan.forms else key for key in assignment.forms)
            yield f"{self._capital(self._terms(tr('forms'), 'hình thức'))}: {titles}"
        if assignment.themes == ("*",):
            yield f"{self._capital(self._terms(tr('contents'), 'nội dung'))}: {tr('all')}"
        elif assignment.themes:
            titles = "; ".join(plan.themes[key].title if key in plan.themes else key for key in assignment.themes)
            yield f"{self._capital(self._terms(tr('contents'), 'nội dung'))}: {titles}"

    def _closing(self) -> str:
        """Who is asked and who carries out, in the words with which a plan ends."""
        asked: dict[str, None] = {}
        ordered: dict[str, None] = {}
        for assignment in self._plan.assignments.values():
            asked.update(dict.fromkeys(assignment.requested))
            for role in _ORDERED:
                ordered.update(dict.fromkeys(getattr(assignment, role)))
        soft = [key for key in asked if key not in ordered]
        issuer = name_of(self._plan, self._plan.issuer)
        parts = []
        if soft:
            parts.append(
                tr("{issuer} asks {who} to work with it", issuer=issuer, who=within(names_of(self._plan, soft)))
            )
        if ordered:
            parts.append(
                tr("{who} carry out this plan", who=within(names_of(self._plan, widest(self._plan, list(ordered)))))
            )
        said = "; ".join(parts)
        return f"{said[:1].upper()}{said[1:]}./."

    def _recipients(self) -> Iterator[Paragraph]:
        recipients = self._plan.recipients
        if not recipients:
            return
        yield Paragraph(
            kind=Kind.SECTION, text=self._terms(tr("Recipients"), "nơi nhận") + ":", place="plan.recipients"
        )
        for number, one in enumerate(recipients):
            purpose = _purpose(one.purpose)
            end = "." if number == len(recipients) - 1 else ";"
            text = f"{one.name} ({purpose}){end}" if purpose else f"{one.name}{end}"
            yield Paragraph(kind=Kind.ITEM, mark="-", text=text, level=1, place=f"plan.recipients[{number}]")

    def _headed(self, said: str, official: str, clauses: Iterable[str]) -> Paragraph:
        """The heading of the next section; its number is the one its clauses have, if that comes later."""
        found = Counter(match["section"] for clause in clauses if (match := _CLAUSE.match(clause)))
        number = _ROMAN.index(found.most_common(1)[0][0]) if found and found.most_common(1)[0][0] in _ROMAN else -1
        self._section = max(self._section, number) + 1
        return Paragraph(
            kind=Kind.SECTION, mark=f"{_ROMAN[min(self._section, 12) - 1]}.", text=self._terms(said, official)
        )

    @staticmethod
    def _capital(said: str) -> str:
        return said[:1].upper() + said[1:]


def _day(day: datetime.date) -> str:
    return official_date(day) if language() == "vi" else short_date(day)


def _purpose(purpose: str) -> str:
    if purpose == "report":
        return tr("to be reported to")
    if purpose == "know":
        return tr("for information")
    return tr("to carry out") if purpose == "execute" else ""
