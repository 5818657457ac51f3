"""Who is told: tables of people, their wishes, and what stands for an address where the address must not stand.

For every channel that has recipients. No address leaves this package but towards the channel that sends.
"""

from tuyentruyen.audience.addresses import Mailbox, mailbox
from tuyentruyen.audience.links import Signer, Wish
from tuyentruyen.audience.refusals import Refusals, bounced, unsubscribe
from tuyentruyen.audience.roll import Roll
from tuyentruyen.audience.selection import Selected, Selection
from tuyentruyen.model.subscriber import Subscriber

__all__ = [
    "Mailbox",
    "Refusals",
    "Roll",
    "Selected",
    "Selection",
    "Signer",
    "Subscriber",
    "Wish",
    "bounced",
    "mailbox",
    "unsubscribe",
]
