"""What the site's search finds, by reading its files as ``layouts/search.js`` does."""

import datetime
import json
import random
import re
import unicodedata
from pathlib import Path

import pytest
from attrs import evolve

from tuyentruyen.channels.portal import PortalBackend, PortalSettings
from tuyentruyen.channels.portal.postings import bits_of, encoded, words_of
from tuyentruyen.channels.portal.search import Document, Index, beginning, shard_of, shards_for
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import VIETNAM, fold

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CITY = Unit(key="ubnd-tp", name="Ủy ban nhân dân thành phố Hà Nội", hotline="024 3825 3536")
DISTRICT = Unit(key="quan-ba-dinh", name="UBND quận Ba Đình", level="district", short="Ba Đình")
CHANNEL = Channel(key="cong", title="Cổng", form="dien-tu", backend="portal", owner="ubnd-tp")
KHAI_SINH = Procedure(
    key="khai-sinh",
    code="1.001193",
    title="Đăng ký khai sinh",
    field="Hộ tịch",
    level="commune",
    papers=("Giấy chứng sinh",),
)
PLAN = Plan(
    key="kstthc-2022", issuer="ubnd-tp", title="Kế hoạch", issued=datetime.date(2022, 3, 28), since=datetime.date(2022, 3, 28),
    until=datetime.date(2022, 12, 31), units={unit.key: unit for unit in (CITY, DISTRICT)}, procedures={"khai-sinh": KHAI_SINH},
    channels={"cong": CHANNEL},
)  # fmt: skip


def message(key, title="Tin", body="", day=1, **more):
    return Message(key=key, title=title, body=body, published=datetime.datetime(2022, 4, day, 8), **more)


def edition(*messages, plan=PLAN, out=Path("out")):
    return Edition(
        plan=plan, channel=BoundChannel(key="cong", channel=CHANNEL, owner=CITY, settings=PortalSettings(), out=out), messages=messages,
        now=datetime.datetime(2022, 6, 1, 9, tzinfo=VIETNAM), files={},
    )  # fmt: skip


def renderings(made):
    return [one for one in PortalBackend().render(made) if one.key.startswith("tim-kiem/")]


def files(made):
    return {one.key.removeprefix("tim-kiem/"): one.produce() for one in renderings(made)}


class Search:
    """The script, in Python: the same words, files and order; notes what it read."""

    def __init__(self, files):
        self.files, self.read = files, {}

    def json(self, name):
        self.read[name] = len(self.files[name])
        return json.loads(self.files[name])

    def numbers(self, code):
        place = int(code.startswith("*"))

        def after():
            nonlocal place
            value = shift = 0
            while True:
                digit = SIGNS.index(code[place])
                place += 1
                value += (digit & 31) << shift
                shift += 5
                if digit < 32:
                    return value

        if not code:
            return []
        number = after()
        if code[0] == "*":
            bits = ((at, SIGNS.index(cell)) for at, cell in enumerate(code[place:]))
            return [number + 6 * at + bit for at, cell in bits for bit in range(6) if cell >> bit & 1]
        found = [number]
        while place < len(code):
            found.append(found[-1] + after())
        return found

    def holding(self, word, last, directory):
        begins = len(word) > 2 or (last and len(word) == 2)
        whole = (word + "--")[:3]
        wanted = [
            one for one in directory["beginnings"].split(" ") if one == whole or (begins and (one.startswith(word)))
        ]
        found = {}
        for shard in dict.fromkeys(shard_of(one, directory["shards"]) for one in wanted):
            for other, code in self.json(f"w-{shard}.json").items():
                same = other == word
                if same or (begins and other.startswith(word)):
                    title, _, text = code.partition(".")
                    for number in self.numbers(title):
                        found[number] = found.get(number, 0) | 9 | (6 if same else 0)
                    for number in self.numbers(text):
                        found[number] = found.get(number, 0) | 8 | (4 if same else 0)
        return found

    def all(self, query):
        bare = unicodedata.normalize("NFD", query.replace("Ð", "Đ").lower()).replace("đ", "d")
        bare = "".join(c for c in bare if unicodedata.category(c)[0] != "M")
        words = list(dict.fromkeys(word[:32] for word in re.findall(r"[^\W_]+", bare)))[:12]
        directory = self.json("index.json")
        first = directory["first"]
        each = [self.holding(word, word == words[-1], directory) for word in words]
        hits = []
        for number in each[0]:
            how = 15
            for one in each:
                how &= one.get(number, 0)
            if how:
                tier = 0 if how & 2 else 1 if how & 1 else 2 if how & 4 else 3
                hits.append((tier, (number < first) == (tier > 1), number if number < first else -number))
        return [abs(number) for _, _, number in sorted(hits)], directory["table"]

    def __call__(self, query):
        """Paths of the hits that are shown, in their order."""
        hits, table = self.all(query)
        return [self.json(f"d-{number // table}.json")[number % table][1] for number in hits[:10]]


