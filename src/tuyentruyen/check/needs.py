"""What a message has to bring with it: a hotline, a place for feedback, words for its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen import markup
from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.contents import Content
from tuyentruyen.editions import goes_to, prepared
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Form
from tuyentruyen.model.units import Unit
from tuyentruyen.wording import tr

_TELEPHONE = re.compile(r"(?<![\d.,/])(?:\+84|0|1[89]00)(?:[ .\u00a0]?\d){6,10}(?![\d/])|\b1022\b")
_FEEDBACK = re.compile(r"phản ánh|kiến nghị|góp ý|\bpakn\b|khiếu nại", re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif")
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_MARKED_AS_ADVERTISING = {"email", "sms"}


def forms_of(case: Case, message: Message) -> tuple[Form, ...]:
    """The forms in which a message goes out: its activity's and its channels', or those of the channels it reaches."""
    plan = case.plan
    activity = plan.activities.get(message.activity)
    keys = [activity.form] if activity else []
    channels = dict.fromkeys(key.partition("@")[0] for key in message.channels)
    if not activity and not channels:
        ready = prepared(plan, message)
        channels = dict.fromkeys(key for key, channel in plan.channels.items() if goes_to(plan, ready, channel))
    keys += [plan.channels[key].form for key in channels if key in plan.channels]
    return tuple(plan.forms[key] for key in dict.fromkeys(keys) if key in plan.forms)


def _speakers(case: Case, message: Message) -> tuple[Unit, ...]:
    units = case.plan.units
    return tuple(units[key] for key in dict.fromkeys((message.unit, case.plan.issuer)) if key in units)


def _can_be_called(case: Case, content: Content) -> bool:
    message = content.message
    there = message.hotline or any(unit.hotline for unit in _speakers(case, message))
    return bool(there or _TELEPHONE.search(content.rough))


def _can_be_answered(case: Case, content: Content) -> bool:
    there = any(unit.feedback for unit in _speakers(case, content.message))
    return there or bool(_FEEDBACK.search(content.rough))


def nowhere_to_turn(case: Case) -> Iterator[Fault]:
    """A text of a form that needs a hotline or a place for feedback, such as the grassroots system, has none."""
    if not any(form.needs for form in case.plan.forms.values()):
        return
    for content in case.contents:
        message = content.message
        forms = [form for form in forms_of(case, message) if form.needs]
        needs = {need for form in forms for need in form.needs}
        missing: list[str] = []
        if "hotline" in needs and not _can_be_called(case, content):
            missing.append("hotline")
        if "feedback" in needs and not _can_be_answered(case, content):
            missing.append("feedback")
        if missing:
            what = {
                "hotline": tr("it gives citizens no hotline"),
                "feedback": tr("it does not say where to send feedback (phản ánh, kiến nghị)"),
            }
            yield message_fault(
                message,
                tr(
                    "{what}, which {form} must",
                    what=tr(" and ").join(what[one] for one in missing),
                    form=f"“{forms[0].title}”",
                ),
                tr("write {fields} of its unit, or say it in the text", fields=", ".join(missing)),
            )


def urgent_without_hotline(case: Case) -> Iterator[Fault]:
    """An urgent text gives no telephone number to call."""
    for content in case.contents:
        if content.message.urgent and not _can_be_called(case, content):
            yield message_fault(
                content.message,
                tr("it is urgent and names no number to call"),
                tr("write hotline in the message or for its unit"),
                at="urgent",
            )


def unmarked_advertising(case: Case) -> Iterator[Fault]:
    """An advertising text goes out in a form that can neither mark it as advertising nor let people opt out."""
    for message in case.messages:
        if message.advertising:
            wrong = [form for form in forms_of(case, message) if _MARKED_AS_ADVERTISING.isdisjoint(form.kinds)]
            if wrong:
                yield message_fault(
                    message,
                    tr(
                        "it is advertising, and {form} can neither mark it so nor let people opt out",
                        form=f"“{wrong[0].title}”",
                    ),
                    tr("send it by e-mail or SMS alone, or take advertising out: news and social policy are none"),
                    at="advertising",
                )


def pictures_without_words(case: Case) -> Iterator[Fault]:
    """A picture has no words for those who do not see it."""
    mend = tr("say in a sentence under alt what the picture shows")
    for message in case.messages:
        for number, medium in enumerate(message.media):
            if _is_picture(medium) and not medium.alt.strip():
                name = medium.path or medium.url
                text = tr("the picture {name} has no alternative text", name=name)
                yield message_fault(message, text, mend, at=f"media[{number}]")
        bodies = [message.body, *(worded.body for worded in message.only.values())]
        count = sum(_unsaid(markup.tree(body)) for body in bodies if _PICTURE.search(body))
        if count:
            yield message_fault(
                message,
                tr("pictures in its text have no alternative text: {count}", count=count),
                tr("write it between the brackets: ![what the picture shows](…)"),
            )


def _is_picture(medium: Media) -> bool:
    return medium.media_type.startswith("image/") or (medium.path or medium.url).lower().endswith(_PICTURES)


def _unsaid(root: markup.Node) -> int:
    """How many pictures of a tree say nothing."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        count += node.tag == "img" and not node.text.strip()
        waiting += node.children
    return count
