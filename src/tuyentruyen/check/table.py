"""The table of structural rules: a code for each, for ever. Codes of rules that went are not given again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tuyentruyen.check import outlets, references, rings, texts, times
from tuyentruyen.check.case import Rule
from tuyentruyen.model.findings import Level

_ERRORS = {
    "TT101": references.unknown_themes,
    "TT102": references.unknown_forms,
    "TT103": references.unknown_members,
    "TT104": references.unknown_groups,
    "TT105": references.unknown_doers,
    "TT106": references.unknown_channels,
    "TT107": references.unknown_hosts,
    "TT108": references.unknown_issuer,
    "TT109": references.unknown_parents,
    "TT110": references.unknown_owners,
    "TT121": rings.rings_of_units,
    "TT122": rings.rings_of_groups,
    "TT123": rings.rings_of_themes,
    "TT124": rings.rings_of_activities,
    "TT125": rings.keys_of_two_kinds,
    "TT131": outlets.absent_owners,
    "TT132": outlets.unknown_backends,
    "TT133": outlets.doubled_backends,
    "TT134": outlets.wrong_settings,
    "TT141": times.wrong_rules,
    "TT142": times.never_due,
    "TT143": times.wrong_links,
    "TT161": texts.unknown_themes_of_messages,
    "TT162": texts.unknown_activities_of_messages,
    "TT163": texts.unknown_units_of_messages,
    "TT164": texts.unknown_channels_of_messages,
    "TT165": texts.doubled_keys,
    "TT167": texts.wrong_titles,
}
_WARNINGS = {
    "TT111": references.unknown_documents,
    "TT135": outlets.broken_plugins,
    "TT144": times.cut_off,
    "TT145": times.nobody_s_duty,
    "TT146": times.later_documents,
    "TT147": times.years_that_differ,
    "TT166": texts.doubled_links,
}

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        code: Rule(code=code, level=level, faults=faults)
        for code, faults, level in sorted(
            [(code, faults, Level.ERROR) for code, faults in _ERRORS.items()]
            + [(code, faults, Level.WARNING) for code, faults in _WARNINGS.items()],
            key=lambda row: row[0],
        )
    }
)
"""Every structural rule by its code."""
