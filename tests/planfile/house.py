"""A house of two plans that tests fill and break."""

from __future__ import annotations

from pathlib import Path

MARKER = """format = 1
include = ["units.toml", "channels.toml"]
plans = ["2022", "2026"]

[house]
key = "kstthc-ha-noi"
title = "Kiểm soát thủ tục hành chính"
issuer = "ubnd"
link = "https://kstthc.example/{plan}/{key}/"
"""
UNITS = """[units.ubnd]
name = "Ủy ban nhân dân thành phố"
link = "https://hanoi.example/"

[units.so-tttt]
name = "Sở Thông tin và Truyền thông"

[units.so-tp]
name = "Sở Tư pháp"

[groups.cac-so]
title = "Các Sở"
units = ["so-tttt", "so-tp"]
"""
CHANNELS = """[channels.tin]
title = "Tin thủ tục hành chính"
form = "dien-tu"
backend = "rss"
owner = "ubnd"

[channels.tin.settings]
base = "https://hanoi.example/nguon-tin/"
"""
PLAN = """format = 1

[plan]
key = "ke-hoach-{year}"
number = "{number}/KH-UBND"
issuer = "ubnd"
title = "Thông tin, tuyên truyền năm {year}"
since = {year}-01-01
until = {year}-12-31

[themes.cntt]
title = "Ứng dụng công nghệ thông tin"

[forms.dien-tu]
title = "Trang, Cổng thông tin điện tử"
kinds = ["portal", "feed"]

[assignments.I]
lead = ["ubnd"]
forms = ["dien-tu"]
themes = ["*"]

[activities.tin-bai]
title = "Tin, bài trên Cổng thông tin điện tử"
form = "dien-tu"
themes = ["cntt"]
quota = {{ count = 1, of = "tin, bài", per = "year", at = "least" }}
"""


class Site:
    """A house of two sound plans, each with a text of March, and one shared feed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file("tuyentruyen.toml", MARKER)
        self.file("units.toml", UNITS)
        self.file("channels.toml", CHANNELS)
        for year in (2022, 2026):
            self.plan(year)
            self.text(year, f"tin-{year}")

    def file(self, name: str, data: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, encoding="utf-8")
        return path

    def marker(self, old: str, new: str) -> None:
        """The marker with one thing said otherwise."""
        text = (self.path / "tuyentruyen.toml").read_text("utf-8")
        assert old in text
        self.file("tuyentruyen.toml", text.replace(old, new))

    def plan(self, year: int, more: str = "", *, folder: str = "") -> Path:
        return self.file(f"{folder or year}/plan.toml", PLAN.format(year=year, number=year - 1923) + more)

    def text(self, year: int, key: str, more: str = "", *, body: str = "") -> Path:
        head = f'title = "Tin {key}"\npublished = {year}-03-01\nactivity = "tin-bai"\n{more}'
        return self.file(f"{year}/content/{key}.md", f"+++\n{head}\n+++\n\n{body or f'Nội dung của {key}.'}\n")
