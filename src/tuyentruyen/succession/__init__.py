"""Units over time: who follows a unit that ended, and a plan carried over to another day."""

from tuyentruyen.succession.followers import Follower, followers
from tuyentruyen.succession.retargeting import Change, Retarget, Retargeting, retarget

__all__ = ["Change", "Follower", "Retarget", "Retargeting", "followers", "retarget"]
