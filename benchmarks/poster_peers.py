"""The posters of `benchmarks.posters` as others draw them: ReportLab with segno, and WeasyPrint with segno.

The same layout of an A3 announcement in the same colours and the same typeface, embedded as a subset: the unit's name, a band with
the kicker, the headline and the summary at the largest of the same sizes that fit, a panel with hotline, contacts and the code, drawn as
vectors. Both read the typeface once in a process and write title, author and language.

ReportLab draws with its canvas, the quickest way it has; lines are broken greedily by the widths it measures, sizes are tried from the largest
down, the summary's too. WeasyPrint tells only by laying a sheet out whether it is enough: sizes are searched by halves, of headline and summary
together, and what fitted last is written. Neither weighs how the lines of a headline come out, which ours does; neither is asked for tags,
inks, crop marks or an output intent, and neither looks for signs that the typeface lacks.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import segno
from attrs import field, frozen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(fontpkg_be_vietnam_pro.__file__ or "").with_name("files")
WEIGHTS = {400: "Regular", 600: "SemiBold", 800: "ExtraBold"}
POINT = 72 / 25.4
WIDE, TALL = 297 * POINT, 420 * POINT
UNIT = TALL / 100
MARGIN = 5 * UNIT
CAPITALS = 0.74
STEPS = (
    (9, 3.4), (8.2, 3.2), (7.4, 3), (6.7, 2.8), (6.1, 2.6), (5.5, 2.4), (5, 2.2), (4.6, 2.05), (4.2, 1.9), (3.8, 1.75), (3.5, 1.6),
    (3.2, 1.45), (3, 1.3), (3, 1.15), (3, 1),
)  # fmt: skip
"""Heights of capitals of headline and summary, in hundredths of the long side: those of our design."""
BRAND, ACCENT, TINT, INK, SOFT = "#0b5394", "#a3170f", "#e7eef5", "#16191d", "#4a5158"


@frozen(kw_only=True)
class Text:
    """What one poster says: that which ours shows.

    Attributes:
        title, summary, kicker, owner, hotline, link: As of `Saying`.
        labels: Over the hotline, under the code.
        contacts: Label and text.
    """

    title: str
    summary: str
    kicker: str
    owner: str
    hotline: str
    link: str
    labels: tuple[str, str]
    contacts: tuple[tuple[str, str], ...] = field(converter=tuple)


Runs = tuple[int, tuple[tuple[int, int, int], ...]]
"""Modules of a side, and each run of dark modules: row, first module, how many."""


def runs(link: str) -> Runs:
    """A code as segno makes it, of the same error correction as ours."""
    rows = segno.make_qr(link, error="h", boost_error=False).matrix
    found = []
    for y, row in enumerate(rows):
        text = bytes(row)
        x = text.find(1)
        while x >= 0:
            end = text.find(0, x)
            end = len(text) if end < 0 else end
            found.append((y, x, end - x))
            x = text.find(1, end)
    return len(rows), tuple(found)


kept_runs = lru_cache(maxsize=4096)(runs)


def _font(weight: int) -> str:
    return f"BVP-{weight}"


@lru_cache(maxsize=1)
def fonts() -> None:
    """Has ReportLab read the typeface, once in a process."""
    for weight, name in WEIGHTS.items():
        pdfmetrics.registerFont(TTFont(_font(weight), str(FONTS / f"BeVietnamPro-{name}.ttf")))


def broken(text: str, width: float, size: float, weight: int) -> list[str]:
    """Lines of a text, each as full as can be; none if a word is wider than the room."""
    made, line, used = [], "", 0.0
    gap = pdfmetrics.stringWidth(" ", _font(weight), size)
    for word in text.split(" "):
        wide = pdfmetrics.stringWidth(word, _font(weight), size)
        if wide > width:
            return []
        if line and used + gap + wide > width:
            made.append(line)
            line, used = word, wide
        else:
            line, used = (f"{line} {word}", used + gap + wide) if line else (word, wide)
    return [*made, line]


def _size(capitals: float) -> float:
    return capitals * UNIT / CAPITALS


def _high(count: int, size: float, leading: float) -> float:
    return count * CAPITALS * size + (count - 1) * leading * size


@frozen(kw_only=True)
class Setting:
    """Sizes in points and lines of headline and summary, and the height of the field of the headline."""

    large: float
    lines: list[str]
    small: float
    told: list[str]
    upper: float


def fitted(title: str, summary: str, free: float) -> Setting:
    """The largest sizes of headline and summary that fit together; tried one after the other."""
    room = WIDE - 2 * MARGIN
    for large, least in STEPS:
        lines = broken(title, room, _size(large), 800)
        if not lines or len(lines) > (4 if large > 4.4 else 5 if large > 3.6 else 99):
            continue
        upper = _high(len(lines), _size(large), 0.6) + 6 * UNIT + 0.4 * _size(large)
        for small in (*(size for _, size in STEPS if least < size <= 0.6 * large), least):
            told = broken(summary, room, _size(small), 400)
            spare = free - upper - _high(len(told), _size(small), 0.8) - 6 * UNIT
            if told and spare >= 0:
                return Setting(large=_size(large), lines=lines, small=_size(small), told=told, upper=upper + spare / 2)
    raise ValueError(title)


kept_fit = lru_cache(maxsize=1)(fitted)


HEAD, BAND, FOOT = (4 + 1.4) * UNIT, (2.6 + 1.15) * UNIT, (18 + 2 + 6.4) * UNIT
FREE = TALL - HEAD - BAND - FOOT


def reportlab(text: Text, code: Callable[[str], Runs], fit: Callable[[str, str, float], Setting] = fitted) -> bytes:
    """A PDF as ReportLab draws it; ``kept_fit`` finds the lines of one message once for all units that show it."""
    fonts()
    out = io.BytesIO()
    sheet = Canvas(out, pagesize=(WIDE, TALL), pageCompression=1, invariant=1, lang="vi")
    sheet.setTitle(text.title)
    sheet.setAuthor(text.owner)
    sheet.setSubject(text.summary)
    setting = fit(text.title, text.summary, FREE)

    def write(
        lines: Sequence[str], top: float, size: float, weight: int, fill: str, leading: float, left: float
    ) -> float:
        sheet.setFillColor(fill)
        drawn = sheet.beginText(left, top - CAPITALS * size)
        drawn.setFont(_font(weight), size, leading=(CAPITALS + leading) * size)
        for line in lines:
            drawn.textLine(line)
        sheet.drawText(drawn)
        return top - _high(len(lines), size, leading)

    def area(fill: str, bottom: float, high: float) -> None:
        sheet.setFillColor(fill)
        sheet.rect(0, bottom, WIDE, high, stroke=0, fill=1)

    room = WIDE - 2 * MARGIN
    write(broken(text.owner, room, _size(1.4), 600), TALL - 2 * UNIT, _size(1.4), 600, BRAND, 0.6, MARGIN)
    area(ACCENT, TALL - HEAD - BAND, BAND)
    write([text.kicker], TALL - HEAD - 1.3 * UNIT, _size(1.15), 600, "#ffffff", 0.65, MARGIN)
    top = TALL - HEAD - BAND
    area(BRAND, top - setting.upper, setting.upper)
    spare = setting.upper - _high(len(setting.lines), setting.large, 0.6)
    write(setting.lines, top - spare / 2, setting.large, 800, "#ffffff", 0.6, MARGIN)
    spare = FREE - setting.upper - _high(len(setting.told), setting.small, 0.8)
    write(setting.told, top - setting.upper - spare / 2, setting.small, 400, INK, 0.8, MARGIN)
    area(TINT, 0, FOOT)
    side = 18 * UNIT
    narrow = room - side - 4 * UNIT
    at = write([text.labels[0]], FOOT - 4 * UNIT, _size(1.4), 600, SOFT, 0.7, MARGIN)
    for size in (2.6, 2.4, 2.2, 2, 1.8, 1.6, 1.4, 1.2):
        if pdfmetrics.stringWidth(text.hotline, _font(800), _size(size)) <= narrow:
            break
    at = write([text.hotline], at - 1.6 * UNIT, _size(size), 800, INK, 0.7, MARGIN)
    for label, value in text.contacts:
        at = write([label], at - 2.4 * UNIT, _size(1.2), 600, SOFT, 0.7, MARGIN)
        at = write(broken(value, narrow, _size(1.2), 400), at - 1.1 * UNIT, _size(1.2), 400, INK, 0.7, MARGIN)
    left, bottom = WIDE - MARGIN - side, FOOT - 3.2 * UNIT - side
    sheet.setFillColor("#ffffff")
    sheet.rect(left, bottom, side, side, stroke=0, fill=1)
    count, dark = code(text.link)
    module = side / (count + 8)
    path = sheet.beginPath()
    for y, x, wide in dark:
        path.rect(left + (x + 4) * module, bottom + side - (y + 5) * module, wide * module, module)
    sheet.setFillColor("#000000")
    sheet.drawPath(path, stroke=0, fill=1)
    size = _size(1)
    for place, line in enumerate(broken(text.labels[1], side, size, 600)):
        wide = pdfmetrics.stringWidth(line, _font(600), size)
        write([line], bottom - UNIT - place * 1.4 * size, size, 600, SOFT, 0.65, left + (side - wide) / 2)
    sheet.showPage()
    sheet.save()
    return out.getvalue()


@lru_cache(maxsize=1)
def _styles() -> tuple[Any, Any]:
    """The sheet of styles and the typeface, read once in a process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    known = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: BVP; font-weight: {weight}; src: url({(FONTS / f'BeVietnamPro-{name}.ttf').as_uri()}) }}"
        for weight, name in WEIGHTS.items()
    )
    rules = f"""{faces} @page {{ size: {WIDE}pt {TALL}pt; margin: 0 }} * {{ margin: 0; box-sizing: border-box }}
body {{ font-family: BVP; color: {INK} }} header {{ padding: {2 * UNIT}pt {MARGIN}pt; height: {HEAD}pt; color: {BRAND}; font: 600 {_size(1.4)}pt/1 BVP }}
.kicker {{ background: {ACCENT}; color: white; height: {BAND}pt; padding: {1.3 * UNIT}pt {MARGIN}pt; font: 600 {_size(1.15)}pt/1 BVP }}
h1 {{ background: {BRAND}; color: white; padding: {3 * UNIT}pt {MARGIN}pt; font-weight: 800; line-height: 1.34 }}
.room {{ height: {FOOT - 0.1}pt; break-inside: avoid }} p {{ padding: {3 * UNIT}pt {MARGIN}pt; line-height: 1.54 }}
footer {{ position: fixed; bottom: 0; left: 0; width: 100%; background: {TINT}; height: {FOOT}pt; padding: {3.2 * UNIT}pt {MARGIN}pt; font-size: {_size(1.2)}pt }}
dt {{ font-weight: 600; color: {SOFT}; margin-top: {UNIT}pt }} dt.first {{ font-size: {_size(1.4)}pt; margin: 0 }} dd.first {{ font: 800 {_size(2.6)}pt/1.4 BVP }}
figure {{ position: absolute; top: {3.2 * UNIT}pt; right: {MARGIN}pt; width: {18 * UNIT}pt; text-align: center; font: 600 {_size(1)}pt/1.4 BVP; color: {SOFT} }} svg {{ display: block; background: white }}"""
    return CSS(string=rules, font_config=known), known


