"""Whatever goes wrong at whatever step: the results agree with the server's own log."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.channels.email.sending import HURRIED, envelope, sent
from tests.channels.email.smtpserver import EVERYTHING, Always, Dripping, Drop, Hang, Raw, Slow, SmtpServer, Taking

CODES = (
    "421 4.3.2 closing",
    "450 4.2.0 mailbox busy",
    "451 4.3.0 local error",
    "452 4.3.1 no space",
    "550 5.7.1 not here",
    "552 5.3.4 too big",
    "554 5.0.0 failed",
)
PLAIN = tuple(offer for offer in EVERYTHING if offer != "PIPELINING")
OFFERS = pytest.mark.parametrize("offers", [EVERYTHING, PLAIN], ids=["pipelining", "one-by-one"])
BIG = b"Subject: to\r\n\r\n" + (b"x" * 70 + b"\r\n") * 400_000
"""More than any system keeps in its own buffers."""
BATCH = [envelope("binh-0"), envelope("binh-1"), envelope("binh-2")]


def outcome_of(code):
    return "refused" if code.startswith("5") else "retry"


# -- one answer that is no yes -----------------------------------------------------------------------------------------


@OFFERS
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_before_the_body_concerns_the_mail_that_met_it_and_no_other(step, code, offers):
    with SmtpServer(script={step: [None, code]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == made.outcomes(2) == ["accepted"]
    if code.startswith("421"):  # the server closes; another connection carries it
        assert made.outcomes(1) == ["accepted"]
        assert server.connections == 2
    else:
        assert made.outcomes(1) == [outcome_of(code)]
        assert made.note(1) == code
        assert server.connections == 1


@OFFERS
@pytest.mark.parametrize("code", CODES)
def test_a_refusal_after_the_dot_is_the_mails_outcome(code, offers):
    with SmtpServer(script={"dot": [None, code]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == made.outcomes(2) == ["accepted"]
    assert made.outcomes(1) == [outcome_of(code)]
    assert made.note(1) == code


@OFFERS
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("step", ["rset", "quit"])
def test_what_is_said_to_rset_or_quit_changes_no_result(step, code, offers):
    refuse = {"xa@dan.example": "550 5.1.1 unknown"}
    with SmtpServer(script={step: [Always(code)]}, refuse=refuse, offers=offers) as server:
        made = sent(server, [envelope("xa"), envelope("gan")])
    assert made.outcomes(0) == ["refused"]
    assert made.outcomes(1) == ["accepted"]
    assert server.seen[-1] == "QUIT" or code.startswith("421")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("step", ["greeting", "ehlo"])
def test_who_is_turned_away_at_the_door_sent_nothing_for_sure(step, code):
    script = {step: [Always(code)], "helo": [Always(code)]}
    with SmtpServer(script=script) as server:
        made = sent(server, BATCH)
    assert made.results == {}
    assert str(made.fault) == f"the mail server turns us away: {code}"
    assert server.connections == (1 if code.startswith("5") else 3)


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("4")])
def test_a_door_that_opens_at_the_second_knock_is_good_enough(code):
    with SmtpServer(script={"greeting": [code]}) as server:
        made = sent(server, BATCH)
    assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3


@OFFERS
@pytest.mark.parametrize("code", ["530 5.7.0 Authentication required", "530 5.7.0 Must issue a STARTTLS command first"])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_that_wants_a_log_in_first_refuses_no_mail_for_good(step, code, offers):
    with SmtpServer(script={step: [Always(code)]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.results == {}
    assert str(made.fault) == f"the mail server takes mails only after a log-in, or under TLS: {code}"
    assert server.connections == 1


def test_a_server_that_knows_no_ehlo_is_greeted_with_helo():
    with SmtpServer(script={"ehlo": ["502 5.5.1 no such command"]}) as server:
        made = sent(server, BATCH)
    assert made.outcomes(2) == ["accepted"]
    assert [line.partition(" ")[0] for line in server.seen[:3]] == ["EHLO", "HELO", "MAIL"]
    assert "SIZE=" not in server.seen[2]


# -- lines that break --------------------------------------------------------------------------------------------------


@OFFERS
@pytest.mark.parametrize("hard", [False, True], ids=["fin", "rst"])
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "body"])
def test_a_line_that_breaks_before_the_dot_costs_nobody_a_mail(step, hard, offers):
    batch = [envelope("binh-0"), envelope("binh-1", data=BIG) if step == "body" else BATCH[1], envelope("binh-2")]
    with SmtpServer(script={step: [None, Drop(hard)]}, offers=offers[:-1]) as server:
        made = sent(server, batch, patience=evolve(HURRIED, block=5, dot=20))
    assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3


@OFFERS
@pytest.mark.parametrize("hard", [False, True], ids=["fin", "rst"])
@pytest.mark.parametrize("taking", [False, True], ids=["lost", "taken"])
def test_a_line_that_breaks_after_the_dot_leaves_that_mail_uncertain_and_no_other(taking, hard, offers):
    act = Taking(Drop(hard)) if taking else Drop(hard)
    with SmtpServer(script={"dot": [None, act]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == made.outcomes(2) == ["accepted"]
    assert made.outcomes(1) == ["uncertain"]
    assert len(server.taken) == (3 if taking else 2)


@OFFERS
@pytest.mark.parametrize("step", ["rset", "quit"])
def test_a_line_that_breaks_at_rset_or_quit_changes_no_result(step, offers):
    refuse = {"xa@dan.example": "550 5.1.1 unknown"}
    with SmtpServer(script={step: [Drop()]}, refuse=refuse, offers=offers) as server:
        made = sent(server, [envelope("xa"), envelope("gan")])
    assert made.outcomes(0) == ["refused"]
    assert made.outcomes(1) == ["accepted"]


@OFFERS
def test_a_mail_under_which_every_line_breaks_is_left_for_later_and_the_others_go(offers):
    refuse = {"binh-1@dan.example": "421 4.7.0 closing"}
    with SmtpServer(refuse=refuse, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == made.outcomes(2) == ["accepted"]
    assert made.outcomes(1) == ["retry"]


@OFFERS
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_on_which_every_line_breaks_is_given_up_after_a_few(step, offers):
    batch = [envelope(f"binh-{number}") for number in range(20)]
    with SmtpServer(script={step: [Always(Drop())]}, offers=offers) as server:
        made = sent(server, batch)
    assert made.fault is not None
    assert server.connections == 3
    assert len(server.taken) == 0


# -- silence -----------------------------------------------------------------------------------------------------------


@OFFERS
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data"])
def test_silence_before_the_dot_is_another_try(step, offers):
    patience = evolve(HURRIED, **{step: 0.15})
    with SmtpServer(script={step: [Hang()]}, offers=offers) as server:
        made = sent(server, BATCH[:2], patience=patience)
    assert [made.outcomes(index) for index in range(2)] == [["accepted"]] * 2
    assert server.connections == 2


@OFFERS
def test_a_server_that_stops_reading_a_body_has_not_got_it(offers):
    with SmtpServer(script={"body": [Slow(1.0)]}, offers=offers[:-1]) as server:
        made = sent(server, [envelope("binh-0", data=BIG)], patience=evolve(HURRIED, block=0.3, dot=20))
    assert made.outcomes(0) == ["accepted"]
    assert server.connections == 2


@OFFERS
@pytest.mark.parametrize("action", [Hang(), Taking(Hang())], ids=["lost", "taken"])
def test_silence_after_the_dot_is_uncertain(action, offers):
    with SmtpServer(script={"dot": [action]}, offers=offers) as server:
        made = sent(server, BATCH, patience=evolve(HURRIED, dot=0.15))
    assert made.outcomes(0) == ["uncertain"]
    assert made.note(0) == "the mail server took longer than 0.15 s (dot)"
    assert made.outcomes(1) == made.outcomes(2) == ["accepted"]


@OFFERS
def test_who_is_slow_after_the_dot_is_waited_for_longer_than_elsewhere(offers):
    patience = evolve(HURRIED, mail=0.1, rcpt=0.1, data=0.1, block=0.1, dot=5)
    with SmtpServer(script={"dot": [Slow(0.4)]}, offers=offers) as server:
        made = sent(server, BATCH, patience=patience)
    assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3
    assert server.connections == 1


def test_an_answer_that_comes_drop_by_drop_gains_no_time():
    with SmtpServer(script={"rcpt": [Always(Dripping("250-x" + "y" * 500, 0.05))]}) as server:
        made = sent(server, BATCH[:1], patience=evolve(HURRIED, rcpt=0.2))
    assert made.outcomes(0) == ["retry"]
    assert made.note(0) == "the mail server took longer than 0.2 s (rcpt)"


def test_an_answer_in_single_bytes_is_read_like_any_other():
    with SmtpServer(script={"rcpt": [Dripping("250-2.1.5 well\r\n250 2.1.5 done", 0.001)]}) as server:
        made = sent(server, BATCH[:1], patience=evolve(HURRIED, rcpt=5))
    assert made.outcomes(0) == ["accepted"]


# -- partly, and too many ----------------------------------------------------------------------------------------------


@OFFERS
def test_each_recipient_has_a_result_of_its_own(offers):
    refuse = {
        "bao@dan.example": "550 5.1.1 <bao@dan.example>: unknown",
        "cuc@dan.example": "450 4.2.0 greylisted, come again in 300 seconds",
    }
    with SmtpServer(refuse=refuse, offers=offers) as server:
        made = sent(server, [envelope("anh", "bao", "cuc", "duy")])
    assert made.outcomes() == ["accepted", "refused", "retry", "accepted"]
    assert made.note(place=1) == "550 5.1.1 <…>: unknown"
    assert made.results[0][2].after.total_seconds() == 300
    assert [mail.recipients for mail in server.taken] == [("anh@dan.example", "duy@dan.example")]


@OFFERS
def test_if_all_recipients_are_refused_no_body_is_sent_and_the_next_mail_goes(offers):
    refuse = {"binh-0@dan.example": "550 5.1.1 unknown"}
    with SmtpServer(refuse=refuse, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == ["refused"]
    assert made.outcomes(1) == made.outcomes(2) == ["accepted"]
    assert "RSET" in server.seen


def test_a_server_that_wants_a_body_for_nobody_gets_a_lone_dot():
    refuse = {"binh-0@dan.example": "550 5.1.1 unknown"}
    with SmtpServer(script={"data": ["354 go on"]}, refuse=refuse) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == ["refused"]
    assert made.outcomes(1) == made.outcomes(2) == ["accepted"]
    assert server.connections == 1


@OFFERS
@pytest.mark.parametrize("most", [1, 7, 100])
def test_too_many_recipients_are_served_in_further_transactions(most, offers):
    names = [f"ho-{number}" for number in range(23)]
    with SmtpServer(most_recipients=most, offers=offers) as server:
        made = sent(server, [envelope(*names), envelope("sau")])
    assert made.outcomes(0) == ["accepted"] * 23
    assert made.outcomes(1) == ["accepted"]
    assert max(len(mail.recipients) for mail in server.taken) == min(most, 23)


@OFFERS
def test_a_server_for_which_one_recipient_is_too_many_is_not_asked_for_ever(offers):
    with SmtpServer(most_recipients=0, offers=offers) as server:
        made = sent(server, [envelope("anh", "bao"), envelope("cuc")])
    assert made.outcomes(0) == ["retry", "retry"]
    assert made.outcomes(1) == ["retry"]
    assert sum(line.startswith("RCPT") for line in server.seen) == 3


@OFFERS
def test_what_becomes_of_one_transaction_is_not_what_becomes_of_the_next(offers):
    with SmtpServer(most_recipients=1, script={"dot": ["554 5.0.0 failed"]}, offers=offers) as server:
        made = sent(server, [envelope("anh", "bao")])
    assert made.outcomes(0) == ["refused", "accepted"]


@OFFERS
def test_more_than_a_hundred_recipients_are_never_named_at_once(offers):
    with SmtpServer(offers=offers) as server:
        made = sent(server, [envelope(*(f"ho-{number}" for number in range(250)))])
    assert made.outcomes(0) == ["accepted"] * 250
    assert [len(mail.recipients) for mail in server.taken] == [100, 100, 50]


@OFFERS
def test_no_space_is_no_reason_to_ask_again_at_once(offers):
    refuse = {"bao@dan.example": "452 4.3.1 no space"}
    with SmtpServer(refuse=refuse, offers=offers) as server:
        made = sent(server, [envelope("anh", "bao")])
    assert made.outcomes() == ["accepted", "retry"]


# -- what is no SMTP ---------------------------------------------------------------------------------------------------

STRANGERS = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n<html>", "a web server answers there, no mail server"),
    (b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "an SSH server answers there, no mail server"),
    (b"\x15\x03\x01\x00\x02\x02\x0a", "the server wants TLS from the first byte; set security to tls"),
    (b"\x00\xff\xfe garbage", "what answers there does not speak SMTP"),
    (b"200000 well\r\n", "what answers there does not speak SMTP"),
    (b"220-one\r\n221 two\r\n", "what answers there does not speak SMTP"),
]


@pytest.mark.parametrize(("said", "told"), STRANGERS)
def test_who_does_not_speak_smtp_is_told_by_what_it_says(said, told):
    with SmtpServer(script={"greeting": [Always(Raw(said))]}) as server:
        made = sent(server, BATCH)
    assert made.results == {}
    assert str(made.fault).startswith(told)


@OFFERS
@pytest.mark.parametrize("said", [b"\x00\x01\x02\x03\r\n", b"999 what\r\n", b"junk\n" * 300_000, b"x" * 1_000_000])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_garbage_before_the_dot_is_another_try(step, said, offers):
    with SmtpServer(script={step: [Raw(said)]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3
    assert server.connections == 2


@OFFERS
@pytest.mark.parametrize("said", [b"\x00\x01\x02\x03\r\n", b"354 go on\r\n", b"250-ok\r\n550 no\r\n"])
def test_garbage_after_the_dot_is_uncertain(said, offers):
    with SmtpServer(script={"dot": [Taking(Raw(said))]}, offers=offers) as server:
        made = sent(server, BATCH)
    assert made.outcomes(0) == ["uncertain"]
    assert made.outcomes(1) == made.outcomes(2) == ["accepted"]


@OFFERS
@pytest.mark.parametrize("said", [b"250 taken\r\nand more of it\r\n", b"250 taken\r\n250 taken\r\n250 taken\r\n"])
def test_garbage_after_a_yes_does_not_undo_it(said, offers):
    with SmtpServer(script={"dot": [Taking(Raw(said))]}, offers=offers) as server:
        made = sent(server, BATCH[:1])
    assert made.outcomes(0) == ["accepted"]


@OFFERS
@pytest.mark.parametrize("end", [b"250 " + b"y" * 1_000_000 + b"\r\n", b"250-" + b"ab " * 20 + b"\r\n"])
def test_an_answer_of_a_megabyte_is_an_answer(end, offers):
    said = end if end.startswith(b"250 ") else end * 16_000 + b"250 ok\r\n"
    with SmtpServer(script={"dot": [Taking(Raw(said))]}, offers=offers) as server:
        made = sent(server, BATCH, patience=evolve(HURRIED, dot=10))
    assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3
    assert server.connections == 1


@OFFERS
def test_an_answer_without_end_is_given_up(offers):
    with SmtpServer(script={"rcpt": [Always(Raw(b"250-" + b"x" * 9_000_000))]}, offers=offers) as server:
        made = sent(server, BATCH[:1], patience=evolve(HURRIED, rcpt=10))
    assert made.outcomes(0) == ["retry"]


@OFFERS
def test_a_server_that_says_no_while_the_body_still_comes_is_understood(offers):
    data = b"Subject: dai\r\n\r\n" + (b"x" * 70 + b"\r\n") * 200_000
    batch = [envelope("binh-0", data=data), envelope("binh-1")]
    with SmtpServer(script={"body": [Raw(b"552 5.3.4 too big\r\n")]}, offers=offers[:-1]) as server:
        made = sent(server, batch, patience=evolve(HURRIED, block=2))
    assert made.outcomes(0) == ["refused"]
    assert made.outcomes(1) == ["accepted"]


# -- what the server cannot take ---------------------------------------------------------------------------------------


def test_a_mail_bigger_than_the_server_takes_is_refused_without_asking():
    with SmtpServer(offers=["PIPELINING", "SIZE 100"]) as server:
        made = sent(server, [envelope("lon", data=b"x" * 99 + b"\r\n"), envelope("vua", data=b"x" * 98 + b"\r\n")])
    assert made.outcomes(0) == ["refused"]
    assert made.note(0) == "the mail has 101 bytes, and the mail server takes no more than 100"
    assert made.outcomes(1) == ["accepted"]
    assert not any("lon@" in line for line in server.seen)


def test_letters_beyond_ascii_need_a_server_that_takes_them():
    unicode = envelope("nguyễn", smtputf8=True)
    with SmtpServer(offers=["PIPELINING"]) as server:
        refused = sent(server, [unicode, envelope("sau")])
    with SmtpServer() as server:
        taken = sent(server, [unicode])
    assert refused.outcomes(0) == ["refused"]
    assert refused.outcomes(1) == ["accepted"]
    assert taken.outcomes(0) == ["accepted"]
    assert "MAIL FROM:<tin@ubnd.example> SIZE=56 SMTPUTF8" in server.seen


def test_bytes_beyond_ascii_need_a_server_that_takes_them():
    eight = envelope("tam", data="Subject: tám\r\n\r\nChào\r\n".encode())
    with SmtpServer(offers=["PIPELINING"]) as server:
        refused = sent(server, [eight])
    with SmtpServer() as server:
        taken = sent(server, [eight])
    assert refused.outcomes(0) == ["refused"]
    assert taken.outcomes(0) == ["accepted"]
    assert server.seen[1].endswith("BODY=8BITMIME")
