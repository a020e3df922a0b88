# Everything runs in .venv, which the first target that needs it sets up.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
OURS := starter.py worker.py $(filter-out tests,$(patsubst %/__init__.py,%,$(wildcard */__init__.py)))
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-strip-extras --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo dev test test-browser test-postgres test-faults chromium check audit fuzz bench \
	bench-others format histories pictures diagrams schema lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/ready ## One treaty from signature to entry into force, in a minute
	@$(BIN)/python starter.py demo

dev: .venv/ready ## The server, its Web UI and a worker on this machine
	@$(BIN)/python starter.py dev

test: .venv/ready ## All tests
	@$(BIN)/pytest --quiet --numprocesses auto --maxprocesses 4 --dist loadfile

test-browser: .venv/ready ## The tests in a real browser, which this installs where it may
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		$(MAKE) --no-print-directory chromium
	@TREATY_BROWSER_TESTS=required $(BIN)/pytest --quiet tests/browser

chromium:
	@[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "Install Chromium first;" \
		"on Debian: sudo apt-get install --no-install-recommends chromium" >&2; exit 1; }
	@echo "Installing Chromium ..."
	@apt-get -qq update >/dev/null
	@DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium >/dev/null

test-postgres: .venv/ready ## The register in a real PostgreSQL, which is installed first (Debian)
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
		apt-get -qq install --no-install-recommends postgresql >/dev/null
	@TREATY_TEST_POSTGRES=required $(BIN)/pytest --quiet tests/activities/test_register_postgres.py

# Each trial is for the most part a wait for a timeout, so more run at a time than there are cores.
test-faults: .venv/ready ## Kills at every point and SCHEDULES=200 random faults, of SEED=1969
	@TREATY_FAULTS=all TREATY_FAULTS_SCHEDULES=$(or $(SCHEDULES),200) TREATY_FAULTS_SEED=$(or $(SEED),1969) \
		$(BIN)/pytest --quiet --numprocesses 2 --dist worksteal tests/faults

# The slow tests are in `make test` and are not run twice: of the law's logic every branch is
# tried by the tests that need no server, and those take seconds.
check: .venv/ready ## Format, lint, types, import directions, every branch of the law's logic
	@$(BIN)/ruff format --quiet --check . || { echo "make format puts this right" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said" >&2; exit 1; }
	@$(BIN)/pytest --quiet tests/treaty tests/procedures --cov

# What runs is what is locked with its hashes: that is what is audited and listed. Only the audit
# needs a network; ruff's S (bandit) and the rest of its rules are in `make check`.
audit: .venv-audit/ready ## The parts that run (CycloneDX, build/sbom.json), and what is known against them
	@mkdir -p build
	@PYTHONWARNINGS=ignore .venv-audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --output-file build/sbom.json && echo "Written: build/sbom.json"
	@.venv-audit/bin/pip-audit --require-hashes --disable-pip --progress-spinner off \
		--timeout 10 --requirement requirements.lock >build/audit.txt 2>&1; code=$$?; \
		if grep -qE 'could not be audited|ConnectionError|ServiceError|Traceback' build/audit.txt; \
		then echo "Not audited, or not wholly: the list of known vulnerabilities" \
		"did not answer. See build/audit.txt."; else cat build/audit.txt; exit $$code; fi

# Beside .venv, where nothing else needs it; libFuzzer comes with it for Linux on x86-64.
fuzz: .venv/ready .venv-fuzz/ready ## Readers under libFuzzer, SECONDS=60: what they fail at is in build/fuzz
	@PYTHONPATH=.venv-fuzz $(BIN)/python -m tests.cli.fuzz $(or $(SECONDS),60)

format: .venv/ready ## Put the format right, and what else can be put right by itself
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: .venv/ready ## What is measured, as ratios within one run: ten minutes, QUICK=1 two
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

bench-others: .venv/ready .venv-bench/ready ## Other engines for make bench: DBOS, SpiffWorkflow, Restate
	@$(BIN)/python -m bench together $(if $(QUICK),--quick)

histories: .venv/ready ## Record histories for the replay tests; those that exist stay as they are
	@$(BIN)/python -m tests.replay.record

pictures: .venv/ready ## Draw the pictures of the README from a live run; the Web UI's needs Chromium
	@$(BIN)/python -m docs.pictures

diagrams: .venv/ready ## Draw the law files into docs/procedures
	@$(BIN)/python docs/diagrams.py

schema: .venv/ready ## Write the JSON Schema of an export into docs
	@$(BIN)/python starter.py export --schema > docs/export.schema.json

lock: ## Take the newest versions of all dependencies into both lock files (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@$(LOCK) --output-file requirements.lock --extra postgres --extra otel pyproject.toml
	@$(LOCK) --output-file requirements-audit.lock --group audit
	@$(LOCK) --output-file requirements-fuzz.lock --group fuzz
	@$(LOCK) --output-file requirements-bench.lock --group bench
	@$(LOCK) --output-file requirements-dev.lock --constraint requirements.lock --extra dev --extra pdf --extra postgres --extra otel pyproject.toml

clean: ## Remove what can be made again
	@rm -rf .venv .venv-audit .venv-bench .venv-fuzz .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
		build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." \
		"Name another one: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make virtual environments; on Debian: apt install python3-venv" >&2; \
		exit 1; }
	@echo "Setting up .venv; the first time this takes half a minute ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q $(OURS)
	@touch $@

.venv-audit/ready: requirements-audit.lock
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv-fuzz/ready: requirements-fuzz.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes --upgrade --target .venv-fuzz -r $<
	@touch $@

# Restate's server is a program from npm; without npm the other engines are compared.
.venv-bench/ready: requirements-bench.lock bench/engines/restate/package-lock.json
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install -qq --disable-pip-version-check --require-hashes -r $<
	@mkdir -p .venv-bench/restate && cp bench/engines/restate/package*.json .venv-bench/restate/
	@! command -v npm >/dev/null || \
		npm --prefix .venv-bench/restate ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
