"""The head of a plan and its distribution list: number, year, language, and who gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.text import fold, short_date
from tuyentruyen.wording import tr

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?\Z")
_KNOWN = frozenset({
    "vi", "en", "fr", "de", "es", "pt", "it", "nl", "ru", "uk", "pl", "cs", "zh", "ja", "ko", "th", "lo", "km", "my",
    "id", "ms", "hi", "bn", "ar", "fa", "he", "tr", "el", "sv", "no", "nb", "da", "fi", "hu", "ro", "bg",
})  # fmt: skip
"""Languages of two letters that an authority of Viet Nam writes in; those of three letters, as of minorities, are all taken."""
_YEAR = re.compile(
    r"(?<!tháng \d )(?<!tháng \d\d )(?<!đến )(?<!tới )(?<!tầm nhìn )(?<!trước )(?<!sau )(?<!từ )\bnăm (20[0-9]{2})\b(?!\s*[-–])",
    re.IGNORECASE,
)


def wrong_languages(case: Case) -> Iterator[Fault]:
    """A language is no tag of BCP 47, such as ``vi`` or ``en``."""
    mend = tr("write a tag of BCP 47, such as vi for Vietnamese, en for English, hmn for Hmong")
    if not _is_tag(case.plan.language):
        yield Fault("plan.language", tr("{tag!r} names no language", tag=case.plan.language), mend)
    for message in case.messages:
        if not _is_tag(message.language):
            text = tr("its language {tag!r} names no language", tag=message.language)
            yield message_fault(message, text, mend, at="language")


def _is_tag(tag: str) -> bool:
    return bool(_TAG.match(tag)) and (tag in _KNOWN or tag[:2] in _KNOWN or len(tag.partition("-")[0]) == 3)


def issued_without_number(case: Case) -> Iterator[Fault]:
    """A plan that has been issued has no number."""
    plan = case.plan
    if plan.issued and not plan.number:
        yield Fault(
            "plan.issued",
            tr("it was issued on {date} and has no number", date=short_date(plan.issued)),
            tr("write its number and symbol under number, such as {example!r}", example="99/KH-UBND"),
        )


def begun_before_issued(case: Case) -> Iterator[Fault]:
    """A plan begins before the day it was issued."""
    plan = case.plan
    if plan.issued and plan.since < plan.issued:
        yield Fault(
            "plan.since",
            tr(
                "it begins on {since}, before it was issued on {issued}; what is due in between was due before anybody knew",
                since=short_date(plan.since),
                issued=short_date(plan.issued),
            ),
            tr("let it begin when it was issued, or compare both dates with the document"),
        )


def another_year(case: Case) -> Iterator[Fault]:
    """The title names one year, and the plan lies in another."""
    plan = case.plan
    years = {int(year) for year in _YEAR.findall(plan.title)}
    if len(years) == 1 and not (years & set(range(plan.since.year, plan.until.year + 1))):
        yield Fault(
            "plan.title",
            tr(
                "its title says {year}, and it runs from {since} to {until}",
                year=years.pop(),
                since=short_date(plan.since),
                until=short_date(plan.until),
            ),
            tr("mend the year in the title, or since and until"),
        )


def no_archive_line(case: Case) -> Iterator[Fault]:
    """The distribution list has no line for the archive."""
    recipients = case.plan.recipients
    if recipients and not any(r.purpose == "archive" or fold(r.name).startswith("luu") for r in recipients):
        yield Fault(
            "plan.recipients",
            tr("no line of the distribution list is for the archive"),
            tr("add {line} as the last one", line='{ name = "Lưu: VT, …", purpose = "archive" }'),
        )


def doubled_recipients(case: Case) -> Iterator[Fault]:
    """A recipient stands on the distribution list twice."""
    seen: dict[str, str] = {}
    for number, line in enumerate(case.plan.recipients):
        marks = [f"name {' '.join(fold(line.name).split())}"]
        if line.unit and line.purpose != "archive":
            marks.append(f"unit {line.unit} {line.purpose}")
        again = next((seen[mark] for mark in marks if mark in seen), "")
        if again:
            yield Fault(
                f"plan.recipients[{number}]",
                tr("{name!r} stands on the distribution list already, as {first!r}", name=line.name, first=again),
                tr("take out one of the two"),
            )
        for mark in marks:
            seen.setdefault(mark, line.name)
