# Everything a checkout needs, from a bare machine: Debian 12 with Python 3.11, make and git.
# `make run` and `make test` install what is missing; both are safe beside other checkouts.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?=
# Some tests wait for processes of their own: one worker more than the cores it is meant for.
TEST_WORKERS ?= 3
BIN := .venv/bin
ASSETS := src/brokerdesk/surfaces/assets
# Templates and Python name icons and classes, and the build keeps only what is named.
ASSET_SOURCES := $(shell find $(ASSETS) -type f -not -path '*/dist/*' -not -name '*.pyc' 2>/dev/null) \
	$(shell find src/brokerdesk \( -name '*.html' -o -name '*.py' \) -not -path '*/tests/*' \
		-not -path '*/migrations/*' -not -path '$(ASSETS)/*' 2>/dev/null)
PYTHON_READY := .stamps/python
ASSETS_READY := .stamps/assets

export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## Show these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

run: install bytecode ## Start the whole brokerage with its simulated street; Ctrl-C stops it
	@exec $(BIN)/brokerdesk run $(if $(PORT),--port $(PORT))

# One core is not enough for the types, two are not busy with the tests all the time: side by side.
test: install bytecode ## Run every check; ends with pytest's closing line
	@scripts/check.sh $(BIN) $(TEST_WORKERS)

lint: install ## Format, lint, types and import contracts only
	@$(MAKE) --no-print-directory static

static:
	@$(BIN)/ruff format --check --output-format concise
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/mypy
	@$(BIN)/lint-imports

contracts: install ## Print each port's conformance matrix
	@$(BIN)/python -m scripts.contracts

new-adapter: install ## Copy the adapter template: make new-adapter KIND=trading NAME=venue
	@$(BIN)/python -m scripts.new_adapter $(KIND) $(NAME)

soak: install ## Kill every process again and again under people at work
	@CHAOS_ROUNDS="$${CHAOS_ROUNDS:-10}" $(BIN)/pytest -q tests/chaos

day: install bytecode ## Play days of challenges over changes of clocks, killing their workers
	@DAY_ACCOUNTS="$${DAY_ACCOUNTS:-105}" DAY_KILLS="$${DAY_KILLS:-30}" \
		DAY_WHICH="$${DAY_WHICH:-autumn,spring,new_york,friday}" $(BIN)/pytest -q tests/scenarios/prop_day

faults: install bytecode ## Play many plans of faults on each platform; leaves a record in docs
	@rm -f docs/fault-run.jsonl
	@FAULT_EXAMPLES="$${FAULT_EXAMPLES:-25}" FAULT_RECORD="$(CURDIR)/docs/fault-run.jsonl" \
		$(BIN)/pytest -q tests/scenarios/faults

bench: install bytecode ## Measure against the anchors, one JSON line each
	@exec $(BIN)/brokerdesk bench --json

assets: $(PYTHON_READY) ## Build the browser's files again
	@rm -f $(ASSETS_READY)
	@$(MAKE) --no-print-directory $(ASSETS_READY)

install: $(PYTHON_READY) $(ASSETS_READY) ## Install what is missing

$(BIN)/python:
	@scripts/venv.sh "$(PYTHON)"

$(PYTHON_READY): requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "installing the Python packages" >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p .stamps && touch $@

$(ASSETS_READY): package.json package-lock.json $(ASSET_SOURCES) | $(PYTHON_READY)
	@scripts/assets.sh
	@mkdir -p .stamps && touch $@

# A house has nine processes: where Python may not write bytecode, each would compile all of it.
bytecode: $(PYTHON_READY)
	@$(BIN)/python -m compileall -q src

.PHONY: bytecode help run test lint static contracts new-adapter soak day faults bench assets install
