"""What pages say to programs in their heads: JSON-LD in the terms of schema.org, Open Graph, where their data lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from attrs import define, field

from tuyentruyen.channels.portal.data import as_json, data_of
from tuyentruyen.channels.portal.events import events
from tuyentruyen.channels.portal.logo import Logo
from tuyentruyen.channels.portal.reading import Reading, changed_at, moment
from tuyentruyen.formats.layouts import safe
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import usable
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

_SHORTER = 110
"""Characters of a headline that search engines show."""
NOTHING: Mapping[str, Any] = {
    "linked": "", "data": "", "locale": "", "description": "", "article": (), "image": None,
}  # fmt: skip
"""The head of a page that is no thing, such as one that was taken back."""
_COMING = "sap-toi/"
_REGIONS = {"vi": "VN", "en": "US"}
Table = dict[str, Any]


@define(slots=False)
class Linked:
    """What the head of each page says beside its title.

    Attributes:
        reading: The edition, read for its pages.
        base: Address of the site, ending in ``/``; empty if it is not known: then things have no address.
        title: Name of the site.
        logo: The owner's, which stands for a page without a picture of its own too; None: none.
    """

    reading: Reading
    base: str
    title: str
    logo: Logo | None = None
    _stamps: dict[str, str] = field(factory=dict, init=False)

    def head(self, path: str) -> Table:
        """Of the page at this path what a layout puts into its head: nothing of it needs escaping twice."""
        message = self._message(path)
        things = [thing for thing in (self._thing(path),) if thing]
        return {
            "linked": safe(as_json({"@context": "https://schema.org", **things[0]})) if things else "",
            "data": data_of(path),
            "locale": locale(message.language if message else self.reading.edition.plan.language),
            "description": self.reading.summary_of(message) if message else "",
            "article": self._article(message) if message else [],
            "image": next(iter(self._pictures(message) if message else ()), self._instead),
        }

    def stamp(self, path: str) -> str:
        """What changes when the head of a page would, beside what its page stands on; cheap."""
        if path == _COMING:
            return fingerprint(repr(self._events))
        unit = self._units.get(path)
        if unit is None and (message := self._message(path)):
            unit = self.reading.unit_of(message)
        if unit is None and path and path not in self._procedures:
            return ""
        owner = self.reading.edition.channel.owner
        told = self._stamps.get((unit or owner).key)
        if told is None:
            plan = self.reading.edition.plan
            around = [plan.units.get(key) for key in ((unit or owner).parent, owner.parent, plan.issuer)]
            stamps = [one and self.reading.stamp_of(one) for one in (unit, owner, *around)]
            told = self._stamps[(unit or owner).key] = fingerprint(*stamps)
        return told

    # -- things --------------------------------------------------------------------------------------------------------

    def _thing(self, path: str) -> Table:
        if not path:
            return self._site()
        if path == _COMING:
            return {"@graph": self._events} if self._events else {}
        if message := self._message(path):
            return self._news(message, path)
        if procedure := self._procedures.get(path):
            return self._service(procedure, path)
        return self._organization(unit) if (unit := self._units.get(path)) else {}

    def _site(self) -> Table:
        owner = self._organization(self.reading.edition.channel.owner)
        site = _told(
            {
                "@type": "WebSite", "name": self.title, "url": self.base, "inLanguage": self.reading.edition.plan.language,
                "publisher": {"@id": owner["@id"]} if "@id" in owner else {"name": owner["name"]},
            }
        )  # fmt: skip
        return {"@graph": [owner, site]}

    def _organization(self, unit: Unit) -> Table:
        parent = self.reading.edition.plan.units.get(unit.parent)
        address = usable(unit.email)
        feedback = {"@type": "ContactPoint", "contactType": tr("Feedback and complaints"), "url": unit.feedback}
        return _told(
            {
                **self._named(unit), "alternateName": unit.short, "sameAs": unit.link if self.base else "",
                "telephone": unit.hotline, "email": address, "address": unit.address,
                "contactPoint": feedback if unit.feedback.startswith("https://") else None,
                "logo": self._logo_address if unit.key == self.reading.edition.channel.owner.key else "",
                "parentOrganization": self._named(parent) if parent else None,
            }
        )  # fmt: skip

    def _named(self, unit: Unit) -> Table:
        """A unit, in brief, by the address of its page, which is its identity."""
        path = self.reading.page_of(unit)
        page = f"{self.base}{path}" if self.base and path else ""
        return _told(
            {"@type": "GovernmentOrganization", "@id": f"{page}#don-vi" if page else "", "name": unit.name, "url": page or unit.link}
        )  # fmt: skip

    def _news(self, message: Message, path: str) -> Table:
        reading, plan = self.reading, self.reading.edition.plan
        unit, title = self._named(reading.unit_of(message)), reading.title_of(message)
        page = f"{self.base}{path}" if self.base else ""
        return _told(
            {
                "@type": "NewsArticle", "@id": f"{page}#tin" if page else "", "url": page, "mainEntityOfPage": page,
                "headline": title if len(title) <= _SHORTER else f"{title[: _SHORTER - 1].rstrip()}…",
                "name": title if len(title) > _SHORTER else "",
                "description": nfc(reading.summary_of(message)), "inLanguage": message.language,
                "datePublished": moment(message.published)["iso"],
                "dateModified": moment(changed_at(message) or message.published)["iso"],
                "author": unit, "publisher": self._named(reading.edition.channel.owner),
                "articleSection": [plan.themes[key].title for key in reading.themes_of(message)],
                "image": [address for address, _ in self._pictures(message)], "isAccessibleForFree": True,
            }
        )  # fmt: skip

    def _service(self, one: Procedure, path: str) -> Table:
        page, plan = f"{self.base}{path}" if self.base else "", self.reading.edition.plan
        units = self.reading.settling(one)
        return _told(
            {
                "@type": "GovernmentService", "@id": f"{page}#thu-tuc" if page else "", "url": page, "name": one.title,
                "identifier": one.code, "serviceType": one.field or tr("Procedures"), "sameAs": one.link,
                "provider": [self._named(unit) for unit in units or [plan.units.get(plan.issuer, self.reading.edition.channel.owner)]],
                "offers": {"@type": "Offer", "description": one.fee_line} if one.fee else None,
                "serviceOutput": {"@type": "Thing", "name": one.result} if one.result else None,
                "availableChannel": {"@type": "ServiceChannel", "serviceUrl": one.link} if one.link else None,
            }
        )  # fmt: skip

    # -- what they stand on --------------------------------------------------------------------------------------------

    def _article(self, message: Message) -> list[tuple[str, str]]:
        """Properties of an article in Open Graph."""
        plan = self.reading.edition.plan
        told = [("article:published_time", moment(message.published)["iso"])]
        if changed := changed_at(message):
            told.append(("article:modified_time", moment(changed)["iso"]))
        return [*told, *(("article:section", plan.themes[key].title) for key in self.reading.themes_of(message)[:1])]

    def _pictures(self, message: Message) -> Iterable[tuple[str, Media]]:
        """Its pictures that programs can fetch, by absolute address."""
        for media in message.media:
            address = self.reading.address_of(media, self.base) if self.base else media.url
            if media_type(media).startswith("image/") and address.startswith(("https://", "http://")):
                yield address, media

    @cached_property
    def _logo_address(self) -> str:
        """Of the owner's logo, for programs; empty if it has none that they can fetch."""
        return f"{self.base}{self.logo.path}" if self.logo and self.base else ""

    @cached_property
    def _instead(self) -> tuple[str, Table] | None:
        """What social networks show of a page that has no picture: the logo, where it is a picture of a kind that they know."""
        if self.logo is None or not self._logo_address or self.logo.media_type not in ("image/png", "image/jpeg"):
            return None
        return self._logo_address, {"alt": self.reading.edition.channel.owner.name}

    @cached_property
    def _events(self) -> list[Table]:
        return events(self.reading.edition, self._named, f"{self.base}{_COMING}" if self.base else "")

    def _message(self, path: str) -> Message | None:
        """The message whose page lies at this path."""
        return self.reading.by_key.get(path[4:-1]) if path.startswith("tin/") else None

    @cached_property
    def _procedures(self) -> Mapping[str, Procedure]:
        return {f"thu-tuc/{one.key}/": one for one in self.reading.procedures}

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {f"don-vi/{unit.key}/": unit for unit in self.reading.units}


def locale(language: str) -> str:
    """A language as Open Graph writes it, such as ``vi_VN``; empty where its region is not known."""
    name, _, region = language.partition("-")
    region = region or _REGIONS.get(name.lower(), "")
    return f"{name.lower()}_{region.upper()}" if len(region) == 2 else ""


def _told(table: Table) -> Table:
    """The table without what is empty."""
    return {key: value for key, value in table.items() if value}
