"""A policy read off the command that carries it out, as it stands in a timetable: `restic forget --keep-daily 30`."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import cast

from projections.calendar.unfit import Unfit
from projections.inquiry.pruning_rules import CYCLES, UNLIMITED, VERBS, Amount, Policy, Rule, Tool

_SHORT = {"-H": "hourly", "-d": "daily", "-w": "weekly", "-m": "monthly", "-y": "yearly"}
_LONG = {cycle: f"--keep-{cycle}" for cycle in ("hourly", "daily", "weekly", "monthly", "yearly")}
_RESTIC = {
    **{option: (cycle, False) for cycle, option in _LONG.items()},
    **{short: (cycle, False) for short, cycle in _SHORT.items()},
    "--keep-last": ("each", False), "-l": ("each", False), "--keep-within": ("each", True),
    **{f"--keep-within-{cycle}": (cycle, True) for cycle in _LONG},
}  # fmt: skip
_BORG = {
    **{f"--keep-{cycle}": (cycle, False) for cycle in CYCLES},
    **{short: (cycle, False) for short, cycle in _SHORT.items()},
    "--keep-last": ("secondly", False), "--keep-within": ("each", True),
}  # fmt: skip
_OPTIONS: Mapping[Tool, Mapping[str, tuple[str, bool]]] = {"restic": _RESTIC, "borg": _BORG}
"""Option -> the cycle of which it keeps one copy each, and whether it takes a span of time."""

_UNITS: Mapping[Tool, str] = {"restic": "ymdh", "borg": "SMHdwmy"}
_SILENT = {
    "--prune", "--dry-run", "-n", "--json", "--log-json", "--list", "--stats", "-s", "--compact", "-c", "--force",
    "--verbose", "-v", "--quiet", "-q", "--info", "--progress", "-p", "--no-cache", "--no-lock", "--save-space",
    "-r", "--repo", "--repository-file", "--password-file", "--password-command", "--cache-dir", "-o", "--option",
    "--limit-upload", "--max-unused", "--lock-wait", "--retry-lock", "--remote-path", "--rsh",
}  # fmt: skip
"""What says how the tool runs, and not what it keeps; their values are passed over as the names of repositories are."""
_CHOOSING = {
    "--tag", "--host", "--path", "--keep-tag", "-g", "--group-by",
    "-P", "--prefix", "-a", "--glob-archives", "--match-archives",
}  # fmt: skip
"""What says which copies are looked at, by what the ledger does not know of them."""
_NUMBER = re.compile(r"[0-9]{1,6}")


def parse_policy(command: str) -> Policy:
    """The policy of a command. Raises Unfit for one that is none of a known tool, or keeps nothing."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    tool = PurePosixPath(words[0]).name if words else ""
    if tool not in _OPTIONS:
        raise Unfit("`{command}` is no command of restic or borg: write it as `restic forget --keep-daily 31`",
                    command=command)  # fmt: skip
    known = cast("Tool", tool)
    verb = VERBS[known].split()[1]
    if verb not in words[1:]:
        raise Unfit("`{command}` removes nothing: write it as `{verb} --keep-daily 31`", command=command,
                    verb=VERBS[known])  # fmt: skip
    words.remove(verb)
    rules = tuple(_rules(known, iter(words[1:])))
    if not any(each.number for rule in rules for each in rule.amounts):
        raise Unfit("`{command}` has no option that says what is kept, such as --keep-daily 31", command=command)
    return Policy(known, rules)


def _rules(tool: Tool, words: Iterator[str]) -> Iterator[Rule]:
    for word in words:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _SILENT or not option.startswith("-"):
            continue
        if option in _CHOOSING:
            raise Unfit("{option}: what the ledger keeps of a copy does not tell it; leave it out, and say by --cycle "
                        "which backups the command takes", option=option)  # fmt: skip
        yield _rule(tool, option, value if equals else next(words, ""))


def _rule(tool: Tool, option: str, value: str) -> Rule:
    if option not in _OPTIONS[tool]:
        raise Unfit("{option} is no option of {tool} that is known here; leave it out if it keeps nothing",
                    option=option, tool=VERBS[tool])  # fmt: skip
    cycle, within = _OPTIONS[tool][option]
    named = {cycle: long for long, (cycle, spans) in _OPTIONS[tool].items() if not spans and long.startswith("--")}
    shown = option if option.startswith("--") else named[cycle]
    return Rule(shown, cycle, within, _span(tool, shown, value) if within else _count(shown, value))


def _count(option: str, value: str) -> tuple[Amount, ...]:
    if value in ("unlimited", "-1"):
        return (Amount(UNLIMITED),)
    if not _NUMBER.fullmatch(value):
        raise Unfit("{option}: `{value}` is no number of copies; write 31", option=option, value=value)
    return (Amount(int(value)),)


def _span(tool: Tool, option: str, value: str) -> tuple[Amount, ...]:
    """restic takes several units, as in 1y5m7d2h, Borg one."""
    found = re.findall(rf"([0-9]{{1,6}})([{_UNITS[tool]}])", value)
    amounts = tuple(Amount(int(number), unit) for number, unit in found)
    whole = "".join(map("".join, found)) == value
    if not whole or not any(each.number for each in amounts) or (tool == "borg" and len(amounts) > 1):
        raise Unfit("{option}: `{value}` is no span of time; write 31d", option=option, value=value)
    return amounts
