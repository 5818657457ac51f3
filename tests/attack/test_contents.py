"""Plans whose text is hostile: too deep, too many keys, doubled keys, wrong dates, links that are scripts, names that are paths."""

from __future__ import annotations

import json
import time
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tests.attack.conftest import Published


def _with(old: str, new: str):
    def spoil(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return spoil


def _after(line: str):
    return lambda text: text + "\n" + line + "\n"


PLANS = {
    "nested brackets": (_after("[x]\ny = " + "[" * 50_000 + "]" * 50_000), "nested"),
    "nested tables": (_after("[x]\ny = " + "{a=" * 2_000 + "1" + "}" * 2_000), "nested"),
    "ten thousand dotted keys": (_after("[x]\n" + "\n".join(f"a.b{i}.c = {i}" for i in range(10_000))), "plan.toml"),
    "one key of ten thousand parts": (_after("[x]\n" + ".".join("a" for _ in range(10_000)) + " = 1"), "plan.toml"),
    "a key of a million characters": (_after(f"[x]\n{'a' * 1_000_000} = 1"), "characters"),
    "a doubled key": (_with("title =", 'title = "x"\ntitle ='), "plan.toml:7"),
    "a doubled table": (_after("[units.ubnd-phuong]\nname = 'x'"), "plan.toml:"),
    "an unknown key": (_with('title = "Tuyên', 'titel = "Tuyên'), "did you mean"),
    "an unknown table": (_after("[kenh.tin]\nx = 1"), "kenh"),
    "a date as text": (_with("since = 2022-01-01", 'since = "2022-01-01"'), "plan.toml:7"),
    "a date in two readings": (_with("since = 2022-01-01", 'since = "02/03/2026"'), "2026-03-02"),
    "a day that is none": (_with("since = 2022-01-01", "since = 2022-02-30"), "plan.toml:7"),
    "a telephone number without quotation marks": (_with('level = "commune"', "hotline = 0281022"), "plan.toml"),
    "a number for text": (_with('short = "UBND phường"', "short = 1022"), "plan.toml:13"),
    "an end before the start": (_with("until = 2022-12-31", "until = 2021-12-31"), "until"),
    "a link that is a script": (
        _with('link = "https://phuong.example/"', 'link = "javascript:alert(1)"'),
        "plan.toml:15",
    ),
    "a link with a line feed": (
        _with('link = "https://phuong.example/"', 'link = "https://x.example/\\r\\nX: y"'),
        "plan.toml:15",
    ),
    "a key that climbs": (_with("[channels.tin]", '[channels."../../x"]'), "'../../x'"),
    "a key that is a device": (_with("[channels.tin]", "[channels.con]"), "con"),
    "a key with NUL": (_with("[channels.tin]", '[channels."a\\u0000b"]'), "plan.toml"),
    "a control character": (_with('short = "UBND', 'short = "\\u001b[2J\\u0007UBND'), "U+001B"),
    "a mark that turns text round": (_with('short = "UBND', 'short = "\\u202eUBND'), "U+202E"),
    "a raw mark that turns text round": (_with('short = "UBND', 'short = "\u202eUBND'), "U+202E"),
    "an endless title": (_with('title = "Tuyên', 'title = "' + "Ủ" * 100_000 + "Tuyên"), "characters"),
    "an unknown owner": (_with('backend = "rss"\nowner = "ubnd-phuong"', 'backend = "rss"\nowner = "ai"'), "ai"),
    "an unknown form": (_with('form = "dien-tu"\nthemes', 'form = "dien-tuu"\nthemes'), "did you mean"),
    "a ring of groups": (_after("[groups.a]\ntitle='a'\ngroups=['b']\n[groups.b]\ntitle='b'\ngroups=['a']"), "groups."),
    "a newer format": (_with("format = 1", "format = 2"), "newer"),
    "a format as text": (_with("format = 1", 'format = "1"'), "format"),
    "a plan as a list": (_with("[plan]", "[[plan]]"), "plan"),
    "an include that climbs": (_with("format = 1", 'format = 1\ninclude = ["../x.toml"]'), "'../x.toml'"),
    "an absolute include": (_with("format = 1", 'format = 1\ninclude = ["/etc/passwd.toml"]'), "passwd"),
    "an include of Windows": (
        _with("format = 1", 'format = 1\ninclude = ["C:\\\\x.toml", "\\\\\\\\h\\\\x.toml"]'),
        "C:",
    ),
    "an include of itself": (_with("format = 1", 'format = 1\ninclude = ["plan.toml"]'), "itself"),
    "an include that is missing": (_with("format = 1", 'format = 1\ninclude = ["khong-co.toml"]'), "khong-co.toml"),
    "a thousand includes": (_with("format = 1", f"format = 1\ninclude = {json.dumps(['x.toml'] * 1000)}"), "1000"),
    "a rule of every second": (
        _with(
            'quota = { count = 1, of = "tin, bài", per = "month", at = "least" }', 'when = { rule = "FREQ=SECONDLY" }'
        ),
        "FREQ",
    ),
    "a phrase": (
        _with('quota = { count = 1, of = "tin, bài", per = "month", at = "least" }', 'when = "lúc nào tiện"'),
        "lúc nào tiện",
    ),
}


@pytest.mark.timed
@pytest.mark.parametrize("name", PLANS)
def test_a_hostile_plan_is_refused_by_place_and_nothing_is_changed(published: Published, name: str) -> None:
    spoil, named = PLANS[name]
    published.file.write_text(spoil(published.file.read_text("utf-8")), encoding="utf-8")
    before = published.everything()
    began = time.monotonic()
    done = published.publish()
    assert done.code == 1
    assert "plan.toml" in done.said
    assert named in done.said
    assert published.everything() == before
    assert published.check().code == 1
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "name", ["nested brackets", "nested tables", "one key of ten thousand parts", "a control character"]
)
def test_a_process_of_its_own_refuses_it_too(published: Published, as_a_user, name: str) -> None:
    spoil, _ = PLANS[name]
    published.file.write_text(spoil(published.file.read_text("utf-8")), encoding="utf-8")
    before = published.everything()
    done = as_a_user("publish", published.plan, "--out", published.out, LANG="vi_VN.UTF-8", TUYENTRUYEN_LANG="")
    assert done.code == 1
    assert done.err.startswith("Kế hoạch không được chấp nhận; số lỗi: ")
    assert "plan.toml" in done.err
    assert published.everything() == before


