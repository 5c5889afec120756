"""Which page shows which finding; the module of a page is imported only when such a finding is shown."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from projections.report.block import Page

PAGES: Mapping[str, tuple[str, str]] = {
    "AvailabilityFinding": ("availability", "page"),
    "WindowsFinding": ("access", "windows_page"),
    "MaintenanceFinding": ("access", "maintenance_page"),
    "BackupsFinding": ("backups", "page"),
    "RetentionFinding": ("backups", "retention_page"),
    "RestoresFinding": ("restores", "page"),
    "PruningFinding": ("pruning", "page"),
    "TakeoverFinding": ("support", "takeover_page"),
    "RemedyFinding": ("support", "remedy_page"),
    "SubscriptionFinding": ("subscription", "page"),
    "MovementsFinding": ("movements", "page"),
    "RecoveryPlanFinding": ("recovery_plan", "page"),
    "QualificationFinding": ("qualification", "page"),
    "UpdatesFinding": ("updates", "page"),
    "AccountsFinding": ("user_accounts", "page"),
    "ChannelsFinding": ("channels", "page"),
    "HoursFinding": ("channels", "hours_page"),
    "Explanation": ("explanation", "page"),
    "DisputeAccount": ("dispute", "page"),
    "ReadingsFinding": ("figures", "readings_page"),
    "Statement": ("statement", "page"),
    "Outlook": ("outlook", "page"),
}
"""Name of a finding's class -> module here and function that lays it out."""

LISTS: Mapping[str, tuple[str, str]] = {
    "Change": ("figures", "comparison_page"),
    "ReportedChange": ("reported", "page"),
    "Sensitivity": ("figures", "sensitivity_page"),
    "AvailabilityFinding": ("availability", "months_page"),
    "ReadingLine": ("readings", "page"),
}
"""The same for several findings on one page."""


def page(finding: object) -> Page:
    """The page of a finding, or of a list of findings of one class. Raises TypeError for what has no page."""
    if not isinstance(finding, Sequence):
        return _made(PAGES, finding, finding)
    if not finding:
        return ()
    if type(finding[0]).__name__ in LISTS:
        return _made(LISTS, finding[0], finding)
    return tuple(block for each in finding for block in page(each))


def _made(pages: Mapping[str, tuple[str, str]], sample: object, shown: object) -> Page:
    name = type(sample).__name__
    if name not in pages:
        raise TypeError(f"a {name} has no page")
    module, function = pages[name]
    make: Callable[[object], Page] = getattr(import_module(f"projections.report.{module}"), function)
    return make(shown)
