"""What the tests of adapters share with those of the command line: how the program is run."""

from tests.cli.conftest import run as run
