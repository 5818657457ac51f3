"""The contract as one class to subclass."""

from __future__ import annotations

from tuyentruyen.testing.carried import CarriedContract
from tuyentruyen.testing.described import DescribedContract
from tuyentruyen.testing.published import PublishedContract
from tuyentruyen.testing.rendered import RenderedContract
from tuyentruyen.testing.robust import RobustContract


class BackendContract(DescribedContract, RenderedContract, RobustContract, CarriedContract, PublishedContract):
    """What every backend keeps, as tests.

    Subclass it and say which backend::

        class TestBoards(BackendContract):
            backend = BoardBackend()
            settings = {"gateway": "http://127.0.0.1:8080"}
            other_settings = {"gateway": "http://127.0.0.1:8081", "seconds": 20}

    See `tuyentruyen.testing.stage.Stage` for all that a subclass may say: what stands there is what it overrides.
    """
