"""The table of rules: a code for each, for ever. Codes of rules that went are not given again.

A row is a code, how grave it is, and the function that finds it. Its page is ``docs/reference/rules/CODE.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tuyentruyen.check import (
    abbreviations,
    absences,
    activities,
    citing,
    contacts,
    coverage,
    documents,
    frames,
    guarded,
    handovers,
    header,
    letters,
    moments,
    needs,
    orders,
    outlets,
    procedures,
    quotas,
    references,
    rings,
    style,
    terms,
    texts,
    times,
    workdays,
)
from tuyentruyen.check.case import Case, Fault, Rule
from tuyentruyen.model.findings import Level

Row = tuple[str, Level, Callable[[Case], Iterator[Fault]]]

_ERROR, _WARNING, _INFO = Level.ERROR, Level.WARNING, Level.INFO

_STRUCTURE: tuple[Row, ...] = (
    ("TT101", _ERROR, references.unknown_themes),
    ("TT102", _ERROR, references.unknown_forms),
    ("TT103", _ERROR, references.unknown_members),
    ("TT104", _ERROR, references.unknown_groups),
    ("TT105", _ERROR, references.unknown_doers),
    ("TT106", _ERROR, references.unknown_channels),
    ("TT107", _ERROR, references.unknown_hosts),
    ("TT108", _ERROR, references.unknown_issuer),
    ("TT109", _ERROR, references.unknown_parents),
    ("TT110", _ERROR, references.unknown_owners),
    ("TT111", _WARNING, references.unknown_documents),
    ("TT121", _ERROR, rings.rings_of_units),
    ("TT122", _ERROR, rings.rings_of_groups),
    ("TT123", _ERROR, rings.rings_of_themes),
    ("TT124", _ERROR, rings.rings_of_activities),
    ("TT125", _ERROR, rings.keys_of_two_kinds),
    ("TT131", _ERROR, outlets.absent_owners),
    ("TT132", _ERROR, outlets.unknown_backends),
    ("TT133", _ERROR, outlets.doubled_backends),
    ("TT134", _ERROR, outlets.wrong_settings),
    ("TT135", _WARNING, outlets.broken_plugins),
    ("TT141", _ERROR, times.wrong_rules),
    ("TT142", _ERROR, times.never_due),
    ("TT143", _ERROR, times.wrong_links),
    ("TT144", _WARNING, times.cut_off),
    ("TT145", _WARNING, times.nobody_s_duty),
    ("TT146", _WARNING, times.later_documents),
    ("TT147", _WARNING, times.years_that_differ),
    ("TT161", _ERROR, texts.unknown_themes_of_messages),
    ("TT162", _ERROR, texts.unknown_activities_of_messages),
    ("TT163", _ERROR, texts.unknown_units_of_messages),
    ("TT164", _ERROR, texts.unknown_channels_of_messages),
    ("TT165", _ERROR, texts.doubled_keys),
    ("TT166", _WARNING, texts.doubled_links),
    ("TT167", _ERROR, texts.wrong_titles),
)

_PLAN: tuple[Row, ...] = (
    ("TT501", _WARNING, orders.leaderless_forms),
    ("TT502", _WARNING, orders.helpers_of_nobody),
    ("TT503", _WARNING, orders.nobody_assigned),
    ("TT504", _WARNING, orders.empty_assignments),
    ("TT505", _WARNING, coverage.idle_themes),
    ("TT506", _WARNING, coverage.idle_forms),
    ("TT507", _WARNING, coverage.idle_units),
    ("TT508", _WARNING, coverage.idle_channels),
    ("TT509", _WARNING, coverage.unknown_clauses),
    ("TT510", _WARNING, coverage.unassigned_themes),
    ("TT511", _WARNING, orders.ordered_though_asked),
    ("TT512", _WARNING, orders.orders_to_free_bodies),
    ("TT513", _WARNING, orders.ordering_words),
    ("TT514", _WARNING, orders.roles_that_clash),
    ("TT515", _WARNING, header.wrong_languages),
    ("TT516", _WARNING, header.issued_without_number),
    ("TT517", _INFO, header.begun_before_issued),
    ("TT518", _WARNING, header.no_archive_line),
    ("TT519", _WARNING, header.doubled_recipients),
    ("TT520", _WARNING, orders.unlisted_bodies),
    ("TT521", _WARNING, header.another_year),
    ("TT522", _WARNING, activities.chains_of_integration),
    ("TT523", _WARNING, activities.doubled_activities),
    ("TT524", _WARNING, procedures.lapsed_procedures),
    ("TT525", _WARNING, procedures.unfounded_procedures),
    ("TT526", _WARNING, procedures.doubled_procedures),
    ("TT527", _WARNING, contacts.wrong_contacts),
    ("TT528", _INFO, contacts.unencrypted_links),
    ("TT529", _WARNING, orders.groups_without_members),
)
"""TT501 to TT529: what a careful chief of office finds in a plan."""

_DOCUMENTS: tuple[Row, ...] = (
    ("TT530", _WARNING, documents.superseded_bases),
    ("TT531", _INFO, documents.bases_not_in_force),
    ("TT532", _WARNING, citing.dates_that_differ),
    ("TT533", _WARNING, citing.years_that_disagree),
    ("TT534", _WARNING, citing.misspelt_numbers),
    ("TT535", _INFO, citing.unlisted_citations),
    ("TT536", _INFO, documents.bases_without_amendments),
    ("TT537", _WARNING, citing.superseded_citations),
    ("TT538", _INFO, citing.doubtful_documents),
    ("TT539", _WARNING, citing.types_that_disagree),
    ("TT540", _WARNING, terms.dead_terms_in_messages),
    ("TT541", _WARNING, terms.dead_terms_in_the_plan),
    ("TT542", _INFO, terms.doubtful_terms),
    ("TT543", _INFO, citing.citations_not_in_force),
    ("TT544", _INFO, citing.citations_without_amendments),
    ("TT545", _WARNING, documents.acts_on_younger),
)
"""TT530 to TT549: documents, citations, terms."""

_UNITS: tuple[Row, ...] = (
    ("TT550", _ERROR, handovers.unknown_successors),
    ("TT551", _ERROR, rings.rings_of_successors),
    ("TT552", _WARNING, absences.absent_units),
    ("TT553", _WARNING, absences.shrinking_groups),
    ("TT554", _WARNING, handovers.absent_successors),
    ("TT555", _WARNING, handovers.early_handovers),
    ("TT556", _ERROR, handovers.days_turned_round),
    ("TT557", _WARNING, handovers.endless_predecessors),
    ("TT558", _WARNING, handovers.parts_without_note),
    ("TT559", _WARNING, handovers.unequal_shares),
)
"""TT550 to TT559: units over time."""

_CALENDAR: tuple[Row, ...] = (
    ("TT570", _WARNING, workdays.unknown_holidays),
    ("TT571", _WARNING, workdays.years_without_announcement),
    ("TT572", _ERROR, workdays.unknown_moves),
    ("TT573", _WARNING, workdays.working_days_anyway),
)
"""TT570 to TT579: the calendar of working days."""

_TIME: tuple[Row, ...] = (
    ("TT560", _ERROR, quotas.whose_quotas),
    ("TT561", _INFO, frames.rough_periods),
    ("TT562", _WARNING, frames.lost_parts),
    ("TT563", _WARNING, quotas.beyond_the_schedule),
    ("TT564", _WARNING, frames.begun_together),
    ("TT565", _INFO, frames.unsettled),
    ("TT566", _WARNING, quotas.crowded_ends),
    ("TT567", _WARNING, frames.longer_than_the_plan),
)
"""TT560 to TT569: timings and quotas."""

_TEXTS: tuple[Row, ...] = (
    ("TT580", _WARNING, needs.nowhere_to_turn),
    ("TT581", _ERROR, guarded.secrecy_stamps),
    ("TT582", _WARNING, guarded.drafts_left),
    ("TT583", _ERROR, guarded.personal_numbers),
    ("TT584", _WARNING, guarded.private_contacts),
    ("TT585", _WARNING, texts.doubled_texts),
    ("TT586", _WARNING, needs.pictures_without_words),
    ("TT587", _INFO, style.mixed_tones),
    ("TT588", _WARNING, abbreviations.unexplained),
    ("TT589", _WARNING, moments.outside_the_plan),
    ("TT590", _WARNING, moments.never_out),
    ("TT591", _WARNING, needs.urgent_without_hotline),
    ("TT592", _WARNING, needs.unmarked_advertising),
    ("TT593", _INFO, style.doubled_titles),
    ("TT594", _INFO, style.clumsy_titles),
    ("TT595", _INFO, style.idle_summaries),
    ("TT596", _INFO, style.long_sentences),
    ("TT597", _WARNING, letters.old_encodings),
    ("TT598", _WARNING, letters.deceptive_letters),
    ("TT599", _WARNING, guarded.blanks_left),
)
"""TT580 to TT599: what stands in the texts of messages."""

_HOUSE: tuple[Row, ...] = ()
"""TT600 to TT619: a house of plans."""


def _table(*parts: tuple[Row, ...]) -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for code, level, faults in sorted((row for part in parts for row in part), key=lambda row: row[0]):
        assert code not in rules, f"two rules have the code {code}"
        rules[code] = Rule(code=code, level=level, faults=faults)
    return MappingProxyType(rules)


RULES: Mapping[str, Rule] = _table(_STRUCTURE, _PLAN, _DOCUMENTS, _UNITS, _TIME, _CALENDAR, _TEXTS, _HOUSE)
"""Every rule by its code."""