def found(query, *messages):
    return Search(files(edition(*messages)))(query)


def test_letters_without_marks_find_letters_with_them():
    assert found("duong", message("a", "Sửa đường"), message("b", "Sửa cầu")) == ["tin/a/"]
    assert found("ĐƯỜNG", message("a", "Sua duong")) == ["tin/a/"]


def test_decomposed_letters_are_found_as_composed_ones():
    assert found(unicodedata.normalize("NFD", "đường phố"), message("a", "Đường phố")) == ["tin/a/"]


def test_the_beginning_of_a_word_is_enough():
    assert found("duo", message("a", "Sửa đường")) == ["tin/a/"]
    assert found("du", message("a", "Sửa đường")) == ["tin/a/"]
    assert found("uong", message("a", "Sửa đường")) == []


def test_short_words_before_the_last_begin_nothing():
    assert found("xa moi", message("a", "Xã mới"), message("b", "Xanh mới")) == ["tin/a/"]
    assert found("moi xa", message("a", "Xã mới"), message("b", "Xanh mới")) == ["tin/a/", "tin/b/"]


def test_a_single_letter_is_found_as_a_word():
    assert found("a", message("a", "Khu A"), message("b", "An")) == ["tin/a/"]


def test_all_words_must_be_found():
    one, two = message("a", "Đất đai", "Hồ sơ"), message("b", "Đất đai", "Lệ phí")
    assert found("le dat phi", one, two) == ["tin/b/"]
    assert found("dat nuoc", one, two) == []


def test_titles_come_before_texts_and_new_before_old():
    heap = [
        message("text-new", "Tin", "Hộ khẩu", day=9),
        message("title-old", "Hộ khẩu", day=1),
        message("title-new", "Về hộ khẩu", day=5),
        message("text-old", "Tin", "Hộ khẩu", day=2),
    ]
    assert found("ho khau", *heap) == ["tin/title-new/", "tin/title-old/", "tin/text-new/", "tin/text-old/"]


def test_whole_words_come_before_beginnings():
    assert found("thu", message("a", "Mùa thu", day=1), message("b", "Thuế", day=9)) == [
        "tin/a/", "tin/b/",
    ]  # fmt: skip


def test_procedures_and_units_are_found_before_messages():
    assert found("khai sinh", message("a", "Đăng ký khai sinh lưu động")) == ["thu-tuc/khai-sinh/", "tin/a/"]
    assert found("quan ba dinh", message("a", "Quận Ba Đình mở cửa")) == ["don-vi/quan-ba-dinh/", "tin/a/"]
    assert found("1.001193") == ["thu-tuc/khai-sinh/"]
    assert found("3825 3536") == ["don-vi/ubnd-tp/"]


def test_units_whose_text_alone_is_found_come_after_messages():
    assert found("3825", message("a", "Gọi số 3825"), message("b", "Tin", "Gọi 3825")) == [
        "tin/a/", "tin/b/", "don-vi/ubnd-tp/",
    ]  # fmt: skip


def test_who_speaks_finds_a_message():
    assert "tin/a/" in found("ba dinh", message("a", "Lịch tiếp dân", unit="quan-ba-dinh"))


def test_html_is_searched_by_its_text():
    told = message("a", "Tin", Html('<p class="tieude">Gia&nbsp;h&#7841;n<br>visa</p><p>a < b</p>'))
    assert found("gia han visa", told) == ["tin/a/"]
    assert found("tieude", told) == []


def test_addresses_of_links_are_not_searched():
    told = message("a", "Tin", "Xem [lịch tiếp dân](https://vidu.example/trang-an).")
    assert found("lich tiep dan", told) == ["tin/a/"]
    assert found("trang", told) == []


def test_words_of_other_scripts_are_found():
    assert found("河内", message("a", "河内市 Hà Nội")) == ["tin/a/"]
    assert found("москва", message("a", "Москва")) == ["tin/a/"]


def test_endless_words_are_found_by_their_first_letters():
    assert found("x" * 300, message("a", "x" * 250)) == ["tin/a/"]


def test_of_a_text_the_first_two_thousand_different_words_are_found():
    text = " ".join(f"tu{number}" for number in range(2001))
    assert found("tu1999", message("a", body=text)) == ["tin/a/"]
    assert found("tu2000", message("a", body=text)) == []


def test_tables_hold_text_as_it_is():
    told = files(edition(message("a", "</script><b>Đậm</b> \u2028 \U0001f600")))
    assert json.loads(told["d-32.json"]) == [["</script><b>Đậm</b> \U0001f600", "tin/a/", "01/4/2022"]]


