"""The contract every backend keeps, as tests to subclass; for authors of plugins.

Subclass `BackendContract` in a test module, name your backend, and pytest runs the contract against it. Needs the extra
``testing``.
"""

from tuyentruyen.testing.contract import BackendContract
from tuyentruyen.testing.hostile import HOSTILE, hostile_message
from tuyentruyen.testing.samples import NOW, sample_edition, sample_messages, sample_plan

__all__ = ["HOSTILE", "NOW", "BackendContract", "hostile_message", "sample_edition", "sample_messages", "sample_plan"]
