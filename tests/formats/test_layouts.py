"""What layouts keep of a page for the next one."""

from __future__ import annotations

from tuyentruyen.formats.layouts import Layouts


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
