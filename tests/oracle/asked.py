"""A question put to the support oracles: what is known, under which readings, judged when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .amended import Fact, local, reading
from .support_clock import Support


@dataclass
class Asked:
    """The facts known, the contract, the readings asked for, and the instant it is judged at in microseconds."""

    history: list[Fact]
    contract: str
    readings: Mapping[str, str] | None
    judged_at: int
    supports: dict[str, Support] = field(default_factory=dict)

    def day_of(self, at: int) -> date:
        """The day of an instant in the zone of the published hours."""
        return local(at, Support(self.history, "metropolitan").zone_at(at)).date()

    def option(self, name: str, at: int) -> str:
        """The option of a reading at an instant."""
        return reading(self.history, self.contract, name, self.day_of(at), self.readings)

    def support(self, at: int) -> Support:
        """The hours and calendars, under the reading of working days at an instant."""
        holidays = self.option("working_day_holidays", at)
        return self.supports.setdefault(holidays, Support(self.history, holidays))
