"""The contract catches what it is there for: each fault is planted, and the test that must fail is run."""

from __future__ import annotations

import datetime
import inspect
import os
import random
import threading
import time

import pytest
from attrs import define, frozen

from tests.testing.faulty.bool_receipt import BoolNotices
from tests.testing.faulty.clock_in_render import TimelyNotices
from tests.testing.faulty.sound import Notices, NoticeSettings
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Limits, Receipt, Rendering, Repeat, Target
from tuyentruyen.model.values import Secret
from tuyentruyen.plugins.toolkit import deliver_files
from tuyentruyen.testing import BackendContract, sample_edition


class TestSoundNotices(BackendContract):
    backend = Notices()
    other_settings = {"ending": "Hết."}


def broken(backend, test, tmp_path, *, table=None, **said):
    """Runs one test of the contract against a faulty backend, and returns what it says."""
    contract = type(
        "Contract", (BackendContract,), {"backend": backend, "other_settings": {"ending": "Hết."}, **said}
    )()
    table = dict(table or {})
    asked = {
        "tmp_path": tmp_path,
        "table": table,
        "edition": lambda: sample_edition(backend, folder=tmp_path, settings=table),
        "monkeypatch": pytest.MonkeyPatch,
    }
    method = getattr(contract, test)
    arguments = {}
    for name in inspect.signature(method).parameters:
        if name in said.get("arguments", {}):
            arguments[name] = said["arguments"][name]
        elif name in asked:
            arguments[name] = asked[name]() if callable(asked[name]) else asked[name]
    with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
        method(**arguments)
    return str(caught.value)


def test_the_contract_has_at_least_fifteen_checks():
    checks = [name for name in dir(BackendContract) if name.startswith("test_")]
    assert len(checks) >= 15
    assert "test_every_parcel_is_answered_once" in checks


def test_a_bool_as_receipt_is_caught(tmp_path):
    said = broken(BoolNotices(), "test_every_parcel_is_answered_once", tmp_path)
    assert said.startswith(
        "deliver gave True, which is no receipt; mend: Receipt.delivered(parcel), .retry(parcel, note)"
    )


def test_none_as_receipt_is_caught(tmp_path):
    class Silent(Notices):
        def deliver(self, channel, parcels):
            for _ in parcels:
                yield None

    assert "deliver gave None, which is no receipt" in broken(Silent(), "test_it_survives_an_early_stop", tmp_path)


def test_the_clock_in_render_is_caught(tmp_path):
    said = broken(TimelyNotices(), "test_rendered_again_in_another_year_it_gives_the_same_bytes", tmp_path)
    assert "the bytes of 'nop-ho-so-truc-tuyen.txt' depend on the clock" in said
    assert "mend: edition.now is the only clock while rendering" in said


@pytest.mark.parametrize(
    "outside",
    [
        lambda message: str(time.time()),
        lambda message: time.strftime("%Y"),
        lambda message: message.published.astimezone().isoformat(),
        lambda message: os.getcwd(),
        lambda message: str(random.random()),
        lambda message: os.urandom(8).hex(),
        lambda message: datetime.date.today().isoformat(),
    ],
    ids=["time", "strftime", "zone", "folder", "chance", "entropy", "today"],
)
def test_every_way_to_look_outside_is_caught(tmp_path, outside):
    class Impure(Notices):
        def text(self, edition, message):
            return outside(message) + super().text(edition, message)

    said = broken(Impure(), "test_rendered_again_in_another_year_it_gives_the_same_bytes", tmp_path)
    assert "depend on the clock, the time zone, the folder or chance" in said


def test_a_forgotten_part_of_the_fingerprint_is_caught(tmp_path):
    class Forgetful(Notices):
        def fingerprint(self, edition, message, text):
            return message.title

    test = "test_what_changes_the_bytes_changes_the_fingerprint"
    said = broken(Forgetful(), test, tmp_path, arguments={"change": "a message's body"})
    assert said.startswith("a message's body changes the bytes of 'nop-ho-so-truc-tuyen.txt' and not its fingerprint")
    said = broken(Forgetful(), "test_a_setting_that_changes_the_bytes_changes_the_fingerprint", tmp_path)
    assert said.startswith("the setting ending changes the bytes")


def test_a_message_dropped_silently_is_caught(tmp_path):
    class Choosy(Notices):
        def render(self, edition):
            yield from list(super().render(edition))[1:]

    said = broken(Choosy(), "test_every_message_is_carried", tmp_path)
    assert said.startswith("nop-ho-so-truc-tuyen: neither carried nor refused; mend:")


def test_a_list_is_not_lazy(tmp_path):
    class Eager(Notices):
        def render(self, edition):
            return list(super().render(edition))

    said = broken(Eager(), "test_render_is_lazy", tmp_path)
    assert said.startswith("render made a list of everything; mend: write it with yield")


