"""What left the house: what stands where, what is uncertain, which message was ever where."""

from tuyentruyen.ledger.protocol import Book, Carried, Claim, Entry, Evidence, Ledger, Row, Settled
from tuyentruyen.ledger.sqlite import SqliteLedger, open_ledger

__all__ = ["Book", "Carried", "Claim", "Entry", "Evidence", "Ledger", "Row", "Settled", "SqliteLedger", "open_ledger"]