CHANNELS = {
    "an unknown backend": (_with('backend = "rss"', 'backend = "rsss"'), "did you mean 'rss'?"),
    "an unknown setting": (_after("bas = 1"), "did you mean"),
    "a secret that is written down": (_after('password = "bí mật"'), "password"),
    "a base that is a script": (
        _with('base = "https://phuong.example/nguon-tin/"', 'base = "javascript:alert(1)"'),
        "javascript",
    ),
    "a setting of another kind": (_after("limit = true"), "limit"),
}


@pytest.mark.parametrize("name", CHANNELS)
def test_an_error_of_one_channel_leaves_that_channel_out_and_says_why(published: Published, name: str) -> None:
    spoil, named = CHANNELS[name]
    text = published.file.read_text("utf-8")
    second = text[text.index("[channels.tin]") :].replace("channels.tin", "channels.tin-hai")
    published.file.write_text(f"{spoil(text)}\n{second}", encoding="utf-8")
    feed = published.feed
    done = published.publish()
    assert done.code == 3
    assert named in done.out
    assert "bí mật" not in done.said
    assert published.feed == feed
    assert (published.out / "tin-hai" / "feed.xml").exists()
    assert published.check().code == 1


def test_all_faults_of_all_files_are_told_at_once(published: Published) -> None:
    text = (
        published.file.read_text("utf-8")
        .replace("since = 2022-01-01", 'since = "hôm nay"')
        .replace("format = 1", 'format = 1\ninclude = ["a.toml", "b.toml"]')
    )
    published.file.write_text(text, encoding="utf-8")
    (published.plan / "a.toml").write_text("[themes.a]\ntitle = 3\n", encoding="utf-8")
    (published.plan / "b.toml").write_text("x = [\n", encoding="utf-8")
    done = published.publish()
    assert done.code == 1
    assert "plan.toml:8" in done.err
    assert "a.toml:2" in done.err
    assert "b.toml:" in done.err


