"""Fuzz every adapter and every file of TOML, guided by what of the code is reached.

    python -m tests.fuzz [--seconds 30] [--runs 0] [TARGET…]

Each target has a process of its own, of at most 1 GiB, in which an input may take ten seconds. What is found stays
in `.fuzz/`, with the input that shows it; what reached more of the code is kept there for the next time.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

KEPT = Path(".fuzz")


def main() -> int:
    """Run the targets one after the other; the exit status tells whether something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them")
    parser.add_argument("--seconds", type=int, default=30, help="of each target (default: 30)")
    parser.add_argument("--runs", type=int, default=-1, help="inputs of each target, at most (default: no limit)")
    parser.add_argument("--folder", type=Path, default=KEPT, help="where inputs are kept (default: .fuzz)")
    asked = parser.parse_args()
    targets = asked.targets or list(TARGETS)
    if unknown := set(targets) - set(TARGETS):
        parser.error(f"no target is called {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    failed = [name for name in targets if not fuzzed(name, asked.folder, asked.seconds, asked.runs)]
    print(f"fuzzed {len(targets)} targets; failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def fuzzed(name: str, folder: Path, seconds: int, runs: int = -1) -> bool:
    """Whether a target stood it; what the fuzzer says of it is printed where it did not."""
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-runs={runs}", "-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]
    said = [f"-artifact_prefix={folder}/{name}-", "-print_final_stats=1", *limits, str(corpus)]
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.one", name, *said], capture_output=True, check=False)
    text = done.stderr.decode("utf-8", "replace")
    counted = [line for line in text.splitlines() if "number_of_executed_units" in line]
    print(f"{name}: {counted[0].split()[-1] if counted else 'no'} inputs", flush=True)
    if done.returncode != 0:
        print(done.stdout.decode("utf-8", "replace")[-4000:], text[-4000:], sep="\n")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
