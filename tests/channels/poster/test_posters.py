"""The pack as a whole: its names, whose posters there are, what changes with one message, equal bytes from any process."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image

from tuyentruyen.channels import poster
from tuyentruyen.channels.poster import PosterBackend, trials
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.testing import NOW, sample_edition, sample_plan
from tuyentruyen.text import VIETNAM

BACKEND = PosterBackend()
PLUGINS = Plugins([("poster", poster)])


def message(key, **fields):
    said = {
        "title": "Mở cửa từ 7 giờ 30", "body": "Từ thứ Hai.", "published": datetime.datetime(2022, 4, 4, 8, tzinfo=VIETNAM),
        "link": f"https://mau.example/tin/{key}/", "themes": ("cntt",),
    }  # fmt: skip
    return Message(key=key, **{**said, **fields})


def edition(folder, *messages, **settings):
    return sample_edition(BACKEND, folder=folder, settings={"formats": ["a4"], **settings}, messages=messages)


def keys(edition):
    return [one.key for one in BACKEND.render(edition)]


def units_of(edition):
    return list(dict.fromkeys(key.split("/")[1] for key in keys(edition) if "/" in key))


def with_districts(edition, count=30, **fields):
    """The edition with a group of so many districts, of which the first has these fields."""
    found = {
        f"quan-{n:02d}": Unit(key=f"quan-{n:02d}", name=f"Quận số {n}", hotline=f"024 0000 00{n:02d} (mẫu)")
        for n in range(count)
    }
    found["quan-00"] = evolve(found["quan-00"], **fields)
    group = UnitGroup(key="quan-huyen", title="Quận, huyện", units=tuple(found))
    plan = evolve(edition.plan, units={**edition.plan.units, **found}, groups={"quan-huyen": group})
    return evolve(edition, plan=plan)


# -- names -------------------------------------------------------------------------------------------------------------


def test_a_pack_has_these_names_and_no_others(tmp_path):
    made = edition(tmp_path, message("gio", unit="so-tttt"), formats=["a3", "banner", "screen-wide"])
    assert keys(made) == [
        "gio/so-tttt/a3.pdf", "gio/so-tttt/a3.png", "gio/so-tttt/a3-in.pdf", "gio/so-tttt/a3-nho.png",
        "gio/so-tttt/banner.pdf", "gio/so-tttt/banner.png", "gio/so-tttt/banner-in.pdf", "gio/so-tttt/banner-nho.png",
        "gio/so-tttt/screen-wide.pdf", "gio/so-tttt/screen-wide.png",
        "don-in.csv", "note.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outputs", "endings"),
    [(["screen"], {".pdf", ".png", "-nho.png"}), (["print"], {"-in.pdf", "-nho.png"})],
)
def test_of_each_output_there_is_what_it_needs(tmp_path, outputs, endings):
    made = edition(tmp_path, message("gio", unit="so-tttt"), outputs=outputs)
    assert {key.removeprefix("gio/so-tttt/a4") for key in keys(made) if "/" in key} == endings


@pytest.mark.parametrize(("key", "size"), [("a3", (283, 400)), ("banner", (400, 80))])
def test_a_small_picture_has_400_pixels_on_its_long_side(tmp_path, key, size):
    made = edition(tmp_path, message("gio", unit="so-tttt"), formats=[key], outputs=["print"])
    (data,) = (one.produce() for one in BACKEND.render(made) if one.key.endswith("-nho.png"))
    assert Image.open(io.BytesIO(data)).size == size


@pytest.mark.parametrize(("key", "size"), [("screen-wide", (1920, 1080)), ("screen-tall", (1080, 1920))])
def test_a_picture_for_a_screen_has_its_pixels(tmp_path, key, size):
    made = edition(tmp_path, message("gio", unit="so-tttt"), formats=[key], outputs=["screen"])
    (data,) = (one.produce() for one in BACKEND.render(made) if one.key.endswith(".png"))
    assert Image.open(io.BytesIO(data)).size == size


# -- whose -------------------------------------------------------------------------------------------------------------


def test_what_is_for_everyone_becomes_a_poster_of_each_district(tmp_path):
    made = with_districts(edition(tmp_path, message("gio"), each="quan-huyen"))
    assert units_of(made) == [f"quan-{n:02d}" for n in range(30)]
    assert all(found.code != "poster01" for found in BACKEND.check(made))


@pytest.mark.needs("pdftotext", "poppler-utils")
def test_each_district_shows_its_own_name_and_hotline(tmp_path):
    long = "Ủy ban nhân dân quận nhận hồ sơ vào mọi ngày trong tuần, cả sáng thứ Bảy, tại bộ phận Một cửa."
    made = with_districts(edition(tmp_path, message("gio", body=long), each="quan-huyen"), count=3)
    for one in BACKEND.render(made):
        if one.key.endswith("a4.pdf"):
            text = subprocess.run(
                ["pdftotext", "-", "-"], input=one.produce(), capture_output=True, check=True
            ).stdout.decode()
            number = int(one.key.split("/")[1].removeprefix("quan-"))
            assert f"Quận số {number}" in " ".join(text.split())
            assert f"024 0000 00{number:02d}" in " ".join(text.split())


def test_a_message_of_a_unit_is_that_units_alone(tmp_path):
    made = with_districts(
        edition(tmp_path, message("gio", unit="quan-mau"), message("chung"), each="quan-huyen"), count=2
    )
    assert {tuple(key.split("/")[:2]) for key in keys(made) if "/" in key} == {
        ("gio", "quan-mau"), ("chung", "quan-00"), ("chung", "quan-01"),
    }  # fmt: skip


def test_a_unit_that_has_ended_gives_way_to_its_successor_in_the_group(tmp_path):
    last = datetime.date(2022, 6, 30)
    made = edition(tmp_path, message("gio"), each="quan-huyen")
    follower = Unit(key="phuong-moi", name="Phường Mới", since=datetime.date(2022, 7, 1))
    plan = evolve(made.plan, units={**made.plan.units, "phuong-moi": follower})
    made = with_districts(evolve(made, plan=plan), count=2, until=last, successors=(Successor(unit="phuong-moi"),))
    group = evolve(made.plan.groups["quan-huyen"], units=("quan-00", "quan-01", "phuong-moi"))
    made = evolve(made, plan=evolve(made.plan, groups={"quan-huyen": group}))
    moments = [
        datetime.datetime(2022, 6, 30, 23, 59, tzinfo=VIETNAM),
        datetime.datetime(2022, 7, 1, 0, 0, tzinfo=VIETNAM),
    ]
    assert [sorted(units_of(evolve(made, now=now))) for now in moments] == [
        ["quan-00", "quan-01"], ["phuong-moi", "quan-01"],
    ]  # fmt: skip
    in_utc = datetime.datetime(2022, 6, 30, 17, 0, tzinfo=datetime.UTC)  # midnight at +07:00
    assert "phuong-moi" in units_of(evolve(made, now=in_utc))


def test_a_channel_of_a_group_speaks_in_the_name_of_each_owner(tmp_path):
    plan = sample_plan("poster", settings={"formats": ["a4"]})
    group = UnitGroup(key="cac-so", title="Các Sở", units=("so-tttt", "quan-mau"))
    channel = Channel(
        key="ap-phich", title="Áp phích", form="dien-tu", backend="poster", owner="cac-so", settings={"formats": ["a4"]}
    )
    plan = evolve(plan, groups={"cac-so": group}, channels={"ap-phich": channel})
    made = list(editions(plan, [message("gio", channels=("ap-phich",))], PLUGINS, now=NOW, out=tmp_path))
    assert {one.channel.key: units_of(one) for one in made} == {
        "ap-phich@so-tttt": ["so-tttt"], "ap-phich@quan-mau": ["quan-mau"],
    }  # fmt: skip


# -- only what changed -------------------------------------------------------------------------------------------------


@pytest.fixture
def published(tmp_path):
    """Publishes an edition through one ledger, and says which files were written or removed."""

    def run(edition):
        trials._known.clear()
        before = files_of(edition.channel.folder)
        written: list[str] = []
        with open_ledger(tmp_path / "so-cai.sqlite") as ledger:
            (told,) = publish(
                [edition],
                plugins=PLUGINS,
                ledger=ledger,
                by="kiểm thử",
                on_receipt=lambda _, one: written.append(one.key),
            ).channels
        assert (told.failed, told.rejected, told.retry) == ("", 0, 0)
        after = files_of(edition.channel.folder)
        assert set(before) ^ set(after) <= set(written)
        return sorted(written), after

    return run


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def pack(*names):
    return sorted([f"{name}/so-tttt/a4{end}" for name in names for end in (".pdf", ".png", "-in.pdf", "-nho.png")])


@pytest.fixture
def three(tmp_path):
    return edition(tmp_path, *(message(key, unit="so-tttt") for key in ("mot", "hai", "ba")))


def test_nothing_changed_writes_nothing(three, published):
    first, stood = published(three)
    assert first == sorted([*pack("mot", "hai", "ba"), "don-in.csv", "note.json"])
    assert published(three) == ([], stood)


def test_a_mended_title_makes_the_posters_of_its_message_alone(three, published):
    published(three)
    mended = evolve(three, messages=[evolve(three.messages[0], title="Mở cửa từ 8 giờ"), *three.messages[1:]])
    assert published(mended)[0] == sorted([*pack("mot"), "don-in.csv", "note.json"])


def test_what_no_poster_shows_makes_none(three, published):
    published(three)
    mended = evolve(
        three, messages=[evolve(three.messages[0], revision=2, abbreviations={"A": "b"}), *three.messages[1:]]
    )
    assert published(mended)[0] == []


def with_settings(edition, **settings):
    channel = edition.channel
    return evolve(edition, channel=evolve(channel, settings=evolve(channel.settings, **settings)))


@pytest.mark.parametrize(
    ("settings", "written"),
    [
        ({"copies": {"a4": 9}}, ["don-in.csv"]),
        ({"ready": 9}, []),
        ({"bleed": 5}, [f"{name}/so-tttt/a4-in.pdf" for name in ("ba", "hai", "mot")]),
        (
            {"outputs": ("screen",)},
            sorted([*(f"{name}/so-tttt/a4-in.pdf" for name in ("ba", "hai", "mot")), "don-in.csv"]),
        ),
    ],
)
def test_a_setting_makes_what_depends_on_it_again(three, published, settings, written):
    published(three)
    assert published(with_settings(three, **settings))[0] == written


def test_what_is_withdrawn_leaves_the_pack_and_its_folder(three, published):
    published(three)
    written, stood = published(evolve(three, messages=three.messages[1:]))
    assert written == sorted([*pack("mot"), "don-in.csv", "note.json"])
    assert sorted(stood) == sorted([*pack("hai", "ba"), "don-in.csv", "note.json"])
    assert not (three.channel.folder / "mot").exists()


def test_a_text_that_grows_too_long_takes_down_the_poster_that_no_longer_says_what_it_should(three, published):
    published(three)
    long = "Ủy ban nhân dân quận nhận hồ sơ vào mọi ngày trong tuần. " * 60
    mended = evolve(
        three,
        messages=[evolve(three.messages[0], summary=long, body=long), *three.messages[1:]],
        channel=with_settings(three, formats=("a4", "banner")).channel,
    )
    _, stood = published(mended)
    assert [name for name in stood if name.startswith("mot/")] == [
        f"mot/so-tttt/banner{end}" for end in ("-in.pdf", "-nho.png", ".pdf", ".png")
    ]


def test_a_note_that_lies_costs_the_posters_it_lies_about_and_no_other(tmp_path):
    long = "Ủy ban nhân dân quận nhận hồ sơ vào mọi ngày trong tuần. " * 60
    made = edition(tmp_path, message("dai", unit="so-tttt", summary=long, body=long), message("ngan", unit="so-tttt"))
    (note,) = (one.produce() for one in BACKEND.render(made) if one.key == "note.json")
    told = json.loads(note)
    made.channel.folder.mkdir(parents=True)
    lie = json.dumps({"by": told["by"], "sound": told["sound"] + "".join(told["flaws"]), "flaws": {}})
    (made.channel.folder / "note.json").write_text(lie)
    trials._known.clear()
    with open_ledger(tmp_path / "so-cai.sqlite") as ledger:
        (done,) = publish([made], plugins=PLUGINS, ledger=ledger, by="kiểm thử").channels
    assert (done.failed, done.rejected) == ("", 4)
    assert [name for name in files_of(made.channel.folder) if "/" in name] == pack("ngan")


# -- equal bytes -------------------------------------------------------------------------------------------------------

PROGRAM = """
import sys, datetime, hashlib, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_posters as t
from concurrent.futures import ThreadPoolExecutor
made = t.with_districts(t.edition(Path(sys.argv[2]), t.message("gio", body="Từ thứ Hai. " * 9), formats=["a4", "screen-wide"], each="quan-huyen"), count=3)
made = t.evolve(made, now=made.now + datetime.timedelta(hours=int(sys.argv[3])))
if int(sys.argv[4]):
    with ThreadPoolExecutor(int(sys.argv[4])) as pool:
        all = list(t.BACKEND.render(made))
        done = list(zip([one.key for one in all], pool.map(lambda one: one.produce(), all)))
else:
    done = [(one.key, one.produce()) for one in t.BACKEND.render(made)]
for key, data in done:
    print(key, hashlib.sha256(data).hexdigest())
"""


def made_elsewhere(folder, *, hours=0, workers=0, seed="0"):
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if hours else "UTC"}
    arguments = [str(Path(__file__).parent), str(folder), str(hours), str(workers)]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], env=environment, capture_output=True, check=True, text=True
    )
    return run.stdout.splitlines()


def test_two_processes_at_other_hours_with_and_without_threads_make_equal_bytes(tmp_path):
    one = made_elsewhere(tmp_path / "a")
    other = made_elsewhere(tmp_path / "b", hours=9, workers=2, seed="7")
    assert len(one) == 3 * (4 + 2) + 2
    assert one == other


def test_a_poster_made_twice_in_one_process_has_equal_bytes(tmp_path):
    made = edition(tmp_path, message("gio", unit="so-tttt"))
    first, second = (
        {one.key: hashlib.sha256(one.produce()).hexdigest() for one in BACKEND.render(made)} for _ in range(2)
    )
    assert first == second
