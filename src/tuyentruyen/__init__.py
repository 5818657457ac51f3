"""tuyentruyen: a public-communication plan as data; checked, scheduled, rendered, delivered once, recorded, reported.

The flow, each arrow one function: `read_plan` → `occurrences` → `messages` → `editions` → `publish` → `report`; `findings`
stands beside it. `feed` makes one feed without a plan. A name is imported when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuyentruyen.channels.rss import feed
    from tuyentruyen.check import findings
    from tuyentruyen.compose import messages, uncovered
    from tuyentruyen.editions import editions
    from tuyentruyen.errors import (  # fmt: skip
        ContractError, DeliveryError, DuplicateBackendError, LedgerBusyError, LedgerError, MissingExtraError,
        PlanError, PluginError, RenderError, TuyentruyenError, UnknownBackendError,
    )
    from tuyentruyen.ledger import open_ledger
    from tuyentruyen.model.findings import Finding, Level, Messages
    from tuyentruyen.model.flow import (  # fmt: skip
        BoundChannel, Edition, Limits, Occurrence, Parcel, Receipt, Rendering, Repeat, Status, Target,
    )
    from tuyentruyen.model.message import Media, Message
    from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Theme
    from tuyentruyen.model.units import Unit, UnitGroup
    from tuyentruyen.model.values import Html, Secret
    from tuyentruyen.planfile import read_plan, schema
    from tuyentruyen.plugins import Backend, Plugins, hookimpl
    from tuyentruyen.publish import Summary, publish
    from tuyentruyen.report import report
    from tuyentruyen.schedule import occurrences

_HOMES = {
    "channels.rss": "feed",
    "check": "findings",
    "compose": "messages uncovered",
    "editions": "editions",
    "errors": "ContractError DeliveryError DuplicateBackendError LedgerBusyError LedgerError MissingExtraError PlanError "
    "PluginError RenderError TuyentruyenError UnknownBackendError",
    "ledger": "open_ledger",
    "model.findings": "Finding Level Messages",
    "model.flow": "BoundChannel Edition Limits Occurrence Parcel Receipt Rendering Repeat Status Target",
    "model.message": "Media Message",
    "model.plan": "Activity Assignment Channel Form Plan Theme",
    "model.units": "Unit UnitGroup",
    "model.values": "Html Secret",
    "planfile": "read_plan schema",
    "plugins": "Backend Plugins hookimpl",
    "publish": "Summary publish",
    "report": "report",
    "schedule": "occurrences",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tuyentruyen' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"tuyentruyen.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
