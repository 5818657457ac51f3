"""Many mails through several connections: pace, deadline, quiet times, doors that close, and farewells."""

from __future__ import annotations

import random
import socket
import time

import pytest
from attrs import evolve

from tests.channels.email.sending import HURRIED, envelope, sent, settings, through
from tests.channels.email.smtpserver import EVERYTHING, Always, Drop, Hang, Slow, SmtpServer, Taking
from tuyentruyen.channels.email.transport import Patience, Pool, SmtpSettings

PLAIN = tuple(offer for offer in EVERYTHING if offer != "PIPELINING")
OFFERS = pytest.mark.parametrize("offers", [EVERYTHING, PLAIN], ids=["pipelining", "one-by-one"])


def mails(count, first=0):
    return [envelope(f"ho-{number}-dan") for number in range(first, first + count)]


# -- what goes over the wire -------------------------------------------------------------------------------------------


def test_the_next_mail_follows_the_final_dot_at_once_where_the_server_pipelines():
    with SmtpServer() as server:
        sent(server, mails(3))
    ends = [group for group in server.groups if b"\r\n.\r\n" in group]
    assert [group.partition(b"\r\n.\r\n")[2][:10] for group in ends] == [b"MAIL FROM:", b"MAIL FROM:", b""]
    assert server.groups[1] == b"MAIL FROM:<tin@ubnd.example> SIZE=56\r\nRCPT TO:<ho-0-dan@dan.example>\r\nDATA\r\n"


def test_each_command_waits_for_its_answer_where_the_server_does_not_pipeline():
    with SmtpServer(offers=PLAIN) as server:
        sent(server, mails(3))
    assert all(group.count(b"\r\n") == 1 for group in server.groups if b"Subject" not in group)


def test_dots_at_the_beginning_of_lines_arrive_as_they_were():
    data = b".\r\n..\r\n...a\r\n.b\r\n\r\n.\r\n"
    with SmtpServer() as server:
        sent(server, [envelope("anh", data=data)])
    assert server.taken[0].data == data


@pytest.mark.parametrize("data", [b"", b"\r\n", b".\r\n", b"Subject: x\r\n"])
@OFFERS
def test_small_bodies_arrive_as_they_were(data, offers):
    with SmtpServer(offers=offers) as server:
        made = sent(server, [envelope("anh", data=data), envelope("bao")])
    assert made.outcomes(0) == made.outcomes(1) == ["accepted"]
    assert server.taken[0].data == data


def test_a_mail_of_thirty_megabytes_arrives():
    data = b"Subject: to\r\n\r\n" + (b"x" * 70 + b"\r\n") * 430_000
    with SmtpServer(offers=["PIPELINING"]) as server:
        made = sent(server, [envelope("anh", data=data)], patience=evolve(HURRIED, block=5, dot=30))
    assert made.outcomes() == ["accepted"]