def test_a_nested_plan_in_json_is_refused(published: Published) -> None:
    published.file.unlink()
    for text in (
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"format": 1, "plan": NaN}',
        '{"format": 1, "format": 1}',
        "\ufeff{",
    ):
        (published.plan / "plan.json").write_text(text, encoding="utf-8")
        done = published.publish()
        assert done.code == 1
        assert "plan.json" in done.err


def test_script_links_and_markup_of_a_message_do_not_reach_the_feed(published: Published) -> None:
    text = published.message.read_text("utf-8").replace(
        "Người dân",
        "[bấm](javascript:alert(1)) <script>alert(2)</script> <img src=x onerror=alert(3)> ![ảnh](data:text/html,x) ]]> &bogus; Người dân",
    )
    published.message.write_text(
        text.replace("Khai sinh liên thông", "Khai sinh <script>alert(4)</script> & ]]>"), encoding="utf-8"
    )
    assert published.publish().code in (0, 3)
    shown = _Shown()
    for element in ElementTree.parse(published.out / "tin" / "atom.xml").iter():
        if element.get("type") == "html":
            shown.feed(element.text or "")
        for name, value in element.attrib.items():
            assert not value.startswith(("javascript:", "data:")), name
    assert {"p"} <= shown.tags
    assert not shown.tags & {"script", "img", "iframe", "style"}
    assert not [link for link in shown.links if not link.startswith("https://")]
    assert not shown.handlers


class _Shown(HTMLParser):
    """What a reader of feeds would show: tags, links, and handlers of events."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x08", "\x9b", "\ufffe", "\u202e", "\u2028"])
def test_a_control_character_in_a_body_costs_that_message_only_and_is_named(published: Published, char: str) -> None:
    published.message.write_text(published.message.read_text("utf-8") + f"Chữ{char} lạ\n", encoding="utf-8")
    done = published.publish()
    assert done.code == 3
    assert "khai-sinh" in done.out
    assert f"U+{ord(char):04X}" in done.out
    assert char not in published.feed
    assert "Cấp bản sao trích lục hộ tịch" in published.feed


@pytest.mark.timed
def test_ten_thousand_messages_that_are_broken_are_told_in_a_bounded_time(published: Published) -> None:
    for number in range(2_000):
        (published.plan / "content" / f"tin-{number}.md").write_text("+++\n")
    began = time.monotonic()
    done = published.publish()
    assert done.code == 3
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("key", ["../../x", "con", "a/b", "", "A", "x" * 101, "a\x1b[2J", "..", "C:x"])
def test_a_key_on_the_command_line_is_never_a_path(published: Published, key: str) -> None:
    before = published.everything()
    done = published.run("new", "message", "--title", "Tin", "--", key, published.plan)
    assert done.code == 2
    for command in (
        ("approve", key, published.plan, "--by", "Hoa"),
        ("withdraw", key, published.plan, "--reason", "sai"),
    ):
        assert published.run(*command).code == 2
    assert (
        published.run("preview", published.plan, "--out", published.out.parent / "xem", "--message", key or "-").code
        == 2
    )
    assert published.run("publish", published.plan, "--out", published.out, "--channel", key).code == 2
    assert (
        published.run("deliveries", "resolve", "--arrived", "--by", "Hoa", "--", "tin", key, published.plan).code == 3
    )
    assert published.everything() == before


def test_hostile_names_are_written_as_data(published: Published) -> None:
    name = 'Hoa" }\n+++\n[x]\\ \x1b[2J \u202e'
    done = published.run("approve", "khai-sinh", published.plan, "--by", name)
    assert done.code in (1, 2, 3)
    done = published.run("approve", "khai-sinh", published.plan, "--by", 'Hoa" } \\ # [x]')
    assert done.code == 0
    assert published.publish().code == 0
