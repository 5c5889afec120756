"""The one place that asks what time it is."""

import time


def now() -> int:
    """The system's clock, in microseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns() // 1000