@pytest.mark.parametrize(
    "text", ["Đường Ðiện Biên Phủ", "ỦY BAN", "hòa hoà", "ﬁ İstanbul ΣΑΣ", "n\u0308a\u0323\u0302", "अर्थ क्षि"]
)
def test_words_are_those_of_the_folded_text(text):
    bare = "".join(c for c in fold(text) if unicodedata.category(c)[0] != "M")
    assert list(words_of(text)) == list(dict.fromkeys(re.findall(r"[^\W_]+", bare)))


def test_hostile_html_is_read_in_time_that_grows_with_its_length():
    assert list(words_of(Html("<" * 1_000_000 + "cuối"))) == ["cuoi"]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [([], ""), ([0], "A"), ([31], "f"), ([32], "gB"), ([5, 6, 40], "FBiB"), (list(range(64, 76)), "*gC__")],
)
def test_numbers_are_written_as_steps_or_bits(numbers, code):
    assert encoded(numbers) == code
    assert Search({}).numbers(code) == numbers
    assert bits_of(code) == sum(1 << number for number in numbers)


def test_numbers_are_read_back():
    chance = random.Random(5)
    for share in (0.0005, 0.01, 0.1, 0.16, 0.2, 0.5, 1):
        numbers = [n for n in range(1024, 12_000) if chance.random() < share]
        assert Search({}).numbers(encoded(numbers)) == numbers
        assert bits_of(encoded(numbers)) == sum(1 << number for number in numbers)
        assert len(encoded(numbers)) <= 1 + 3 + 11_000 / 6


def test_shards_are_told_by_the_beginning():
    assert (beginning("a"), beginning("thu"), beginning("thuong")) == ("a--", "thu", "thu")
    assert shard_of("thu", 509) == (116 * 961 + 104 * 31 + 117) % 509
    assert (shards_for(0), shards_for(1_000), shards_for(10_700), shards_for(10**6)) == (17, 61, 509, 1021)


def index(*titles, folder=Path("nowhere")):
    dated = [Document(path=f"tin/{n}/", title=title, note="", texts=(), stamp=b"") for n, title in enumerate(titles)]
    return {one.key: (one.fingerprint, one.produce()) for one in Index([], dated, folder).renderings()}


def test_a_new_message_changes_only_what_holds_its_words():
    before, after = index("Một cửa", "Hai cửa"), index("Một cửa", "Hai cửa", "Ba cửa")
    changed = {key for key in after if before.get(key) != after[key]}
    shards = {f"tim-kiem/w-{shard_of(beginning(word), 17)}.json" for word in ("ba", "cua")}
    assert changed == shards | {"tim-kiem/d-0.json", "tim-kiem/index.json", "tim-kiem/note.json"}


def written(folder, made):
    """The files of an index, laid where the next run finds them."""
    told = {one.key: (one.fingerprint, one.produce()) for one in made.renderings()}
    for key, (_, data) in told.items():
        place = folder / key
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return told


