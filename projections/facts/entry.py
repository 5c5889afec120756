"""The entry as a fact row shows it; articles name entries as evidence and read nothing else of the ledger."""

from ledger.events.entry import Entry
from ledger.events.personal import Withheld

__all__ = ["Entry", "Withheld"]