def test_keys_made_of_titles_are_caught(tmp_path):
    class Titled(Notices):
        def render(self, edition):
            for message in edition.messages:
                yield Rendering.of(f"{len(message.title)}.txt", message.title.encode(), messages=(message.key,))

    said = broken(Titled(), "test_keys_are_stable", tmp_path, arguments={"change": "a message's title"})
    assert said.startswith("a message's title changes keys: ")


def test_keys_that_differ_by_case_alone_are_caught(tmp_path):
    class Twice(Notices):
        def render(self, edition):
            for key in ("tin.txt", "TIN.txt"):
                yield Rendering.of(key, b"", messages=[m.key for m in edition.messages])

    assert broken(Twice(), "test_keys_are_unique_on_every_system", tmp_path).startswith(
        "the key 'tin.txt' is rendered twice"
    )


def test_writing_in_render_is_caught(tmp_path):
    class Writing(Notices):
        def render(self, edition):
            (tmp_path / "nhap.txt").write_text("nháp")
            yield from super().render(edition)

    said = broken(Writing(), "test_render_check_and_target_touch_nothing", tmp_path)
    assert "nhap.txt' for writing; mend: only deliver writes" in said


def test_changing_the_process_is_caught(tmp_path, monkeypatch):
    monkeypatch.setenv("TT_DAU", "1")

    class Changing(Notices):
        def render(self, edition):
            os.environ["TT_DAU"] = "2"
            yield from super().render(edition)

    said = broken(Changing(), "test_rendering_leaves_the_process_as_it_was", tmp_path)
    assert said.startswith("locale, folder or environment were changed")


def test_a_limit_that_is_not_held_is_caught(tmp_path):
    class Lax(Notices):
        limits = Limits(title=100)

    test = "test_limits_of_texts_are_held_at_the_last_character"
    said = broken(Lax(), test, tmp_path, arguments={"what": "title", "over": 1})
    assert said.startswith("limits.title is 100, and a title of 101 characters is not refused; mend:")


def test_a_limit_that_is_held_too_early_is_caught(tmp_path):
    class Strict(Notices):
        limits = Limits(title=201)

    test = "test_limits_of_texts_are_held_at_the_last_character"
    assert "is refused" in broken(Strict(), test, tmp_path, arguments={"what": "title", "over": 0})


def test_a_live_script_is_caught(tmp_path):
    class Markup(Notices):
        def render(self, edition):
            for message in edition.messages:
                page = f"<h1>{message.title}</h1>".encode()
                yield Rendering.of(f"{message.key}.html", page, media_type="text/html", messages=(message.key,))

    arguments = {"kind": "a script", "html": False}
    said = broken(Markup(), "test_hostile_text_is_harmless", tmp_path, arguments=arguments)
    assert "b'<script' stands live in 'tin-doc.html'; mend: escape, sanitise" in said


def test_a_control_character_let_through_is_caught(tmp_path):
    class Open(Notices):
        def check(self, edition):
            return ()

    arguments = {"kind": "a NUL", "html": False}
    said = broken(Open(), "test_hostile_text_is_harmless", tmp_path, arguments=arguments)
    assert "a control character stands in 'tin-doc.txt'; mend: refuse it in check" in said


def test_one_poisoned_message_that_costs_others_is_caught(tmp_path):
    class Harsh(Notices):
        def check(self, edition):
            for found in super().check(edition):
                for message in edition.messages:
                    yield Finding(code="notice-1", text=found.text, message=message.key)

    arguments = {"kind": "a NUL", "html": False}
    assert "leaves another out" in broken(Harsh(), "test_hostile_text_is_harmless", tmp_path, arguments=arguments)


@pytest.mark.parametrize("before", [0, 1])
def test_a_fault_of_one_message_put_down_to_another_is_caught(tmp_path, before):
    """Also where the other has such a fault of its own, and whatever its level."""

    class Confused(Notices):
        def check(self, edition):
            first, *rest = edition.messages
            for _ in range(before + (len(rest) > 2)):
                yield Finding(code="x1", level=Level.WARNING, text="too coarse", message=first.key)

    arguments = {"kind": "a NUL", "html": False}
    assert "leaves another out" in broken(Confused(), "test_hostile_text_is_harmless", tmp_path, arguments=arguments)


def test_a_finding_that_the_sample_has_anyway_is_no_fault_of_a_neighbour(tmp_path):
    asked = []

    class Careful(Notices):
        def check(self, edition):
            asked.append(len(edition.messages))
            yield Finding(code="x1", level=Level.WARNING, text="too coarse", message=edition.messages[0].key)

    made = type("Contract", (BackendContract,), {"backend": Careful(), "other_settings": {"ending": "Hết."}})()
    edition = sample_edition(Careful(), folder=tmp_path)
    assert made.test_hostile_text_is_harmless(edition, "a template", html=False) is None
    count = len(edition.messages)
    assert {count, count + 1} <= set(asked), "it compares what is found with the hostile message and without it"


