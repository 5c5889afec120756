"""What a start of the program costs, beside a bare interpreter that imports click and pydantic.

    python -m tests.benchmarks.start_up [--rounds 20]

Processor time, user and system, of whole processes with bytecode on, in turns. The ledger is the demonstration's: the
question is one contract and one month, into a pipe.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from cli.main import main; main()")
BARE = (sys.executable, "-c", "import click, pydantic")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LIVRET_"))}
QUESTION = ("availability", "C-2026-017", "2026-04")


def milliseconds(command: Sequence[str]) -> float:
    """Processor time of one run. Raises CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    """Run all in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run((*PROGRAM, "demo", "--keep", folder), cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=True)
        ask = (*PROGRAM, "--ledger", f"{folder}/livret.db", *QUESTION)
        commands: dict[str, Sequence[str]] = {
            "import click, pydantic": BARE,
            "livret --version": (*PROGRAM, "--version"),
            "livret --help": (*PROGRAM, "--help"),
            "livret availability": ask,
            "livret availability --format json": (*ask, "--format", "json"),
        }
        for command in commands.values():
            milliseconds(command)  # writes the bytecode
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(milliseconds(command))
    bare = taken["import click, pydantic"]
    print(f"{'a start, median of ' + str(rounds):<36}{'ms CPU':>8}{'ratio':>8}{'of the least':>14}")
    for name, each in taken.items():
        ratio = statistics.median(mine / other for mine, other in zip(each, bare, strict=True))
        print(f"{name:<36}{statistics.median(each):>8.0f}{ratio:>8.2f}{min(each) / min(bare):>14.2f}")
    print("wanted of a question: 1.6 or less")


if __name__ == "__main__":
    main()
