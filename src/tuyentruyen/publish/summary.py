"""What became of a run, counted by channel."""

from __future__ import annotations

from attrs import define, field, frozen

from tuyentruyen.model.findings import Finding, Level


@define(kw_only=True)
class ChannelSummary:
    """What became of one channel's edition, counted.

    Attributes:
        channel: Key of the bound channel.
        delivered: Parcels that arrived.
        unchanged: Renderings that stand as they are.
        withdrawn: Things that were removed.
        waiting: Renderings whose next try is not due yet, or that the backend did not pull before it stopped.
        retry: Parcels that surely did not arrive and will be tried again.
        rejected: Renderings and parcels that were refused, now or before.
        uncertain: Parcels of which nobody knows, now or before; a person settles them.
        kept: Things left as they stand, changed or gone, because a source, a veto or their message failed.
        left_out: Findings about messages that this channel left out, and about texts that changed after they were sent.
        told: What the backend told beforehand that is no fault, such as how many a message goes to.
        held: Why messages routed here are not to go out yet, or no more.
        failed: Why the channel broke off; empty if it did not.
        busy: Whether another process was publishing it.
        whole: Whether every source of messages and every veto answered.
    """

    channel: str
    delivered: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    waiting: int = 0
    retry: int = 0
    rejected: int = 0
    uncertain: int = 0
    kept: int = 0
    left_out: list[Finding] = field(factory=list)
    told: list[Finding] = field(factory=list)
    held: tuple[Finding, ...] = ()
    failed: str = ""
    busy: bool = False
    whole: bool = True

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do or to settle."""
        faults = (
            self.waiting
            or self.retry
            or self.rejected
            or self.uncertain
            or self.kept
            or self.failed
            or self.busy
            or not self.whole
        )
        return not faults and not any(f.level is Level.ERROR for f in (*self.left_out, *self.held))


@frozen(kw_only=True)
class Summary:
    """What became of all editions.

    Attributes:
        channels: One for each edition, in order.
    """

    channels: tuple[ChannelSummary, ...]

    @property
    def delivered(self) -> int:
        """Parcels that arrived."""
        return sum(c.delivered for c in self.channels)

    @property
    def withdrawn(self) -> int:
        """Things that were removed."""
        return sum(c.withdrawn for c in self.channels)

    @property
    def unchanged(self) -> int:
        """Renderings that stand as they are."""
        return sum(c.unchanged for c in self.channels)

    @property
    def uncertain(self) -> int:
        """Parcels of which nobody knows."""
        return sum(c.uncertain for c in self.channels)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do or to settle."""
        return all(c.complete for c in self.channels)
