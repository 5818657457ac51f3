"""How the time of work grows with its size: told by two sizes, so that neither a busy machine nor a measured run counts."""

from __future__ import annotations

import time
from collections.abc import Callable

ROUNDS = 3


def growth(work: Callable[[int], object], small: int, *, times: int = 4) -> float:
    """How many times as long the work takes at so many times the size: about `times` if it is linear, its square if it is quadratic.

    The least of a few rounds of each counts, in time of this process.
    """
    return _least(work, small * times) / _least(work, small)


def _least(work: Callable[[int], object], size: int) -> float:
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work(size)
        spent.append(time.process_time() - began)
    return min(spent)
