"""Bodies: what is kept, what is dropped, and how they read as HTML, tree and text."""

import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuyentruyen.markup import MAX_DEPTH, TAGS, Node, excerpt, html, plain, tree
from tuyentruyen.model.values import Html
from tuyentruyen.text import controls

MARKDOWN = """# Nộp hồ sơ trực tuyến

Vào [Cổng dịch vụ công](https://dichvucong.hanoi.example/) rồi *đăng nhập*.
Xem **hướng dẫn** tại https://hanoi.example.

1. Chuẩn bị giấy tờ
2. Nộp hồ sơ:
   - bản chụp
   - tờ khai

> Không mất phí nộp hồ sơ.

| Thủ tục | Nơi nhận |
|---|---|
| Khai sinh | UBND phường |

```
mã  hồ sơ
```
"""


def tags_of(node):
    yield node.tag
    for child in node.children:
        yield from tags_of(child)


def depth_of(node):
    return 1 + max(map(depth_of, node.children), default=0)


def test_markdown_becomes_html():
    assert html("Chào **bạn**.\n\nĐoạn ~~hai~~ ba.") == "<p>Chào <strong>bạn</strong>.</p>\n<p>Đoạn <s>hai</s> ba.</p>"


def test_html_inside_markdown_is_text():
    assert html("a <script>alert(1)</script> b") == "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>"


def test_an_article_keeps_what_is_text_and_loses_what_acts():
    article = Html(
        '<h2 style="x" id="a">Lịch</h2><script>alert(1)</script><style>p{}</style><p onclick="x()">Mời <b>bạn</b></p>'
        '<iframe src="https://x.example">cũ</iframe><form><input name="q"><button>Gửi</button></form><!-- ghi chú -->'
    )
    assert html(article) == "<h2>Lịch</h2><p>Mời <b>bạn</b></p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java&#115;cript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://x",
    ],
)
def test_links_that_act_are_dropped_and_their_words_stay(address):
    assert html(Html(f'<a href="{address}">xem</a><img src="{address}" alt="ảnh">')) == '<a>xem</a><img alt="ảnh">'


def test_a_markdown_link_that_acts_leads_nowhere():
    assert "href" not in html("[xem](javascript:alert(1)) [xem](data:text/html,x) <javascript:alert(1)>")


@pytest.mark.parametrize(
    "address", ["https://a.example/?x=1&amp;y=2", "http://a.example", "mailto:a@b.example", "tel:0241022"]
)
def test_links_of_the_web_the_mail_and_the_telephone_stay(address):
    assert html(Html(f'<a href="{address}">xem</a>')) == f'<a href="{address}">xem</a>'


def test_relative_addresses_are_dropped_where_nothing_makes_them_absolute():
    assert html(Html('<a href="/lich">lịch</a><img src="a.png" alt="">')) == '<a>lịch</a><img alt="">'


def test_relative_addresses_become_what_they_are_resolved_to():
    found = html(Html('<a href="/lich">lịch</a>'), resolve=lambda address: f"https://hanoi.example{address}")
    assert found == '<a href="https://hanoi.example/lich">lịch</a>'


def test_what_a_relative_address_is_resolved_to_must_be_safe_itself():
    assert html(Html('<a href="/lich">lịch</a>'), resolve=lambda _: "javascript:alert(1)") == "<a>lịch</a>"


@pytest.mark.parametrize("body", ["a\x00b\x1bc\ud800d\ufffee", Html("<p>a\x00b\x1bc\ud800d\ufffee&#27;&#0;</p>")])
def test_characters_that_no_document_may_hold_are_gone(body):
    assert controls(html(body)) == []
    assert controls(plain(body)) == []


def test_nothing_becomes_nothing():
    assert (html(""), plain(""), tree("")) == ("", "", Node(tag="body"))


def test_markdown_reads_as_text():
    assert plain(MARKDOWN) == (
        "Nộp hồ sơ trực tuyến\n\n"
        "Vào Cổng dịch vụ công (https://dichvucong.hanoi.example/) rồi đăng nhập. Xem hướng dẫn tại https://hanoi.example.\n\n"
        "1. Chuẩn bị giấy tờ\n2. Nộp hồ sơ:\n   - bản chụp\n   - tờ khai\n\n"
        "> Không mất phí nộp hồ sơ.\n\n"
        "Thủ tục | Nơi nhận\nKhai sinh | UBND phường\n\n"
        "mã  hồ sơ"
    )


def test_words_of_neighbouring_blocks_are_not_glued():
    assert plain(Html("<div>Một<div>hai</div>ba</div><section>bốn</section>năm")) == "Một\n\nhai\n\nba\n\nbốn\n\nnăm"


