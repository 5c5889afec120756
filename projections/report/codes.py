"""The words for codes: a code in a place called `verdict`, `cause` and so on is said in the reader's language."""

import errno
import os
from collections.abc import Mapping

from projections.edition.wording import N_, Text

CODES: Mapping[str, Mapping[str, str]] = {
    "verdict": {
        "met": N_("met"),
        "missed": N_("missed"),
        "undetermined": N_("undetermined"),
        "no_reference_time": N_("no reference time"),
        "no_ticket": N_("no ticket"),
        "pending": N_("pending"),
    },
    "treatment": {
        "counted": N_("counted"),
        "excluded": N_("excluded"),
        "outside_reference_hours": N_("outside reference hours"),
    },
    "cause": {
        "": N_("not given"),
        "provider": N_("the provider"),
        "planned_maintenance": N_("planned maintenance"),
        "emergency_maintenance": N_("emergency maintenance"),
        "force_majeure": N_("force majeure"),
        "client_equipment": N_("equipment of the client"),
        "outside_perimeter": N_("systems outside the perimeter of the service"),
    },
    "window": {
        "night": N_("night"),
        "sunday": N_("Sunday"),
        "public_holiday": N_("public holiday"),
        "maintenance": N_("planned maintenance"),
    },
    "maintenance_outcome": {
        "covered": N_("covered"),
        "partly_covered": N_("covered in part"),
        "not_covered": N_("not covered"),
        "cancelled": N_("cancelled"),
        "emergency": N_("taken as an emergency"),
    },
    "version": {
        "planned": N_("planned"),
        "announced": N_("announced"),
        "rescheduled": N_("rescheduled"),
        "cancelled": N_("cancelled"),
        "declared": N_("declared"),
        "ended": N_("over"),
    },
    "channel": {"portal": N_("portal"), "mail": N_("mail"), "phone": N_("phone"), "other": N_("other")},
    "side": {
        "provider": N_("the provider"),
        "client": N_("the client"),
        "neither": N_("neither side"),
    },
    "withheld": {
        "erased": N_("erased"),
        "lost": N_("lost with its vault"),
        "vault missing": N_("vault missing"),
        "vault not readable": N_("vault not readable"),
    },
    "failure": {
        os.strerror(errno.ENOENT): N_("there is no such file or folder"),
        os.strerror(errno.EACCES): N_("access is denied"),
        os.strerror(errno.EPERM): N_("this is not permitted"),
        os.strerror(errno.EISDIR): N_("this is a folder"),
        os.strerror(errno.ENOTDIR): N_("what should be a folder is a file"),
        os.strerror(errno.EEXIST): N_("there is one already"),
        os.strerror(errno.ENAMETOOLONG): N_("the name is too long"),
        os.strerror(errno.ENOSPC): N_("the disk is full"),
        os.strerror(errno.EROFS): N_("the disk is read-only"),
        os.strerror(errno.EIO): N_("the disk failed"),
    },
    "weekday": {
        "0": N_("Monday"),
        "1": N_("Tuesday"),
        "2": N_("Wednesday"),
        "3": N_("Thursday"),
        "4": N_("Friday"),
        "5": N_("Saturday"),
        "6": N_("Sunday"),
    },
}


def word(kind: str, code: str) -> str | None:
    """The template that says this code of this kind; `None` where it is no code."""
    return CODES.get(kind, {}).get(code)


def coded(kind: str, code: str | None) -> Text | str | None:
    """A cell for the code: its word, or the code itself where there is none."""
    template = None if code is None else word(kind, code)
    return code if template is None else Text(template)
