"""The territories whose public holidays and clocks a contract can follow."""

from typing import NamedTuple

from projections.calendar.unfit import Unfit


class Territory(NamedTuple):
    """One territory: our code, its names, its time zone if it has one alone, its name in the `holidays` library."""

    code: str
    name_en: str
    name_fr: str
    default_zone: str | None  # None: several zones, so a contract there names its own
    library_code: str | None  # subdivision of FR in the `holidays` library; None: metropolitan France

    def name(self, lang: str) -> str:
        """The territory's name in French (`fr`), else in English."""
        return self.name_fr if lang == "fr" else self.name_en


_PARIS = "Europe/Paris"

TERRITORIES: dict[str, Territory] = {
    each.code: each
    for each in (
        Territory("FR", "Metropolitan France", "France métropolitaine", _PARIS, None),
        Territory("FR-57", "Moselle", "Moselle", _PARIS, "57"),
        Territory("FR-6AE", "Alsace", "Alsace", _PARIS, "6AE"),
        Territory("GP", "Guadeloupe", "Guadeloupe", "America/Guadeloupe", "GP"),
        Territory("MQ", "Martinique", "Martinique", "America/Martinique", "MQ"),
        # the library's letters for Guyane are GY, which everywhere else is Guyana
        Territory("GF", "French Guiana", "Guyane", "America/Cayenne", "973"),
        Territory("RE", "Réunion", "La Réunion", "Indian/Reunion", "RE"),
        Territory("YT", "Mayotte", "Mayotte", "Indian/Mayotte", "YT"),
        Territory("PM", "Saint Pierre and Miquelon", "Saint-Pierre-et-Miquelon", "America/Miquelon", "PM"),
        Territory("BL", "Saint Barthélemy", "Saint-Barthélemy", "America/St_Barthelemy", "BL"),
        Territory("MF", "Saint Martin", "Saint-Martin", "America/Marigot", "MF"),
        Territory("WF", "Wallis and Futuna", "Wallis-et-Futuna", "Pacific/Wallis", "WF"),
        Territory("PF", "French Polynesia", "Polynésie française", None, "PF"),
        Territory("NC", "New Caledonia", "Nouvelle-Calédonie", "Pacific/Noumea", "NC"),
        Territory("TF", "French Southern Territories", "Terres australes et antarctiques françaises", None, "TF"),
    )
}


def territory(code: str) -> Territory:
    """The territory of that code. Raises Unfit for an unknown one."""
    try:
        return TERRITORIES[code]
    except KeyError:
        raise Unfit(
            "unknown territory `{code}`: give one of {known}", code=code, known=", ".join(TERRITORIES)
        ) from None
