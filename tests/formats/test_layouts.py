"""What layouts keep of a page for the next one, what changes when they do, and where a city's may lie."""

from __future__ import annotations

import pytest
from attrs import evolve
from jinja2 import Environment

from tuyentruyen.errors import RenderError
from tuyentruyen.formats import layouts as layouts_module
from tuyentruyen.formats.layouts import Layouts
from tuyentruyen.plugins.reading import layouts_of
from tuyentruyen.testing import sample_plan


def test_what_is_kept_is_drawn_once_for_equal_keys(tmp_path):
    (tmp_path / "a.html").write_text("{% kept page.up, 1 %}<{{ page.title }}>{% endkept %} {{ page.title }}")
    layouts = Layouts([tmp_path])
    drawn = [
        layouts.render("a.html", page={"up": up, "title": title})
        for up, title in (("", "M&t"), ("../", "Hai"), ("", "Ba"))
    ]
    assert drawn == ["<M&amp;t> M&amp;t", "<Hai> Hai", "<M&amp;t> Ba"]
    assert Layouts([tmp_path]).render("a.html", page={"up": "", "title": "Ba"}) == "<Ba> Ba"


def test_what_one_file_keeps_is_not_put_into_another(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.html").write_text(
            f"{{% kept 1, %}}{name}{{{{ x }}}}{{% endkept %}}{{% kept 1, %}}-{{% endkept %}}"
        )
    layouts = Layouts([tmp_path])
    assert [layouts.render(f"{name}.html", x=1) for name in "abab"] == ["a1-", "b1-", "a1-", "b1-"]


def test_a_layout_is_compiled_once_for_all_that_draw_it_and_anew_when_it_says_something_else(tmp_path, monkeypatch):
    compiled = []
    plain = Environment.compile

    def noted(self, source, name=None, *more, **told):
        compiled.append(name)
        return plain(self, source, name, *more, **told)

    monkeypatch.setattr(Environment, "compile", noted)
    page, part = tmp_path / "a.html", tmp_path / "phan.html"
    page.write_text('{% extends "phan.html" %}{% block b %}{% kept 1, %}{{ x }}{% endkept %}{% endblock %}')
    part.write_text("<{% block b %}{% endblock %}>")
    assert [Layouts([tmp_path]).render("a.html", x=x) for x in "&bc"] == ["<&amp;>", "<b>", "<c>"]
    assert compiled == ["a.html", "phan.html"]
    part.write_text("[{% block b %}{% endblock %}]")
    assert Layouts([tmp_path]).render("a.html", x="d") == "[d]"
    assert compiled == ["a.html", "phan.html", "phan.html"]


def test_what_is_the_same_in_a_city_s_folder_and_in_a_text_is_compiled_by_itself(tmp_path):
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder in (ours, own):
        folder.mkdir()
        (folder / "a.html").write_text("{{ x }}")
        (folder / "a.txt").write_text("{{ x }}")
    (own / "b.html").write_text('{% include "base/a.html" %}')
    for _ in range(2):
        layouts = Layouts([own, ours])
        assert [layouts.render(name, x="&") for name in ("a.html", "a.txt", "b.html")] == ["&amp;", "&", "&amp;"]


def test_few_compiled_layouts_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(layouts_module, "_COMPILED", kept := {})
    monkeypatch.setattr(layouts_module, "_MOST_COMPILED", 3)
    for number in range(10):
        (tmp_path / "a.html").write_text(f"{number}{{{{ x }}}}")
        assert Layouts([tmp_path]).render("a.html", x="&") == f"{number}&amp;"
        assert 1 <= len(kept) <= 3


def test_what_changes_in_the_city_s_folder_changes_the_digest_be_it_named_or_stood_on(tmp_path):
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder, name in ((ours, "a.html"), (own, "a.html"), (own, "phan/chan.html")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("cũ", encoding="utf-8")
    seen = {Layouts([own, ours]).digest("a.html")}
    for path in (ours / "a.html", own / "a.html", own / "phan/chan.html"):
        path.write_text("mới", encoding="utf-8")
        seen.add(Layouts([own, ours]).digest("a.html"))
    (own / "phan/chan.html").rename(own / "phan/dau.html")
    seen.add(Layouts([own, ours]).digest("a.html"))
    assert len(seen) == 5
    (ours / "khong-dung.html").write_text("mới", encoding="utf-8")
    assert Layouts([own, ours]).digest("a.html") in seen


READ = {
    "trang.html": lambda layouts: layouts.render("trang.html"),
    "phan.html": lambda layouts: layouts.render("trang.html"),
    "site.css": lambda layouts: layouts.text("site.css"),
}


@pytest.fixture
def plan(tmp_path):
    """A plan whose folder holds layouts, beside a file that is none of its business."""
    made = evolve(sample_plan(), folder=tmp_path / "ke-hoach")
    (made.folder / "bo-cuc").mkdir(parents=True)
    for name in READ:
        words = "{% include 'phan.html' %}" if name == "trang.html" else name
        (made.folder / "bo-cuc" / name).write_text(words, encoding="utf-8")
        (tmp_path / name).write_text("bí mật", encoding="utf-8")
    return made


@pytest.mark.parametrize("name", READ)
def test_no_layout_outside_of_the_plan_folder_is_read_through_a_link(plan, tmp_path, name):
    assert READ[name](layouts_of(plan, "bo-cuc", tmp_path / "ours")) in ("phan.html", "site.css")
    link = plan.folder / "bo-cuc" / name
    link.unlink()
    link.symlink_to(tmp_path / name)
    for use in (READ[name], lambda layouts: layouts.digest("phan.html")):
        with pytest.raises(RenderError, match=rf"{name}.*leads out of the plan folder"):
            use(layouts_of(plan, "bo-cuc", tmp_path / "ours"))


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("own", ["..", "bo-cuc/../..", "{top}"])
def test_a_folder_of_layouts_outside_of_the_plan_folder_is_not_used(plan, tmp_path, name, own):
    with pytest.raises(RenderError, match="leads out of the plan folder"):
        READ[name](layouts_of(plan, own.format(top=tmp_path), tmp_path / "ours"))


def test_a_link_inside_of_the_plan_folder_is_followed(plan, tmp_path):
    (plan.folder / "chung.css").write_text("chung", encoding="utf-8")
    (plan.folder / "bo-cuc" / "site.css").unlink()
    (plan.folder / "bo-cuc" / "site.css").symlink_to(plan.folder / "chung.css")
    (plan.folder / "khac").symlink_to(plan.folder / "bo-cuc")
    assert layouts_of(plan, "khac", tmp_path / "ours").text("site.css") == "chung"
