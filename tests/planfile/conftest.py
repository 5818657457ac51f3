"""A small plan folder that tests fill and break."""

from __future__ import annotations

from pathlib import Path

import pytest

HEAD = """format = 1

[plan]
key = "kstthc-2022"
issuer = "ubnd-tp"
title = "Kiểm soát thủ tục hành chính"
since = 2022-03-28
until = 2022-12-31
"""


class Folder:
    """A plan folder with a sound plan file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path / "content"
        self.content.mkdir(parents=True)
        self.plan()

    def plan(self, more: str = "", *, include: str = "") -> Path:
        head = HEAD.replace("format = 1\n", f"format = 1\ninclude = {include}\n") if include else HEAD
        return self.file("plan.toml", head + more)

    def file(self, name: str, data: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def text(self, name: str, head: str, body: str = "Nội dung.\n") -> Path:
        return self.file(f"content/{name}", f"+++\n{head}\n+++\n{body}")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "ke-hoach")
