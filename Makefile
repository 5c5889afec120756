# Everything one does with a clone of Livret. `make` alone lists it.
# Needs GNU make 3.81 or later, Python 3.11 or later, and either uv or python3-venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)
CODE   := ledger projections cli
PO     := projections/report/translations

# What marks a sentence for translation: N_, and whatever refuses, whose first argument is one.
KEYWORDS := N_ Refusal UsageRefused InputRefused LedgerUnavailable IntegrityFailure Unfit Twice UnknownType

# uv trusts what the system trusts, as pip does.
export UV_SYSTEM_CERTS ?= 1

INSTALL := $(if $(UV),"$(UV)" pip install --quiet --compile-bytecode --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint check oracle moments crash fuzz flips bench messages lock wheel clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## create .venv with everything the tests need

demo: $(VENV)/.runtime ## a worked dispute on sample data
	@$(BIN)/livret demo

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(VENV)/.dev ## check style, layout and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## lint, then test

oracle: $(VENV)/.dev ## compare with independent implementations, long
	LIVRET_SEEDS=$${LIVRET_SEEDS:-2000} $(BIN)/python -m pytest tests/oracle -q -n 2 $(ARGS)

moments: $(VENV)/.dev ## ask random stories at each of their past moments, long
	LIVRET_EXAMPLES=$${LIVRET_EXAMPLES:-200} $(BIN)/python -m pytest tests/inquiry/test_past_moments.py -q $(ARGS)

crash: $(VENV)/.dev ## kill -9 the writer again and again, long
	LIVRET_CRASHES=$${LIVRET_CRASHES:-200} $(BIN)/python -m pytest tests/journal/test_kill.py tests/cli/test_kill.py -q $(ARGS)

fuzz: $(VENV)/.dev ## feed adapters what nobody would write, long
	$(BIN)/python -m tests.fuzz --seconds $${LIVRET_SECONDS:-60} $(ARGS)

flips: $(VENV)/.dev ## turn over every bit of a ledger file and of a dossier, long
	LIVRET_FLIPS=1 $(BIN)/python -m pytest tests/seal/test_flips.py tests/seal/test_dossier_flips.py -q -n 2 $(ARGS)

bench: $(VENV)/.dev ## measure
	@for script in tests/benchmarks/[a-z]*.py; do name=$$(basename "$$script" .py); echo "== $$name"; \
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m "tests.benchmarks.$$name" || exit 1; done

messages: $(VENV)/.dev ## extract, update and compile the translations
	@mkdir -p $(PO)/fr/LC_MESSAGES
	$(BIN)/python -m babel.messages.frontend -q extract -F pyproject.toml --project livret $(addprefix -k ,$(KEYWORDS)) --no-location --sort-output --no-wrap -o $(PO)/livret.pot $(CODE)
	@if [ -f $(PO)/fr/LC_MESSAGES/livret.po ]; then \
	$(BIN)/pybabel -q update -D livret -l fr -i $(PO)/livret.pot -d $(PO) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap; \
	else $(BIN)/pybabel -q init -D livret -l fr -i $(PO)/livret.pot -d $(PO) --no-wrap; fi
	$(BIN)/pybabel compile -D livret -d $(PO) --statistics

lock: ## write the lock files anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock: uv is not installed; install it, then try again" >&2; exit 1; }
	./.ci/lock

wheel: $(VENV)/.dev ## build dist/livret-*.whl
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what the targets above made
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis $(PO)/livret.pot
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "make: $(PYTHON) is older than Python 3.11, or absent; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -rf $(VENV)
ifdef UV
	"$(UV)" venv --quiet --python "$$("$(PYTHON)" -c 'import sys; print(sys.executable)')" $(VENV)
else
	@"$(PYTHON)" -m venv $(VENV) || \
	{ rm -rf $(VENV); echo "make: $(PYTHON) cannot create a virtual environment; install its venv module (python3-venv) or uv" >&2; exit 1; }
endif

# What it takes to run from a clone; hatchling, which links the clone into .venv, is locked as well.
$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
