"""Words of strangers come to screen, log and ledger without the mail addresses in them."""

from __future__ import annotations

import pytest

from tests.growth import growth
from tests.outlets import Outlet
from tests.publish.conftest import A, Stage
from tuyentruyen.errors import DeliveryError, PlanError, said, traced
from tuyentruyen.model.flow import Repeat
from tuyentruyen.plugins.toolkit import deliver_each

ADDRESSES = [
    "nguyen.van.a@mau.example", "NGUYEN+tin@a.b.mau.example", '"nguyễn văn a"@mau.example', "nguyễn@hà-nội.example", "a@xn--h-ni-0na4517b.example",
    "a\uff20mau.example", "a%40mau.example", "a&#64;mau.example", "o'neil@mau.example",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "words", ["{} is unknown", "no such user: <{}>", "{{'to': '{}'}}", "a=({},)", "mailto:{}", "{}."]
)
def test_an_address_is_left_out(address, words):
    fault = RuntimeError(words.format(address))
    for text in (said(fault), traced(fault)):
        assert "mau.example" not in text
        assert "nội.example" not in text
        assert "…" in text


@pytest.mark.parametrize(
    "text",
    [
        "feed@so-tttt: no file",
        "out/feed@so-tttt/feed.xml cannot be read",
        "@ plan.toml:3",
        "a @ b.c",
        "x@y",
        "5 % @ 3.5",
    ],
)
def test_what_is_no_address_stays(text):
    assert said(ValueError(text)) == f"ValueError: {text}"


@pytest.mark.timed
@pytest.mark.parametrize("piece", ["a@", "a.", "@a.", '"', "a@a", "%40", "a"])
def test_four_times_the_words_take_about_four_times_as_long(piece):
    assert growth(lambda size: said(ValueError(piece * (size // len(piece)))), 200_000) < 8


def test_what_is_wrong_with_a_plan_is_told_whole():
    assert said(PlanError("sender 'tin@mau.example' is refused")) == "sender 'tin@mau.example' is refused"


@pytest.mark.parametrize("certain", [True, False])
@pytest.mark.parametrize("retryable", [True, False])
def test_what_a_backend_says_of_one_parcel_names_nobody(stage: Stage, certain, retryable):
    def send(*_):
        raise DeliveryError("doc.gia@mau.example is unknown", certain=certain, retryable=retryable)

    stage.run(Outlet(repeat=Repeat.PUSH, carry=deliver_each(send)), [A])
    (entry,) = stage.ledger.entries("mau-2022")
    assert entry.row.note == "… is unknown"


@pytest.mark.parametrize("kind", [KeyError, DeliveryError])
@pytest.mark.parametrize("where", ["produce", "deliver"])
def test_what_a_plugin_raises_reaches_neither_log_nor_ledger_with_an_address(stage: Stage, caplog, where, kind):
    def broken(*_):
        raise kind("doc.gia@mau.example")

    outlet = Outlet(repeat=Repeat.PUSH, **({"carry": broken} if where == "deliver" else {"body": broken}))
    caplog.set_level("DEBUG")
    summary = stage.run(outlet, [A])
    kept = "".join(path.read_bytes().decode("latin-1") for path in stage.folder.glob("*.db*") if path.is_file())
    assert "…" in kept.encode("latin-1").decode("utf-8", "replace") or "…" in summary.failed
    for text in (caplog.text, str(summary), kept):
        assert "doc.gia" not in text


def test_what_a_listener_raises_is_logged_without_an_address(stage: Stage, caplog):
    def listener(*_):
        raise DeliveryError("doc.gia@mau.example does not listen")

    stage.run(Outlet(repeat=Repeat.PUSH), [A], on_receipt=listener)
    assert "does not listen" in caplog.text
    assert "doc.gia" not in caplog.text