def test_an_address_that_is_said_already_is_not_said_twice():
    body = Html(
        '<p><a href="mailto:a@b.example">a@b.example</a> <a href="https://a.example/">a.example</a> '
        '<a href="tel:0241022">tổng đài</a> <a href="https://b.example/"></a></p>'
    )
    assert plain(body) == "a@b.example a.example tổng đài (0241022) https://b.example/"


def test_a_break_is_a_new_line_and_a_picture_is_what_it_shows():
    assert plain(Html('<p>Một<br> hai <img src="https://a.example/b.png" alt="Bản  đồ"></p>')) == "Một\nhai [Bản đồ]"


def test_a_numbered_list_starts_where_it_says():
    assert plain(Html('<ol start="3"><li>ba</li><li>bốn</li></ol><ol start="-9999999999"><li>x</li></ol>')) == (
        "3. ba\n4. bốn\n\n1. x"
    )


def test_terms_and_figures_read_in_order():
    body = Html(
        "<dl><dt>TTHC</dt><dd>thủ tục hành chính</dd></dl><figure><img alt='Sơ đồ'><figcaption>Hình 1</figcaption></figure>"
    )
    assert plain(body) == "TTHC\n  thủ tục hành chính\n\n[Sơ đồ]\n\nHình 1"


def test_the_tree_has_one_shape_for_markdown_and_html():
    assert tree("Chào **bạn** và *tôi*") == tree(Html("<div>Chào <b>bạn</b>\n và <i>tôi</i></div>"))


def test_the_tree_tells_what_a_table_spans():
    table = tree(Html('<table><tbody><tr><td colspan="2" rowspan="3">a</td></tr></tbody></table>')).children[0]
    cell = table.children[0].children[0]
    assert (cell.tag, cell.columns, cell.rows) == ("td", 2, 3)


def test_blocks_in_a_line_become_lines():
    assert plain(Html("<h2>Một<div>hai</div></h2>")) == "Một\nhai"
    link = tree(Html('<a href="https://a.example"><p>Một</p><p>hai</p></a>')).children[0].children[0]
    assert (link.tag, [child.tag for child in link.children]) == ("a", ["text", "br", "text"])


def test_deep_nesting_loses_elements_and_no_text():
    deep = Html("<blockquote>" * 3000 + "sâu" + "</blockquote>" * 3000 + "<p>nông</p>")
    found = tree(deep)
    assert depth_of(found) <= MAX_DEPTH + 3
    assert "sâu" in plain(deep)
    assert plain(deep).endswith("nông")


@given(
    st.text(alphabet=st.sampled_from("<>/&;\"'= abcdivplsréế\n*_[]()#`|-1.!\x00\ud800"), max_size=120), st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_any_body_gives_a_tree_of_known_tags_and_clean_text(text, is_html):
    body = Html(text) if is_html else text
    assert set(tags_of(tree(body))) <= TAGS
    assert all(child.tag not in ("text", "a", "br", "img", "em", "strong", "code") for child in tree(body).children)
    assert controls(html(body)) == []
    assert html(Html(html(body))) == html(body)
    assert "javascript:" not in html(body).lower().replace("&lt;", "")


def test_an_excerpt_is_the_first_words():
    assert (
        excerpt('<h2>Tin</h2><p>Một &amp; <b>hai</b>, <a href="https://a.example/>">ba</a></p>') == "Tin Một & hai, ba"
    )


def test_an_excerpt_is_cut_between_words():
    assert excerpt("<p>" + "thủ tục " * 100 + "</p>", length=20) == "thủ tục thủ tục thủ…"
    assert excerpt("<p>" + "x" * 100 + "</p>", length=20) == "x" * 19 + "…"
    assert len(excerpt("<p>" + "hành chính công " * 50 + "</p>")) <= 301


def test_an_excerpt_looks_further_where_there_are_few_words():
    links = '<a href="https://hanoi.example/rat/dai/">x</a> ' * 60
    assert excerpt(f"<p>{links}</p>", length=30) == "x x x x x x x x x x x…"


def test_threads_may_share_the_parser():
    found = []
    threads = [threading.Thread(target=lambda: found.append(plain(MARKDOWN))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {plain(MARKDOWN)}
    assert len(found) == 8


def test_the_parsers_are_loaded_by_the_first_body_only():
    import subprocess

    code = "import sys, tuyentruyen.markup; print([m for m in ('nh3', 'markdown_it') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.timed
@pytest.mark.parametrize(
    "seed",
    ["[", "![", "[*", "[]", "[a](", "[a]: b\n", "[a\n", "**a ", "_a ", "a_b*", "|a|\n|-|\n", "<!--", "&a;", "> ", "- "],
)
def test_a_hostile_body_is_read_in_seconds(seed):
    body = (seed * 50_000)[:50_000]
    start = time.monotonic()
    plain(body)
    assert time.monotonic() - start < 8