def some_documents(chance, count):
    syllables = ["mot", "cua", "dat", "nha", "thue", "khai", "sinh", "ho", "tich", "duong", "xa", "phuong"]
    return [
        Document(path=f"tin/{n}/", title=" ".join(chance.choices(syllables, k=2)), note="", texts=(" ".join(chance.choices([*syllables, f"so{n}"], k=6)),), stamp=bytes([n % 256]))
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_a_mended_index_is_the_index_made_anew(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    standing, dated = some_documents(chance, 5), some_documents(chance, 90)
    written(tmp_path, Index(standing, dated, tmp_path))
    (other,) = some_documents(random.Random(seed + 100), 1)
    other = evolve(other, stamp=b"new")
    kind = seed % 4
    if kind == 0:
        dated = [*dated, other]
    elif kind == 1:
        dated[chance.randrange(90)] = other
    elif kind == 2:
        dated = dated[:-1]
    else:
        standing = [*standing, other]
    anew = {one.key: (one.fingerprint, one.produce()) for one in Index(standing, dated, Path("nowhere")).renderings()}
    read = []
    monkeypatch.setattr(
        "tuyentruyen.channels.portal.postings.words_of", lambda text: read.append(text) or words_of(text)
    )
    assert written(tmp_path, Index(standing, dated, tmp_path)) == anew
    assert len(read) == (0 if kind == 2 else 2)


@pytest.mark.parametrize("damage", [lambda data: data + b" ", lambda data: b"{}", lambda data: None])
def test_a_damaged_shard_is_not_mended(tmp_path, damage):
    dated = some_documents(random.Random(1), 40)
    written(tmp_path, Index([], dated[:-1], tmp_path))
    place = tmp_path / f"tim-kiem/w-{shard_of('cua', shards_for(40))}.json"
    data = damage(place.read_bytes())
    place.unlink()
    if data is not None:
        place.write_bytes(data)
    anew = {one.key: (one.fingerprint, one.produce()) for one in Index([], dated, Path("nowhere")).renderings()}
    assert written(tmp_path, Index([], dated, tmp_path)) == anew


def test_a_shard_that_lies_in_agreement_with_the_note_costs_no_run(tmp_path):
    dated = some_documents(random.Random(1), 40)
    written(tmp_path, Index([], dated[:-1], tmp_path))
    note = tmp_path / "tim-kiem/note.json"
    told = json.loads(note.read_bytes())
    for place in range(shards_for(40)):
        data = b'{"cua":"!","mot":7}'
        (tmp_path / f"tim-kiem/w-{place}.json").write_bytes(data)
        told["prints"][place] = fingerprint("1", data)
    note.write_text(json.dumps(told))
    anew = Index([], dated, Path("nowhere")).renderings()
    assert written(tmp_path, Index([], dated, tmp_path)).keys() == {one.key for one in anew}


def test_a_fingerprint_changes_with_the_bytes_alone():
    before, after = index("Một cửa", "Hai cửa"), index("Một cửa", "Ba cửa")
    for key in after:
        assert (before[key][0] == after[key][0]) == (before[key][1] == after[key][1]), key


def noted(folder, made):
    place = folder / "cong/tim-kiem/note.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(files(made)["note.json"])
    return place


def test_what_was_noted_spares_reading_all_texts_again(tmp_path, monkeypatch):
    made = edition(message("a", "Đất đai"), out=tmp_path)
    plain = [(one.key, one.fingerprint) for one in renderings(made)]
    noted(tmp_path, made)
    monkeypatch.setattr("tuyentruyen.channels.portal.postings.words_of", None)
    assert [(one.key, one.fingerprint) for one in renderings(made)] == plain


def of_an_older_form(note):
    told = json.loads(note)
    return json.dumps(told | {"form": f"0 {told['form']}", "prints": ["0" * 32] * len(told["prints"])}).encode()


@pytest.mark.parametrize(
    "damage",
    [b"", b"[]", b"{", b'{"stamp":1}', b"[" * 100_000, b"\xff", lambda note: note[:-40], lambda note: note.replace(b'"prints":[', b'"prints":[1,'),
     of_an_older_form, lambda note: note.replace(b'"stamps":[', b'"stamps":["",')],
)  # fmt: skip
def test_a_damaged_note_is_not_relied_on(tmp_path, damage):
    made = edition(message("a", "Đất đai"), out=tmp_path)
    plain = [(one.key, one.fingerprint) for one in renderings(made)]
    place = noted(tmp_path, made)
    place.write_bytes(damage(place.read_bytes()) if callable(damage) else damage)
    assert [(one.key, one.fingerprint) for one in renderings(made)] == plain


def test_a_note_of_other_messages_is_not_relied_on(tmp_path):
    noted(tmp_path, edition(message("a", "Đất đai"), out=tmp_path))
    other = edition(message("a", "Nhà ở"), out=tmp_path)
    assert Search(files(other))("nha o") == ["tin/a/"]
    assert [one.fingerprint for one in renderings(other)] == [
        one.fingerprint for one in renderings(edition(message("a", "Nhà ở")))
    ]


def test_a_query_of_ten_thousand_messages_reads_at_most_300_kb():
    chance = random.Random(7)
    ends = ["", "a", "an", "ang", "anh", "ao", "e", "en", "i", "ia", "inh", "o", "oan", "oc", "ong", "u", "ua", "uan", "uc", "uong", "uyen", "ung"]  # fmt: skip
    heads = ["th", "ng", "nh", "tr", "ch", "kh", "ph", "gi", "b", "c", "d", "h", "l", "m", "s", "t", "v", "x"]
    words = [f"{head}{end}" for end in ends for head in heads]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    chance.shuffle(words)
    dated = [
        Document(
            path=f"tin/{number:05}-{'-'.join(text[:8])}/", title=" ".join(text[:18]), note="01/4/2022", texts=(" ".join(text),), stamp=b""
        )
        for number in range(10_000)
        for text in [chance.choices(words, weights, k=200)]
    ]  # fmt: skip
    told = {one.key.removeprefix("tim-kiem/"): one.produce() for one in Index([], dated, Path("nowhere")).renderings()}
    for query in (
        "thu",
        "th",
        "ng",
        *(" ".join(words[at : at + 12]) for at in range(0, 60, 12)),
        "thong thua thuan thuc tinh truyen",
    ):
        search = Search(told)
        search(query)
        assert sum(search.read.values()) <= 300_000, (query, sum(search.read.values()), len(search.read))