def test_an_undocumented_setting_is_caught(tmp_path):
    @frozen(kw_only=True)
    class Undocumented:
        """Settings."""

        ending: str = "./."

    class Notice(Notices):
        settings = Undocumented

    said = broken(Notice(), "test_its_settings_are_documented", tmp_path)
    assert said == "Undocumented does not say what ending mean; mend: an Attributes section in its docstring"


def test_settings_that_can_change_are_caught(tmp_path):
    @define(kw_only=True)
    class Open:
        ending: str = "./."

    class Notice(Notices):
        settings = Open

    said = broken(Notice(), "test_its_settings_are_a_frozen_attrs_class", tmp_path)
    assert said == "Open can be changed; mend: make it with attrs.frozen(kw_only=True)"


def test_a_password_in_the_plan_is_caught(tmp_path):
    @frozen(kw_only=True)
    class Careless(NoticeSettings):
        smtp_password: str = ""

    class Notice(Notices):
        settings = Careless

    said = broken(Notice(), "test_words_that_should_be_secret_are_not_kept_in_the_plan", tmp_path)
    assert said.startswith("settings smtp_password would hold a secret as plain text; mend:")


def test_a_secret_kept_on_the_backend_is_caught(tmp_path, monkeypatch):
    @frozen(kw_only=True)
    class Keyed(NoticeSettings):
        key: Secret

    class Notice(Notices):
        settings = Keyed
        kept = ""

        def target(self, channel):
            self.kept = channel.settings.key.reveal()
            return super().target(channel)

    table = {"key": {"env": "TT_KHOA"}}
    test = "test_secrets_are_hidden_wherever_an_edition_is_shown"
    assert broken(Notice(), test, tmp_path, table=table).startswith("a secret is shown by repr; mend:")
    monkeypatch.delenv("TT_KHOA", raising=False)


def test_a_target_named_after_its_folder_is_caught(tmp_path):
    class Located(Notices):
        def target(self, channel):
            return Target(id=str(channel.folder), repeat=Repeat.PLACE, folder=channel.folder)

    assert "mend: a word such as 'live' or 'dir'" in broken(
        Located(), "test_its_target_id_names_no_host_and_no_folder", tmp_path
    )


def test_a_target_outside_its_folder_is_caught(tmp_path):
    class Straying(Notices):
        def target(self, channel):
            return Target(id="dir", repeat=Repeat.PLACE, folder=channel.out.parent)

    said = broken(Straying(), "test_a_place_of_files_lies_under_the_channels_folder", tmp_path)
    assert "mend: channel.folder, so that two channels never write over each other" in said


def test_a_parcel_answered_twice_is_caught(tmp_path):
    class Eager(Notices):
        def deliver(self, channel, parcels):
            for receipt in deliver_files(channel.folder, parcels):
                yield receipt
                yield receipt

    assert "mend: one receipt for each parcel" in broken(Eager(), "test_every_parcel_is_answered_once", tmp_path)


def test_a_window_that_is_not_kept_is_caught(tmp_path):
    class Greedy(Notices):
        def target(self, channel):
            return Target(id="live", repeat=Repeat.PUSH, window=2)

        def deliver(self, channel, parcels):
            for parcel in list(parcels):
                yield Receipt.delivered(parcel)

    said = broken(Greedy(), "test_receipts_come_while_parcels_go", tmp_path)
    assert said.startswith("3 parcels were in the air, and target.window is 2; mend: answer before pulling more")


def test_pulling_from_another_thread_is_caught(tmp_path):
    class Threaded(Notices):
        def deliver(self, channel, parcels):
            pulled = []
            thread = threading.Thread(target=lambda: pulled.extend(parcels))
            thread.start()
            thread.join()
            yield from deliver_files(channel.folder, pulled)

    assert "mend: pull in deliver itself" in broken(Threaded(), "test_parcels_are_pulled_from_one_thread", tmp_path)


def test_a_swallowed_fault_of_the_stream_is_caught(tmp_path):
    class Deaf(Notices):
        def deliver(self, channel, parcels):
            try:
                yield from deliver_files(channel.folder, parcels)
            except Exception:
                return

    said = broken(Deaf(), "test_a_fault_in_the_stream_is_not_swallowed", tmp_path)
    assert said.startswith("an exception of the stream of parcels was swallowed")


def test_what_is_not_removed_is_caught(tmp_path):
    class Keeping(Notices):
        def deliver(self, channel, parcels):
            for parcel in parcels:
                if parcel.data is not None:
                    list(deliver_files(channel.folder, [parcel]))
                yield Receipt.delivered(parcel)

    assert "still stands in its folder" in broken(Keeping(), "test_what_has_to_go_goes", tmp_path)


def test_a_rendering_made_anew_each_time_is_caught(tmp_path):
    class Restless(Notices):
        def fingerprint(self, edition, message, text):
            return str(time.perf_counter_ns())

    said = broken(Restless(), "test_published_twice_it_delivers_once", tmp_path)
    assert said.startswith("publishing again without any change delivers again; mend:")
