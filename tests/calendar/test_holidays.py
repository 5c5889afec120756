"""What the `holidays` library proposes, against a table of our own."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import product

import pytest

from projections.calendar.holidays import propose
from projections.calendar.territory import TERRITORIES
from projections.calendar.zone import zone

YEARS = range(2023, 2028)
EASTER = {
    2023: date(2023, 4, 9),
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
}

FIXED = {
    "01-01": "Jour de l'an",
    "05-01": "Fête du Travail",
    "05-08": "Fête de la Victoire",
    "07-14": "Fête nationale",
    "08-15": "Assomption",
    "11-01": "Toussaint",
    "11-11": "Armistice",
    "12-25": "Noël",
}
MOVABLE = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}

ABOLITION = "Abolition de l'esclavage"
TERRITORIAL = {
    "FR-57": {"good friday": "Vendredi saint", "12-26": "Saint-Étienne"},
    "FR-6AE": {"good friday": "Vendredi saint", "12-26": "Saint-Étienne"},
    "GP": {"05-27": ABOLITION},
    "MQ": {"05-22": ABOLITION},
    "GF": {"06-10": ABOLITION},
    "RE": {"12-20": ABOLITION},
    "YT": {"04-27": ABOLITION},
    "BL": {"10-09": ABOLITION},
    "MF": {"05-28": ABOLITION},
    "NC": {"09-24": "Fête de la Citoyenneté"},
    "WF": {"04-28": "Saint Pierre Chanel", "06-29": "Saints Pierre et Paul", "07-29": "Fête du Territoire"},
    "PF": {"good friday": "Vendredi saint", "03-05": "Arrivée de l'Évangile"},
}
CUSTOMARY = {
    "GP": {"good friday": "Vendredi saint", "mid-lent": "Mi-Carême", "07-21": "Fête de Victor Schoelcher"},
    "MQ": {"07-21": "Fête de Victor Schoelcher"},
    "MF": {"07-21": "Fête de Victor Schoelcher"},
}


def expected(territory: str, year: int) -> dict[str, dict[str, str]]:
    easter = EASTER[year]
    days = {easter + timedelta(days=days): (name, "national") for days, name in MOVABLE.items()}
    days |= {date.fromisoformat(f"{year}-{day}"): (name, "national") for day, name in FIXED.items()}
    own = dict(TERRITORIAL.get(territory, {}))
    if territory == "PF":
        own |= {"06-29": "Fête de l'autonomie"} if year <= 2024 else {"11-20": "Matāri'i"}
    movable = {"good friday": easter - timedelta(days=2), "mid-lent": easter - timedelta(days=24)}
    for kind, table in (("territorial", own), ("customary", CUSTOMARY.get(territory, {}))):
        for day, name in table.items():
            days[movable.get(day) or date.fromisoformat(f"{year}-{day}")] = (name, kind)
    return {day.isoformat(): {"name": name, "kind": kind} for day, (name, kind) in sorted(days.items())}


@pytest.mark.parametrize(("territory", "year"), list(product(TERRITORIES, YEARS)))
def test_the_library_proposes_the_days_of_our_table(territory: str, year: int) -> None:
    days, origin = propose(territory, year)
    assert days == expected(territory, year)
    assert list(days) == sorted(days)
    assert re.fullmatch(r"holidays \d+\.\d+(\.\d+)? FR(/\w+)? fr", origin)


def test_a_day_that_is_both_is_national_and_bears_both_names() -> None:
    days, _ = propose("GF", 2030)
    assert days["2030-06-10"] == {"name": "Abolition de l'esclavage; Lundi de Pentecôte", "kind": "national"}


@pytest.mark.parametrize("year", [1800, 2101])
def test_a_year_the_library_does_not_know_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=f"knows no days of FR in {year}"):
        propose("FR", year)


def test_an_unknown_territory_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown territory `GY`"):
        propose("GY", 2026)


@pytest.mark.parametrize("language", ["en_US.UTF-8", "fr_FR.UTF-8", "th_TH.UTF-8"])
def test_names_are_french_on_every_machine_and_the_library_is_loaded_only_when_asked(language: str) -> None:
    code = (
        "import sys\n"
        "from projections.calendar.holidays import propose\n"
        "assert 'holidays' not in sys.modules\n"
        "days, _ = propose('GP', 2026)\n"
        "assert days['2026-12-25']['name'] == 'Noël' and days['2026-05-27']['name'] == \"Abolition de l'esclavage\"\n"
    )
    environment = os.environ | {"LANGUAGE": language[:2], "LANG": language, "LC_ALL": language}
    subprocess.run([sys.executable, "-X", "utf8", "-c", code], check=True, env=environment)


def test_a_proposal_says_of_each_day_whose_it_is() -> None:
    days, _ = propose("GP", 2026)
    by_kind: dict[str, set[str]] = {}
    for day, each in days.items():
        by_kind.setdefault(each["kind"], set()).add(day)
    assert by_kind["territorial"] == {"2026-05-27"}
    assert len(by_kind["national"] | by_kind["territorial"]) == 12
    assert "2026-07-21" in by_kind["customary"]


def test_paris_is_the_zone_of_metropolitan_territories() -> None:
    assert {TERRITORIES[code].default_zone for code in ("FR", "FR-57", "FR-6AE")} == {zone("Europe/Paris").key}
