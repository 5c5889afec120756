"""The catalogue and the models agree, nothing of the interface is missing, and a type costs only its own family."""

import importlib
import subprocess
import sys

import pytest

from ledger.events import catalogue
from ledger.events.catalogue import UnknownType, event_class, families, family, topics, types
from tests.events.examples import EXAMPLES

INTERFACE = """
    environment.declared contract.signed contract.amended contract.ended reading.agreed support_hours.published
    public_holidays.adopted key.issued key.revoked ledger.restored support.suspended support.resumed outage.started
    outage.impact_changed outage.ended outage.attributed monitoring.interrupted monitoring.resumed
    maintenance.planned maintenance.announced maintenance.rescheduled maintenance.cancelled maintenance.started
    maintenance.ended emergency_maintenance.declared emergency_maintenance.ended ticket.submitted ticket.registered
    ticket.acknowledged ticket.answered ticket.taken_over ticket.waiting_for_client ticket.client_replied
    ticket.qualified ticket.severity_contested ticket.reproduced ticket.not_reproduced ticket.requalified
    ticket.action_plan_delivered ticket.workaround_delivered ticket.fix_delivered ticket.remedy_rejected
    ticket.prerequisite_missing ticket.closed ticket.reopened ticket.withdrawn ticket.merged backup.completed
    backup.failed backup.verified backup.deleted backup.listed restore.requested restore.completed restore.failed
    disaster.declared disaster.recovered update.announced update.installed custom_report.declared
    custom_report.approved account.instructed account.created account.deleted account.disabled
    account.first_signed_in account.initial_password_changed qualification.granted qualification.suspended
    qualification.withdrawn movements.purged document.attached figure.reported dispute.opened dispute.claimed
    dispute.settled personal_data.erased personal_data.lost entry.restated entry.retracted
    entry.contested entry.admitted
""".split()  # noqa: SIM905 - so that it can be laid beside the table
every_type = pytest.mark.parametrize("name", types())


def test_every_type_of_the_interface_is_there_with_an_example():
    assert set(types()) == set(INTERFACE)
    assert list(EXAMPLES) == INTERFACE


@every_type
def test_the_catalogue_and_the_model_agree(name: str):
    cls = event_class(name)
    module, class_name = topics()[name]
    assert (cls.TYPE, cls.VERSION, cls.__name__) == (name, 1, class_name)
    assert class_name == name.replace(".", "_").title().replace("_", "")
    assert cls.__module__ == f"ledger.events.{module}"


@every_type
def test_every_event_and_every_field_says_in_a_line_what_it_is(name: str):
    cls = event_class(name)
    assert "__doc__" in vars(cls)
    assert cls.__doc__
    assert "\n" not in cls.__doc__
    assert cls.__doc__.endswith(".")
    for field in cls.model_fields.values():
        assert field.description
        assert field.description.endswith((".", "}"))


@every_type
def test_an_event_follows_types_that_exist_and_share_its_subject_and_scopes(name: str):
    cls = event_class(name)
    for earlier in map(event_class, cls.FOLLOWS.after):
        assert earlier.SUBJECT == cls.SUBJECT
        assert set(cls.SCOPES) <= set(earlier.SCOPES)


def test_no_model_is_left_out_of_the_catalogue():
    known = set(topics().values())
    for module in {module for module, _ in known}:
        for name, value in vars(importlib.import_module(f"ledger.events.{module}")).items():
            if getattr(value, "TYPE", "") and value.__module__ == f"ledger.events.{module}":
                assert (module, name) in known


def test_a_family_stands_in_one_place():
    order = [family(name) for name in types()]
    assert [each for each in families() for name in order if name == each] == order


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [
        ("outage.start", 1, "did you mean `outage.started`?"),
        ("os:system", 1, "`livret schema` lists them"),
        ("outage.started", 2, "knows version 1"),
        ("outage.started", 0, "knows version 1"),
        ("", 1, "no event has the type ``"),
    ],
)
def test_an_unknown_type_or_version_is_refused_in_one_line(name: str, version: int, said: str):
    with pytest.raises(UnknownType) as refused:
        event_class(name, version)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "amended", "expected"),
    [
        ("outage.started", None, "outage"),
        ("support_hours.published", None, "support_hours"),
        ("outage.started", "ticket.closed", "outage"),
        ("entry.restated", "outage.started", "outage"),
        ("entry.retracted", "emergency_maintenance.declared", "emergency_maintenance"),
        ("entry.retracted", None, "entry"),
    ],
)
def test_the_family_is_the_first_word_or_that_of_what_is_amended(name: str, amended: str | None, expected: str):
    assert family(name, amended) == expected


def test_the_catalogue_cannot_be_added_to():
    with pytest.raises(TypeError):
        topics()["os.system"] = ("os", "system")  # type: ignore[index]


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def test_the_catalogue_loads_no_pydantic():
    loaded = loaded_after("import ledger.events.catalogue as it; it.types(); it.family('outage.started')")
    assert catalogue.__name__ in loaded
    assert not loaded & {"pydantic", "pydantic_core", "ledger.events.event"}


def test_the_names_of_things_are_checked_without_pydantic():
    loaded = loaded_after("from ledger.events.subject import check_scope; check_scope('contract/1')")
    assert not loaded & {"pydantic", "pydantic_core"}


def test_a_type_loads_only_its_own_file():
    loaded = loaded_after("from ledger.events.catalogue import event_class; event_class('outage.started')")
    families_loaded = {module for module, _ in topics().values() if f"ledger.events.{module}" in loaded}
    assert families_loaded == {"outage"}
