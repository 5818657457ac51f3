"""The words of the pages themselves, in the language in use."""

from __future__ import annotations

from types import SimpleNamespace

from tuyentruyen.wording import tr


def words() -> SimpleNamespace:
    """Everything that a page says beside what the plan says."""
    return SimpleNamespace(
        skip=tr("Skip to the content"), menu=tr("Main menu"), home=tr("Home"), news=tr("News"), themes=tr("Themes"),
        units=tr("Units"), procedures=tr("Procedures"), contacts=tr("Contacts"), index=tr("A–Z"), latest=tr("Latest news"),
        all_news=tr("All news"), urgent=tr("Urgent"), published=tr("Published"), updated=tr("Updated"), themes_of=tr("Themes of this news"),
        speaks=tr("Who says it"), attached=tr("Attached files"), hotline=tr("Hotline"), email=tr("E-mail"), address=tr("Address"),
        website=tr("Website"), feedback=tr("Feedback and complaints"), none=tr("There is nothing here yet."), newer=tr("Newer"),
        older=tr("Older"), pages=tr("Pages of this list"), print=tr("Print this page with your browser."), notice=tr("Posted procedures"),
        code=tr("Code"), field=tr("Field"), level=tr("Level"), time_limit=tr("Time limit"), fee=tr("Fee"), exemptions=tr("Exempt or reduced"),
        papers=tr("Papers to bring"), forms=tr("Forms to fill in"), basis=tr("Legal basis"), result=tr("Result"), online=tr("Online"),
        where=tr("Where it is settled"), fee_unknown=tr("not said; ask before you pay"), no_exemptions=tr("nobody is named"),
        gone=tr("This page is not there"), gone_text=tr("It may have been moved or taken back. The home page and the index lead on."),
        removed=tr("This news was taken back"),
        removed_text=tr("The authority that published it has withdrawn it. The home page and the index lead to what holds."), issued=tr("Under plan {number}"), made=tr("Published from the plan with tuyentruyen"),
        channels=tr("Official channels"), channels_text=tr("Where the authority itself speaks. What comes from elsewhere in its name is not its word."),
        coming=tr("Coming up"), coming_text=tr("What the plan has in the next five weeks."),
        owner=tr("Who answers for it"), audience=tr("For whom"), form=tr("Form"), feeds=tr("Feeds"), feeds_text=tr("New messages as a feed for reading programs"),
        search=tr("Search"), search_title=tr("Search the site"), search_label=tr("Words to search for"),
        search_help=tr("Tone marks may be left out. All words must be found; the beginning of a word is enough. You can also look through"),
        search_index=tr("all titles from A to Z"), search_unscripted=tr("The search needs JavaScript, which is switched off here."),
        search_reading=tr("Searching…"), search_found=tr("Found for “{query}”: {count}"), search_none=tr("Nothing was found for “{query}”."),
        search_failed=tr("The search could not read its index. Try again later, or look through the titles from A to Z."),
        search_more=tr("More results"),
        open=tr("Menu"), close=tr("Close the menu"), crumbs=tr("Where you are"), more=tr("More on this site"), jump=tr("On this page"),
        reach=tr("Contacts and feedback"), all_coming=tr("All that is coming up"), archive=tr("Older news, month by month"),
        all_titles=tr("All titles from A to Z"), other_fields=tr("Other fields"),
        levels={
            "central": tr("Central authorities"), "city": tr("Of the city or province"), "district": tr("Of the districts"),
            "commune": tr("Of the communes"), "village": tr("Of the villages and residential groups"),
        },
    )  # fmt: skip
