"""What settings and envelopes hold, and what they refuse."""

import inspect

import pytest
from attrs import fields

from tuyentruyen.channels.email.transport import Envelope, SmtpSettings
from tuyentruyen.errors import PlanError
from tuyentruyen.model.values import Secret
from tuyentruyen.planfile.shape import structure

WORD = Secret(env="TT_SMTP_PASSWORD")


def test_the_least_that_a_plan_says_is_a_host():
    made = SmtpSettings(host="thu.ubnd.example")
    assert (made.security, made.port, made.connections, made.rate, made.deadline) == ("starttls", 0, 4, 0, 720)


def test_a_plan_file_is_read_into_settings():
    table = {"host": "thu.ubnd.example", "user": "tin", "password": {"env": "TT_SMTP_PASSWORD"}, "rate": 2}
    assert structure(table, SmtpSettings, place="x").password == WORD


def test_a_password_in_a_plan_file_is_refused_and_not_repeated():
    table = {"host": "thu.ubnd.example", "user": "tin", "password": "bi-mat"}
    with pytest.raises(PlanError) as caught:
        structure(table, SmtpSettings, place="x")
    assert "bi-mat" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["thu.ubnd.example", "thu", "127.0.0.1", "::1", "[::1]", "thư.ubnd.example", "a_b.example."]
)
def test_hosts_are_names_and_addresses(host):
    assert SmtpSettings(host=host).host == host


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "a b"},
        {"host": "a\r\nRCPT"},
        {"host": "https://thu"},
        {"host": "x" * 254},
        {"host": "thu:25"},
        {"host": "thư" * 30 + ".example"},
        {"hello": "a\nb"},
        {"hello": "a b"},
        {"hello": "192.0.2.1"},
        {"hello": "[192.0.2.1]"},
        {"port": 65_536},
        {"port": -1},
        {"security": "ssl"},
        {"user": "tin"},
        {"password": WORD},
        {"user": "tin", "password": WORD, "security": "none"},
        {"user": "a\0b", "password": WORD},
        {"connections": 0},
        {"connections": 51},
        {"rate": -1},
        {"rate": float("nan")},
        {"rate": True},
        {"deadline": 10_081},
        {"ca": "x" * 1_001},
    ],
)
def test_what_is_out_of_bounds_is_refused(wrong):
    with pytest.raises((ValueError, TypeError)):
        SmtpSettings(**{"host": "thu.ubnd.example", **wrong})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]"])
def test_a_password_may_go_in_the_clear_to_this_machine(host):
    assert SmtpSettings(host=host, user="tin", password=WORD, security="none").user == "tin"


def test_every_setting_is_explained():
    assert [
        field.name for field in fields(SmtpSettings) if f"    {field.name}: " not in inspect.getdoc(SmtpSettings)
    ] == []


# -- envelopes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "an@dan.example",
        "a.b+c=d@dan.example",
        '"a b"@dan.example',
        '"a\\"b>"@dan.example',
        "an@[192.0.2.1]",
        "an@xn--thng-0na.example",
        "x" * 64 + "@" + "y" * 189,
    ],
)
def test_addresses_that_a_server_can_be_given(address):
    assert Envelope(sender=address, recipients=(address,), data=b"").recipients == (address,)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "an",
        "@dan.example",
        "an@",
        "an@dan.example\r\nDATA",
        "an@dan.example\n",
        "a n@dan.example",
        "an@dan.example> SIZE=1",
        "<an@dan.example>",
        "an\0@dan.example",
        '"a\r\nb"@dan.example',
        "ân@dan.example",
        "an@dân.example",
        "x" * 64 + "@" + "y" * 190,
        "an@dan.example, binh@dan.example",
    ],
)
def test_addresses_that_could_not_stand_in_a_command_are_refused_and_not_repeated(address):
    with pytest.raises(ValueError, match=r"recipients\[1\]") as caught:
        Envelope(sender="", recipients=("tin@dan.example", address), data=b"")
    assert "dan.example" not in str(caught.value)
    if address:
        with pytest.raises(ValueError, match="sender"):
            Envelope(sender=address, recipients=("tin@dan.example",), data=b"")


@pytest.mark.parametrize("address", ["nguyễn@dan.example", "an@hànội.example", '"nguyễn a"@dan.example'])
def test_letters_beyond_ascii_are_for_smtputf8(address):
    assert Envelope(sender="", recipients=(address,), data=b"", smtputf8=True).recipients == (address,)
    with pytest.raises(ValueError, match="SMTPUTF8"):
        Envelope(sender="", recipients=(address,), data=b"")


@pytest.mark.parametrize("sign", ["\ud800", "\udfff", "\x85", "\x9f", "\x00", "\x7f", "\u00a0"])
def test_signs_that_are_no_letters_stand_in_no_address(sign):
    for address in (f"a{sign}n@dan.example", f'"a{sign}n"@dan.example', f"an@dan{sign}.example"):
        with pytest.raises(ValueError, match="no address"):
            Envelope(sender="", recipients=(address,), data=b"", smtputf8=True)


@pytest.mark.parametrize("data", [b"a\n", b"a\r", b"a\r\n\n", b"a\r\r\n", b"a\r\n.\nQUIT\r\n", b"a\r\n.\rQUIT\r\n"])
def test_line_ends_that_servers_read_in_two_ways_are_refused(data):
    with pytest.raises(ValueError, match="CRLF"):
        Envelope(sender="", recipients=("an@dan.example",), data=data)


def test_a_mail_for_nobody_is_refused():
    with pytest.raises(ValueError, match="recipients"):
        Envelope(sender="", recipients=(), data=b"")


@pytest.mark.parametrize("wrong", [{"data": "text"}, {"recipients": ["an@dan.example"]}, {"recipients": (1,)}])
def test_other_types_are_refused(wrong):
    with pytest.raises(TypeError):
        Envelope(**{"sender": "", "recipients": ("an@dan.example",), "data": b"", **wrong})
