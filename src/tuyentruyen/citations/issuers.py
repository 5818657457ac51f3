"""Whether two names of an authority may mean the same one."""

from __future__ import annotations

from functools import lru_cache

from tuyentruyen.text import fold

_SHORT = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("van phong", "vp"),
    ("thanh pho", "tp"),
    ("thu tuong chinh phu", "thu tuong"),
)


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may mean one authority: one says no more than the other, as ``UBND Thành phố`` and ``UBND TP Hà Nội``.

    An empty name may mean any.
    """
    words, others = _words(one), _words(other)
    return words <= others or others <= words


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    said = " ".join(fold(name).replace(".", " ").split())
    for long, short in _SHORT:
        said = said.replace(long, short)
    return frozenset(said.split())
