# Everyhue. `make demo` is the place to start; `make help` lists the rest.
PY      ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
PORT    ?= 8770
FINDER  ?= $(CURDIR)/.cache/finder
TORCH   ?= $(CURDIR)/.cache/torch
SHELL   := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo setup test check format bench docs screenshots lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.runtime ## Build the demo catalog (first time), start the server, open the page
	@$(BIN)/everyhue demo --port $(PORT) $(DEMO_FLAGS)

setup: $(VENV)/.dev ## Make .venv with all that developing needs

test: $(VENV)/.dev ## Run the tests (installs Chromium, Java 17 and a region finder where it may; WITH_TORCH=1: torch too)
	@tools/ensure_chromium.sh
	@tools/ensure_java.sh
	@tools/ensure_finder.sh $(BIN) $(FINDER)
	@[ -z "$(WITH_TORCH)" ] || tools/ensure_torch.sh $(BIN) $(TORCH)
	@EVERYHUE_FINDER=$(FINDER) EVERYHUE_TORCH=$(TORCH) $(BIN)/python -m pytest -q -n 2 --dist loadfile $(TEST_FLAGS)

check: $(VENV)/.dev ## Format, lint, types, import contract, house rules, documented examples
	@echo "ruff format";      $(BIN)/ruff format --check -q .
	@echo "ruff check";       $(BIN)/ruff check -q .
	@echo "mypy --strict";    $(BIN)/mypy --no-error-summary
	@echo "import contract";  PYTHONPATH=src $(BIN)/lint-imports --no-cache > /dev/null || PYTHONPATH=src $(BIN)/lint-imports --no-cache
	@echo "house rules";      $(BIN)/python tools/check_house.py
	@echo "locked packages";  $(BIN)/python tools/check_lock.py
	@echo "examples";         $(BIN)/python -m pytest -q --doctest-modules -p no:cacheprovider src README.md docs

format: $(VENV)/.dev ## Format and sort imports
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

bench: $(VENV)/.bench ## Run the benchmarks and print their tables
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

docs: $(VENV)/.dev ## Build the documentation into site/
	@$(BIN)/mkdocs build --quiet --strict && echo "site/index.html"

screenshots: $(VENV)/.dev ## Make the pictures of README and docs anew
	@tools/ensure_chromium.sh
	@$(BIN)/python tools/screenshots.py

lock: $(VENV)/.dev ## Pin dependencies again: names, versions and hashes, no addresses
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev --group build pyproject.toml -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt

clean: ## Remove what the targets made
	@rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Everyhue needs Python 3.11 or newer; $(PY) is $$($(PY) --version 2>&1). Try: make PY=python3.11 ..."; exit 2; }
	@$(PY) -m venv $(VENV) || { echo "Cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 2; }

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@tools/install.sh $(BIN) requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@tools/install.sh $(BIN) requirements/dev.txt
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: $(VENV)/.dev benchmarks/requirements.txt
	@$(BIN)/python -m pip install -q -r benchmarks/requirements.txt -c requirements/dev.txt
	@touch $@