def test_no_name_of_this_machine_is_looked_up_for_the_introduction(monkeypatch):
    def forbidden(*_):
        raise AssertionError

    for name in ("getfqdn", "gethostbyaddr", "gethostname", "getnameinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    with SmtpServer() as server:
        sent(server, mails(1))
    assert server.seen[0] == "EHLO [127.0.0.1]"


def test_the_name_for_the_introduction_can_be_set():
    with SmtpServer() as server:
        sent(server, mails(1), hello="thư.ubnd.example")
    assert server.seen[0].startswith("EHLO xn--")


def test_the_empty_sender_wants_no_report():
    with SmtpServer() as server:
        sent(server, [evolve(mails(1)[0], sender="")])
    assert server.taken[0].sender == ""


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_ipv6_is_spoken():
    with SmtpServer(family=socket.AF_INET6) as server:
        made = sent(server, mails(2), host="[::1]")
    assert made.outcomes(1) == ["accepted"]
    assert server.seen[0] == "EHLO [IPv6:::1]"


def test_the_next_address_of_a_name_is_tried_if_one_is_dead(monkeypatch):
    with SmtpServer() as server:
        found = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", server.port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        made = sent(server, mails(2), host="thu.ubnd.example")
    assert made.outcomes(1) == ["accepted"]


# -- several connections -----------------------------------------------------------------------------------------------


@OFFERS
def test_mails_are_shared_among_connections(offers):
    with SmtpServer(script={"dot": [Always(Slow(0.02))]}, offers=offers) as server:
        made = sent(server, mails(40), connections=8)
    assert len(made.results) == 40
    assert server.most_open == 8


def test_no_more_connections_are_opened_than_there_are_mails():
    script = {"dot": [Always(Slow(0.02))], "greeting": [None, Always(Slow(0.05))]}
    with SmtpServer(script=script) as server:
        sent(server, mails(6), connections=20)
    assert server.most_open <= 6


@pytest.mark.parametrize(("offers", "held"), [(EVERYTHING, 2), (PLAIN, 1)], ids=["pipelining", "one-by-one"])
def test_a_slow_connection_holds_back_what_is_on_its_way_there_and_no_more(offers, held):
    with SmtpServer(script={"dot": [Slow(1.0)]}, offers=offers) as server:
        begun, times = time.monotonic(), []
        with Pool(settings(server, connections=2), patience=evolve(HURRIED, dot=5)) as pool:
            for _ in pool.send(mails(10)):
                times.append(time.monotonic() - begun)
    assert len(times) == 10
    assert times[9 - held] < 0.8
    assert times[10 - held] >= 1.0


@pytest.mark.parametrize("code", ["421 4.7.0 too many connections", "554 5.7.0 too many connections"])
def test_a_server_that_allows_fewer_connections_gets_fewer(code):
    script = {"greeting": [None, None, Always(code)], "dot": [Always(Slow(0.01))]}
    with SmtpServer(script=script) as server:
        made = sent(server, mails(60), connections=10)
    assert all(made.outcomes(index) == ["accepted"] for index in range(60))
    assert server.connections > 6


def test_a_server_that_takes_few_mails_in_one_connection_gets_more_connections():
    script = {"mail": [None, None, None, "421 4.7.0 no more here"] * 20}
    with SmtpServer(script=script) as server:
        made = sent(server, mails(50), connections=3)
    assert all(made.outcomes(index) == ["accepted"] for index in range(50))


@OFFERS
@pytest.mark.parametrize("seed", range(6))
def test_a_server_that_fails_at_random_and_its_log_agree(seed, offers):
    chance = random.Random(seed)
    faults = [
        "421 4.3.2 closing", "450 4.2.0 later", "451 4.3.0 error", "452 4.5.3 too many", "550 5.7.1 no", "552 5.3.4 full",
        "554 5.0.0 failed", Drop(), Drop(hard=True), Taking(Drop()), Taking(Drop(hard=True)), Slow(0.01),
    ]  # fmt: skip
    script = {
        step: [
            chance.choice([fault for fault in faults if step == "dot" or not isinstance(fault, Taking)])
            if chance.random() < share
            else None
            for _ in range(200)
        ]
        for step, share in {"mail": 0.06, "rcpt": 0.1, "data": 0.06, "dot": 0.15, "rset": 0.1}.items()
    }
    batch = [envelope(*(f"ho-{number}-{place}" for place in range(chance.choice([1, 1, 3])))) for number in range(60)]
    with SmtpServer(script=script, offers=offers) as server:
        made = sent(server, batch, connections=4)
    outcomes = {result.outcome.value for results in made.results.values() for result in results}
    assert "accepted" in outcomes


# -- batches -----------------------------------------------------------------------------------------------------------


def test_connections_are_kept_between_batches():
    with SmtpServer() as server:
        with Pool(settings(server, connections=2), patience=HURRIED) as pool:
            for first in (0, 10, 20):
                through(pool, mails(10, first))
        server.settle()
        assert len(server.taken) == 30
        assert server.connections <= 2
        assert 1 <= server.seen.count("QUIT") <= server.connections


def test_an_empty_batch_opens_nothing():
    with SmtpServer() as server:
        assert sent(server, []).results == {}
    assert server.connections == 0


def test_a_line_that_was_closed_meanwhile_costs_nobody_a_mail():
    with SmtpServer(script={"dot": [Taking(Slow(0))]}) as server:
        with Pool(settings(server), patience=HURRIED) as pool:
            through(pool, mails(1))
            server._sockets[0].shutdown(socket.SHUT_RDWR)
            time.sleep(0.05)
            made = through(pool, mails(2, 1))
        assert made.outcomes(0) == made.outcomes(1) == ["accepted"]
        assert server.connections == 2


@pytest.mark.parametrize("said", [b"421 4.4.2 timeout\r\n", b"250 ok\r\n", b"junk\r\n"])
def test_what_a_server_says_unasked_between_batches_costs_nobody_a_mail(said):
    with SmtpServer() as server:
        with Pool(settings(server), patience=HURRIED) as pool:
            through(pool, mails(1))
            server._sockets[0].sendall(said)
            time.sleep(0.05)
            made = through(pool, mails(2, 1))
        assert made.outcomes(0) == made.outcomes(1) == ["accepted"]
        assert server.connections == 2
        assert sum(line.startswith("MAIL") for line in server.seen) == 3


def test_after_a_quiet_time_the_server_is_asked_whether_it_is_there():
    with SmtpServer() as server:
        with Pool(settings(server), patience=evolve(HURRIED, idle=0.05)) as pool:
            through(pool, mails(1))
            through(pool, mails(1, 1))
            time.sleep(0.1)
            made = through(pool, mails(2, 2))
        assert made.outcomes(1) == ["accepted"]
        assert [line for line in server.seen if not line.startswith(("EHLO", "RCPT", "DATA"))] == [
            "MAIL FROM:<tin@ubnd.example> SIZE=56", "MAIL FROM:<tin@ubnd.example> SIZE=56", "NOOP",
            "MAIL FROM:<tin@ubnd.example> SIZE=56", "MAIL FROM:<tin@ubnd.example> SIZE=56", "QUIT",
        ]  # fmt: skip


@pytest.mark.parametrize("action", ["421 4.4.2 timeout", "500 5.5.1 what?", Drop()])
def test_whatever_is_said_to_that_question_the_mails_go(action):
    with SmtpServer(script={"noop": [action]}) as server:
        with Pool(settings(server), patience=evolve(HURRIED, idle=0.02)) as pool:
            through(pool, mails(1))
            time.sleep(0.05)
            made = through(pool, mails(3, 1))
        assert [made.outcomes(index) for index in range(3)] == [["accepted"]] * 3


def test_who_stops_listening_stops_the_sending():
    with SmtpServer(script={"dot": [Always(Slow(0.05))]}) as server:
        with Pool(settings(server, connections=2), patience=HURRIED) as pool:
            for _ in pool.send(mails(50)):
                break
        server.settle()
        assert len(server.taken) <= 1 + 2 + 2


def test_whoever_takes_his_time_over_a_result_makes_no_server_late():
    with SmtpServer() as server:
        with Pool(
            settings(server, connections=3), patience=evolve(HURRIED, mail=0.4, rcpt=0.4, data=0.4, dot=0.4)
        ) as pool:
            results = []
            for _, (result,) in pool.send(mails(3)):
                results.append(result.outcome.value)
                time.sleep(0.5)
        assert results == ["accepted"] * 3
        assert server.connections <= 3


def test_a_pool_goes_on_after_a_fault():
    script = {"greeting": ["554 5.0.0 no service"]}
    with SmtpServer(script=script) as server, Pool(settings(server), patience=HURRIED) as pool:
        assert str(through(pool, mails(2)).fault) == "the mail server turns us away: 554 5.0.0 no service"
        assert through(pool, mails(2)).outcomes(1) == ["accepted"]


# -- pace and deadline -------------------------------------------------------------------------------------------------


@pytest.mark.timed
@pytest.mark.parametrize("connections", [1, 5])
def test_no_more_mails_are_begun_in_a_second_than_are_wanted(connections):
    with SmtpServer() as server:
        begun = time.monotonic()
        made = sent(server, mails(30), rate=50, connections=connections)
        spent = time.monotonic() - begun
    assert len(made.results) == 30
    assert 0.45 <= spent < 1.5


def test_a_pace_counts_recipients():
    with SmtpServer() as server:
        begun = time.monotonic()
        sent(server, [envelope(*(f"ho-{n}-{place}" for place in range(10))) for n in range(3)], rate=50)
        spent = time.monotonic() - begun
    assert spent >= 0.25


def test_a_pace_holds_from_batch_to_batch():
    with SmtpServer() as server, Pool(settings(server, rate=20), patience=HURRIED) as pool:
        begun = time.monotonic()
        for number in range(8):
            through(pool, mails(1, number))
        assert time.monotonic() - begun >= 0.2


def test_after_the_deadline_no_mail_is_begun():
    with SmtpServer() as server:
        made = sent(server, mails(50), rate=50, deadline=0.3 / 60)
    assert str(made.fault) == "the time for this run is over"
    assert 10 <= len(made.results) < 30


@OFFERS
def test_a_deadline_waits_for_the_answer_to_a_final_dot(offers):
    with SmtpServer(script={"dot": [Always(Slow(0.5))]}, offers=offers) as server:
        made = sent(server, mails(5), deadline=0.1 / 60, patience=evolve(HURRIED, dot=5), connections=2)
    assert made.fault is not None
    assert {tuple(made.outcomes(index)) for index in made.results} == {("accepted",)}
    assert 1 <= len(made.results) <= 4


def test_a_deadline_loses_no_answer_that_came_with_the_last_bytes():
    script = {"dot": [Slow(0.3)], "mail": [None, Always(Hang())]}
    with SmtpServer(script=script) as server:
        made = sent(server, mails(3), deadline=0.1 / 60, patience=evolve(HURRIED, dot=5, mail=5))
    assert made.fault is not None
    assert {index: made.outcomes(index) for index in made.results} == {0: ["accepted"]}


@pytest.mark.timed
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data"])
def test_a_deadline_ends_a_tarpit(step):
    patient = Patience(quit=0.1)
    with SmtpServer(script={step: [Always(Hang())]}) as server:
        begun = time.monotonic()
        made = sent(server, mails(5), deadline=0.2 / 60, connections=3, patience=patient)
        spent = time.monotonic() - begun
    assert str(made.fault) == "the time for this run is over"
    assert made.results == {}
    assert spent < 2


def test_a_deadline_is_for_all_batches_together():
    with SmtpServer() as server, Pool(settings(server, deadline=0.1 / 60), patience=HURRIED) as pool:
        assert through(pool, mails(1)).fault is None
        time.sleep(0.15)
        assert str(through(pool, mails(1, 1)).fault) == "the time for this run is over"


# -- doors -------------------------------------------------------------------------------------------------------------


def unused_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_port_where_nothing_answers_is_knocked_at_a_few_times():
    with Pool(SmtpSettings(host="127.0.0.1", port=unused_port(), security="none"), patience=HURRIED) as pool:
        made = through(pool, mails(3))
    assert str(made.fault) == "no connection to the mail server 127.0.0.1: nothing answers there"
    assert made.results == {}


def test_a_host_without_an_address_is_told():
    with Pool(SmtpSettings(host="khong-co.invalid", security="none"), patience=HURRIED) as pool:
        made = through(pool, mails(3))
    assert str(made.fault).startswith("the name of the mail server khong-co.invalid cannot be resolved: ")
    assert str(made.fault).endswith(("there is no such name, or it has no address", "no name server answers now"))


def test_an_address_that_swallows_everything_is_given_up(monkeypatch):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        target = SmtpSettings(host="127.0.0.1", port=port, security="none")
        with Pool(target, patience=evolve(HURRIED, connect=0.1)) as pool:
            made = through(pool, mails(1))
        for filler in fillers:
            filler.close()
    assert str(made.fault) == "no connection to the mail server 127.0.0.1: it does not answer"


@pytest.mark.timed
def test_a_farewell_is_not_waited_for_for_ever():
    with SmtpServer(script={"quit": [Hang()]}) as server:
        with Pool(settings(server), patience=evolve(HURRIED, quit=0.1)) as pool:
            through(pool, mails(1))
            begun = time.monotonic()
        assert time.monotonic() - begun < 1


def test_nobody_else_sees_the_login_in_the_pool(monkeypatch):
    with SmtpServer(offers=EVERYTHING) as server:
        pool = Pool(settings(server), patience=HURRIED)
        through(pool, mails(1))
        assert "mật khẩu" not in repr(pool)
        pool.close()
