"""The headings of a body, brought under the heading of its page."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)h([1-6])(?=[\s>])")
_WIDE = re.compile(r"<(table|pre)(?=[\s>])")
_PICTURE = re.compile(r"<img(?![^>]*\salt=)(?=[\s/>])")


def under_title(html: str) -> str:
    """Sanitised HTML whose headings begin at ``h2`` and never skip a level.

    All its pictures have an ``alt``; its tables, which may be wider than the page, can be reached and scrolled with the keyboard.
    What a reader hears is an outline; whoever wrote the body chose levels by their size. A heading that was deeper than
    the one before it becomes one deeper; others go back to where their like stood.
    """
    open_levels: list[tuple[int, int]] = []
    """Levels as written and as shown, the outermost first."""

    def moved(found: re.Match[str]) -> str:
        level = int(found[2])
        if not found[1]:
            while open_levels and open_levels[-1][0] >= level:
                open_levels.pop()
            open_levels.append((level, min(open_levels[-1][1] + 1 if open_levels else 2, 6)))
        return f"<{found[1]}h{open_levels[-1][1] if open_levels else 2}"

    return _WIDE.sub(r'<\1 tabindex="0"', _PICTURE.sub('<img alt=""', _TAG.sub(moved, html)))
