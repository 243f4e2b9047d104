# One command for each thing; `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SEMANTIC ?= semantic
PIP     = $(BIN)/python -m pip -qq install --require-hashes
# Installs what pyproject.toml asks for, these extras too, by the hashes of constraints.txt.
INSTALL = $(BIN)/python deploy/requirements.py $(1) | $(PIP) -c constraints.txt -r /dev/stdin

# Without it, each of the processes of a test run compiles all modules and tests anew: eight seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick check bench lock outdated release

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.run $(VENV)/.dev  ## make .venv with exact versions, for running and for development

run: $(VENV)/.run  ## start the bot; without BOT_TOKEN, the playground in the browser
	@BOT_PLAYGROUND=$${BOT_PLAYGROUND:-1} $(BIN)/python -m bot run

test: $(VENV)/.dev  ## run the whole suite with branch coverage
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report= $(ARGS)

test-quick: $(VENV)/.dev  ## run the tests that take no browser, kill, crawl or fuzzing: about a minute
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not slow" $(ARGS)

check: $(VENV)/.dev  ## ruff, mypy --strict, import contracts, content, coverage floor of the last `make test`
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m bot knowledge check && $(BIN)/python -m bot events check
	@$(BIN)/python -m coverage report

bench: $(VENV)/.bench  ## measure speed and memory beside peers
	@$(BIN)/python -m bench

lock: $(VENV)/.release  ## write constraints.txt anew from pyproject.toml; ARGS=--upgrade takes what is newest
	@printf 'pip>=26.3\nsetuptools>=77\n' | $(BIN)/uv pip compile --quiet pyproject.toml - --all-extras \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o constraints.txt $(ARGS)
	@sed -E -i.old ':a;/\\$$/{N;s/ *\\\n */ /;ta}' constraints.txt && rm constraints.txt.old

outdated: $(VENV)/.release  ## say what is outdated and what has advisories; needs a network
	@$(BIN)/python -m pip list --outdated
	@$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

release: $(VENV)/.release  ## into dist/: the sources, what they are made of (SBOM), checksums
	@$(BIN)/python deploy/release.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up .venv (once, about a minute)…"
	@grep '^pip==' constraints.txt | $(PIP) -r /dev/stdin
	@$(call INSTALL)
	@$(call INSTALL,$(SEMANTIC)) 2>/dev/null || echo "The optional semantic search has no package for this machine; search works without it."
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip -qq install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(call INSTALL,dev proxy)
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@$(call INSTALL,bench)
	@touch $@

$(VENV)/.image: $(VENV)/.run
	@$(call INSTALL,proxy sentry standby)
	@touch $@

$(VENV)/.release: $(VENV)/.run
	@$(call INSTALL,release)
	@touch $@
