"""The fifteen territories a contract can name."""

import pytest

from projections.calendar.territory import TERRITORIES, territory


def test_the_codes_are_those_of_the_interface() -> None:
    assert " ".join(TERRITORIES) == "FR FR-57 FR-6AE GP MQ GF RE YT PM BL MF WF PF NC TF"
    assert all(each.code == code for code, each in TERRITORIES.items())


def test_a_territory_has_a_name_in_both_languages_and_its_zone() -> None:
    guyane = territory("GF")
    assert (guyane.name("fr"), guyane.name("en"), guyane.default_zone) == ("Guyane", "French Guiana", "America/Cayenne")


@pytest.mark.parametrize("code", ["GY", "fr", "", "FR-75"])
def test_an_unknown_code_is_refused_in_one_line(code: str) -> None:
    with pytest.raises(ValueError, match=f"unknown territory `{code}`: give one of FR, FR-57"):
        territory(code)
