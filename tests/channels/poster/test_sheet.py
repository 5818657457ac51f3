"""The contact sheet: one command draws every design in every format."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pikepdf
import pytest
from PIL import Image

from tuyentruyen.channels.poster import sheet as module
from tuyentruyen.channels.poster.sheet import main, samples
from tuyentruyen.errors import RenderError

SIZES = {"a4": (636, 900), "banner": (900, 180), "screen-wide": (900, 506), "screen-tall": (506, 900)}


def test_there_is_a_sample_of_each_design_in_each_format_with_little_and_with_much_text():
    names = [sample.name for sample in samples()]
    assert len(names) == len(set(names)) == 3 * 7 * 2 + 2
    assert "slogan-banner-long" in names
    assert "announcement-banner-long" not in names


def test_much_text_is_twice_as_much_as_little():
    length = {
        sample.name: len(sample.said.title + sample.said.summary + "".join(map("".join, sample.said.steps)))
        for sample in samples()
    }
    for design in ("announcement", "steps", "slogan"):
        assert length[f"{design}-a3-long"] >= 2 * length[f"{design}-a3-short"]


def test_the_command_writes_every_poster_and_one_picture_of_them_all(tmp_path, capsys):
    assert main([str(tmp_path / "ra"), "--design", "slogan"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "ra" / "contact-sheet.png")
    wanted = [sample.name for sample in samples() if sample.design == "slogan"]
    assert {path.name for path in (tmp_path / "ra").iterdir()} == {
        "contact-sheet.png", *(f"{name}.png" for name in wanted), *(f"{name}.pdf" for name in wanted)
    }  # fmt: skip
    for key, size in SIZES.items():
        with Image.open(tmp_path / "ra" / f"slogan-{key}-long.png") as shown:
            assert shown.size == pytest.approx(size, abs=1)
    with Image.open(tmp_path / "ra" / "contact-sheet.png") as whole:
        blue = sum(count for count, colour in whole.convert("RGB").getcolors(1 << 24) if colour == (11, 83, 148))
        assert blue > 0.15 * whole.width * whole.height  # the fields of sixteen slogans


def test_the_posters_of_the_sheet_are_documents_for_those_who_do_not_see_them(tmp_path):
    main([str(tmp_path), "--design", "slogan"])
    with pikepdf.open(tmp_path / "slogan-a3-short.pdf") as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert pdf.Root.MarkInfo.Marked


def test_a_poster_that_cannot_be_set_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(module._SHORT, "slogan", ("a" * 300, "", ()))
    assert main([str(tmp_path), "--design", "slogan"]) == 1
    assert capsys.readouterr().err.startswith("slogan-a4-short: the text does not fit")
    with pytest.raises(RenderError, match="slogan-a4-short"):
        module.sheet(tmp_path, only=["slogan"])


def test_designs_of_a_city_take_the_place_of_ours(tmp_path, capsys):
    (tmp_path / "slogan.typ").write_text(
        '#import "frame.typ": *\n#show: sheet\n#field("accent", 0pt, none, height: 100%)\n', "utf-8"
    )
    assert main([str(tmp_path / "ra"), "--design", "slogan", "--own", str(tmp_path)]) == 0
    with Image.open(tmp_path / "ra" / "slogan-a4-short.png") as shown:
        assert {colour for _, colour in shown.convert("RGB").getcolors(99)} == {(163, 23, 15)}


def test_a_folder_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "tep").write_text("x")
    assert main([str(tmp_path / "tep")]) == 1
    assert "tep" in capsys.readouterr().err


def test_help_is_english(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert told.startswith("usage: python -m tuyentruyen.channels.poster")
    assert "folder for the posters" in told


def test_the_package_runs_as_a_program(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["poster", "--help"])
    with pytest.raises(SystemExit):
        runpy.run_module("tuyentruyen.channels.poster", run_name="__main__")
    assert "--design" in capsys.readouterr().out


@pytest.mark.slow
def test_the_whole_sheet_is_drawn_by_one_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tuyentruyen.channels.poster", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(tmp_path.glob("*.png"))) == 45
