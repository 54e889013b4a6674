# Everything here works on a bare clone that has Python 3.11 or later and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := .venv-bench
PIP    := -m pip install --quiet --disable-pip-version-check
CODE   := src tests tools benchmarks
# Where `make test` looks for a PostgreSQL server; it makes databases of its own there and drops them.
POSTGRES ?= postgres://postgres@127.0.0.1:5432/rencai

.DEFAULT_GOAL := help
.PHONY: help demo test check bench spark format lock clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime  ## an invented city in a browser: sign in as anybody
	@$(BIN)/rencai demo

test: $(VENV)/.dev  ## run the tests; those of the office on PostgreSQL too, where one answers
	@if $(BIN)/python tools/answers.py "$(POSTGRES)"; then \
		$(BIN)/python -m pytest -n 2 && \
		echo "The office once more, on PostgreSQL:" && \
		DATABASE_URL="$(POSTGRES)" $(BIN)/python -m pytest -n 2 tests/office; \
	else \
		$(BIN)/python -m pytest -n 2; \
	fi

check: export RENCAI_HOME := .mypy_cache/office
check: $(VENV)/.dev  ## format, lint, types, import contracts, migrations, translations, the shipped packs
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src/rencai/office
	$(BIN)/python -m django check --settings rencai.office.settings --fail-level WARNING
	$(BIN)/python -m django makemigrations --check --dry-run --settings rencai.office.settings
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/house.py
	@for pack in src/rencai/packs/*/pack.yaml; do \
		$(BIN)/rencai policy check "$$(basename "$$(dirname "$$pack")")" --quiet || exit 1; \
	done

bench: $(VENV)/.dev $(PEERS)/.made  ## measure the figures beside their peers; writes docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

spark: $(VENV)/.dev requirements/spark.txt  ## add the Spark engine (about 450 MB), so that its tests run
	$(BIN)/python $(PIP) -r requirements/spark.txt

format: $(VENV)/.dev  ## put the code into its one format
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

lock: $(VENV)/.python  ## choose the exact versions anew
	sh tools/lock.sh "$(BIN)/python"

clean:  ## remove what was installed and made here
	rm -rf $(VENV) $(PEERS) .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache demo

$(VENV)/.python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Rencai needs Python 3.11 or later, and there is no $(PYTHON) here. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Rencai needs Python 3.11 or later; this is $$("$(PYTHON)" --version 2>&1). Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(VENV)/.python
	@echo "Installing what Rencai needs into $(VENV) …"
	@$(BIN)/python $(PIP) -r requirements/runtime.txt
	@$(BIN)/python $(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/python $(PIP) -r requirements/dev.txt
	@touch $@

$(PEERS)/.made: benchmarks/requirements.txt | $(VENV)/.python
	@"$(PYTHON)" -m venv $(PEERS) || { rm -rf $(PEERS); exit 1; }
	@$(PEERS)/bin/python $(PIP) -r benchmarks/requirements.txt
	@touch $@
