# One command for each thing; `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick check bench

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.run $(VENV)/.dev  ## make .venv with exact versions, for running and for development

run: $(VENV)/.run  ## start the bot; without BOT_TOKEN, the playground in the browser
	@$(BIN)/python -m bot run

test: $(VENV)/.dev  ## run the whole suite with branch coverage
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report= $(ARGS)

test-quick: $(VENV)/.dev  ## run the tests that take no browser, kill, crawl or fuzzing: under a minute
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not slow" $(ARGS)

check: $(VENV)/.dev  ## ruff, mypy --strict, import contracts, content, coverage floor of the last `make test`
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m bot knowledge check && $(BIN)/python -m bot events check
	@$(BIN)/python -m coverage report

bench: $(VENV)/.bench  ## measure speed and memory beside peers
	@$(BIN)/python -m bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up .venv (once, about a minute)…"
	@$(PIP) -e .
	@$(PIP) -e '.[semantic]' 2>/dev/null || echo "The optional semantic search has no package for this machine; search works without it."
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(PIP) -e '.[dev,proxy]'
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@$(PIP) -e '.[bench]'
	@touch $@
