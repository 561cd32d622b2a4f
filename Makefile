# Every command a person needs. `make` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help serve site test test-site test-tex check format bench accuracy clean

help: ## List these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("make: Python 3.11 or newer is needed, this is %s; try make PYTHON=python3.12" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

serve: $(STAMP) ## Build the site and serve it on a local port, rebuilding on save
	$(BIN)/atlas serve --port $(PORT)

site: $(STAMP) ## Build the site into site/
	$(BIN)/atlas build

test: $(STAMP) ## Run all tests, the real-browser ones included
	@sh tests/ensure_chromium.sh
	$(BIN)/pytest -n auto

test-site: $(STAMP) ## Walk the whole real site: same bytes, every page, in the browser
	@sh tests/ensure_chromium.sh
	$(BIN)/pytest -m site

test-tex: $(STAMP) ## Compile the whole bibliography with BibTeX, biber and LaTeX
	$(BIN)/pytest -m tex

check: $(STAMP) ## Format, lint, types, validation: what to run before a pull request
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/atlas schema --check
	$(BIN)/atlas validate

format: $(STAMP) ## Format code and entries
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/atlas fmt

bench: $(STAMP) ## Print the speed of build, validation, graph, engine and browser as ratios
	$(BIN)/python -m benchmarks

accuracy: $(STAMP) ## Score the estimates against measured kernels and serving points
	$(BIN)/python benchmarks/accuracy.py

clean: ## Remove the environment and everything built
	rm -rf $(VENV) site build .cache .pytest_cache .mypy_cache .ruff_cache