def weasyprint(text: Text, code: Callable[[str], Runs]) -> bytes:
    """A PDF as WeasyPrint draws it: by bisection, the last layout that fits is written."""
    from weasyprint import HTML

    styles, known = _styles()
    count, dark = code(text.link)
    drawn = "".join(f"M{x + 4} {y + 4}h{wide}v1h-{wide}z" for y, x, wide in dark)
    pairs = "".join(f"<dt>{html.escape(label)}</dt><dd>{html.escape(value)}</dd>" for label, value in text.contacts)

    def laid(step: tuple[float, float]) -> Any:
        large, small = step
        page = f"""<!doctype html><html lang="vi"><head><title>{html.escape(text.title)}</title><meta name="author" content="{html.escape(text.owner)}">
<meta name="description" content="{html.escape(text.summary)}"></head><body><header>{html.escape(text.owner)}</header>
<div class="kicker">{html.escape(text.kicker)}</div><h1 style="font-size: {_size(large)}pt">{html.escape(text.title)}</h1>
<p style="font-size: {_size(small)}pt">{html.escape(text.summary)}</p><div class="room"></div>
<footer><dl><dt class="first">{html.escape(text.labels[0])}</dt><dd class="first">{html.escape(text.hotline)}</dd>{pairs}</dl>
<figure><svg xmlns="http://www.w3.org/2000/svg" width="{18 * UNIT}pt" height="{18 * UNIT}pt" viewBox="0 0 {count + 8} {count + 8}"><path d="{drawn}"/></svg>
{html.escape(text.labels[1])}</figure></footer></body></html>"""
        return HTML(string=page).render(stylesheets=[styles], font_config=known)

    low, high, found = 0, len(STEPS) - 1, None
    while low <= high:
        middle = (low + high) // 2
        made = laid(STEPS[middle])
        if len(made.pages) == 1:
            found, high = made, middle - 1
        else:
            low = middle + 1
    if found is None:
        raise ValueError(text.title)
    data: bytes = found.write_pdf()
    return data
