"""A public-communication plan as data; checked, scheduled, rendered, delivered once, recorded, reported.

The flow: `read_plan` → `occurrences` → `messages` → `editions` → `publish` → `report`; `findings` stands beside it.
"""

import sys
from types import ModuleType
from typing import Any

_HOMES = {
    "audience": "Subscriber Roll bounced unsubscribe",
    "channels.rss": "feed",
    "check": "findings house_findings",
    "citations": "Citation Citer DocumentNumber LegalDocument citations cited",
    "compose": "Template messages template_messages uncovered",
    "editions": "editions shared_editions",
    "errors": "AudienceError ContractError DeliveryError DuplicateBackendError InvalidLinkError LedgerBusyError LedgerError MissingExtraError PlanError "
    "PluginError RenderError TuyentruyenError UnknownBackendError",
    "explain": "explain",
    "ledger": "open_ledger",
    "model.findings": "Finding Level Messages",
    "model.flow": "BoundChannel Edition Limits Occurrence Pace Parcel Receipt Rendering Repeat Status Target",
    "model.house": "House",
    "model.message": "Approval Media Message Withdrawal",
    "model.plan": "Activity Assignment Channel Form Plan Theme",
    "model.units": "Successor Unit UnitGroup",
    "model.values": "Html Secret",
    "planfile": "read_house read_plan schema",
    "plugins": "Backend Plugins hookimpl",
    "publish": "Summary preview publish",
    "report": "due report",
    "schedule": "occurrences",
    "succession": "Follower Retarget Retargeting followers retarget",
    "timing": "parse_time_frame time_phrase",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}
__all__ = [*_HOME]  # noqa: PLE0604 - they are


def __getattr__(name: str) -> Any:  # a name is imported when it is first used
    if name not in _HOME:
        raise AttributeError(f"module 'tuyentruyen' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - not needed by who imports the modules themselves

    value = globals()[name] = getattr(import_module(f"tuyentruyen.{_HOME[name]}"), name)
    return value


class _Face(ModuleType):
    """Keeps the functions that are named like their modules (`publish`, `editions`, `report`), whoever imports those."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in _HOME):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Face
