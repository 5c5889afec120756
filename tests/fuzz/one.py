"""One target in the hands of the fuzzer: `python -m tests.fuzz.one TARGET [options of libFuzzer] CORPUS`."""

import sys

import atheris

with atheris.instrument_imports(include=["ledger.intake", "ledger.events", "projections.edition"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz until told to stop; the process ends with what libFuzzer has to say."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
