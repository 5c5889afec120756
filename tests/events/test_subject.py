"""Whose history an event belongs to, and what it may speak of."""

from typing import get_args

import pytest

from ledger.events.catalogue import event_class, types
from ledger.events.subject import Territory, check_scope, check_subject, full_subject, subject_pattern
from projections.calendar.territory import TERRITORIES
from tests.events.examples import EXAMPLES

LONGEST = "a" * 64


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ("contract/1", "contract"),
        ("contract/A.b_c-9", "contract"),
        (f"contract/{LONGEST}", "contract"),
        (f"contract/{LONGEST}a", None),
        ("environment/prod-1", "environment"),
        ("provider", "provider"),
        ("provider/1", None),
        ("contract", None),
        ("contract/", None),
        ("contract/-1", None),
        ("contract/é", None),
        ("contract/1/2", None),
        ("contract/1\n", None),
        ("Contract/1", None),
        ("ledger/1", None),
        ("", None),
    ],
)
def test_a_scope_is_a_contract_an_environment_or_the_provider(scope: str, kind: str | None):
    if kind is None:
        with pytest.raises(ValueError, match="is not `contract/<id>`, `environment/<id>` or `provider`"):
            check_scope(scope)
    else:
        assert check_scope(scope) == kind


@pytest.mark.parametrize("name", types())
def test_every_example_fits_its_scopes_and_subject(name: str):
    cls, example = event_class(name), EXAMPLES[name]
    assert check_scope(example.scope, cls) in cls.SCOPES
    check_subject(cls, example.scope, example.subject)
    assert subject_pattern(cls).fullmatch(example.subject)
    read = cls.model_validate(example.data)
    read.check_subject(example.subject)


@pytest.mark.parametrize(
    ("name", "scope", "taken"),
    [
        ("ticket.closed", "contract/1", True),
        ("ticket.closed", "environment/1", False),
        ("ticket.closed", "provider", False),
        ("update.installed", "provider", True),
        ("disaster.declared", "contract/1", False),
        ("document.attached", "provider", True),
    ],
)
def test_an_event_belongs_only_to_scopes_of_its_type(name: str, scope: str, taken: bool):
    if taken:
        check_scope(scope, event_class(name))
    else:
        with pytest.raises(ValueError, match=f"{name} belongs to"):
            check_scope(scope, event_class(name))


@pytest.mark.parametrize(
    ("name", "subject", "taken"),
    [
        ("contract.signed", "contract/1", True),
        ("contract.signed", "contract/2", False),
        ("contract.ended", "contract/1", True),
        ("contract.ended", "contract/01", False),
        ("outage.started", "outage/2026-0042", True),
        ("outage.started", "outage/", False),
        ("outage.started", "outage/a/b", False),
        ("outage.started", "ticket/2026-0042", False),
        ("outage.started", "outage/1\n", False),
        ("outage.started", f"outage/{LONGEST}", True),
        ("outage.started", f"outage/{LONGEST}a", False),
        ("emergency_maintenance.declared", "maintenance/1", True),
        ("emergency_maintenance.declared", "emergency_maintenance/1", False),
        ("support.suspended", "support", True),
        ("support.suspended", "support/1", False),
        ("support_hours.published", "support-hours", True),
        ("support_hours.published", "support_hours", False),
        ("public_holidays.adopted", "public-holidays/FR/2026", True),
        ("public_holidays.adopted", "public-holidays/FR-57/2026", True),
        ("public_holidays.adopted", "public-holidays/FR-58/2026", False),
        ("public_holidays.adopted", "public-holidays/FR/26", False),
        ("public_holidays.adopted", "public-holidays/FR", False),
        ("movements.purged", "movements/2021", True),
        ("movements.purged", "movements/all", False),
        ("figure.reported", "figure/6/2026-04", True),
        ("figure.reported", "figure/13/2026-01-01..2026-12-31", True),
        ("figure.reported", "figure/6/April", False),
        ("figure.reported", "figure/availability/2026-04", False),
        ("backup.listed", "backup-listing/1", True),
        ("backup.listed", "backup/1", False),
        ("document.attached", "support-hours", True),
        ("document.attached", "public-holidays/FR/2026", True),
        ("document.attached", "outage/1", True),
        ("document.attached", "/outage/1", False),
        ("document.attached", "outage/", False),
        ("document.attached", "", False),
        ("entry.retracted", "outage/1", True),
        ("entry.retracted", "outage 1", False),
    ],
)
def test_an_event_speaks_only_of_subjects_of_its_type(name: str, subject: str, taken: bool):
    if taken:
        check_subject(event_class(name), "contract/1", subject)
    else:
        with pytest.raises(ValueError) as refused:
            check_subject(event_class(name), "contract/1", subject)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("reference", ["2026-0042", "outage/2026-0042"])
def test_a_reference_names_its_subject_with_or_without_its_kind(reference: str):
    assert full_subject("outage", reference) == "outage/2026-0042"


def test_a_reference_that_begins_like_its_kind_is_still_a_name():
    assert full_subject("outage", "outage-1") == "outage/outage-1"


def test_both_sides_of_the_house_know_the_same_territories():
    assert get_args(Territory) == tuple(TERRITORIES)
    alone = {code for code, each in TERRITORIES.items() if each.default_zone is None}
    assert alone == {"PF", "TF"}
