# Everything is installed into this folder: .tools (uv), .venv (Python), two node_modules.
# Needed beforehand: git, make, and Python 3.11 or newer with pip.

PYTHON ?= python3
# Itself and not what stands for it on the path: uv makes the environment anew for another path.
FOUND_PYTHON = $$($(PYTHON) -c 'import sys; print(sys.executable)')
UV_VERSION := 0.13.9
UV := .tools/uv-$(UV_VERSION)/bin/uv
RUN := .venv/bin
TEST_ARGUMENTS ?=

export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install demo test coverage test-postgresql test-slow test-nightly test-engines test-browser test-siege dev messages docs check serve clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: .venv/.for-use frontend/node_modules/.installed ## What a service manager starts: deploy/guisu.service
	@$(RUN)/python -m guisu.config.translations

demo: .venv/.for-use frontend/node_modules/.installed ## A shop full of customers, on this machine
	@$(RUN)/guisu demo

serve: .venv/.for-use frontend/node_modules/.installed ## Your own installation, empty at first
	@$(RUN)/guisu serve

test: .venv/.for-development frontend/node_modules/.installed tests/node/node_modules/.installed ## The test-suite, on SQLite
	$(RUN)/pytest -n auto $(TEST_ARGUMENTS)

test-postgresql: .venv/.for-development frontend/node_modules/.installed tests/node/node_modules/.installed ## The same suite, on a PostgreSQL of its own
	GUISU_TEST_POSTGRESQL=1 $(RUN)/pytest -n auto $(TEST_ARGUMENTS)

coverage: .venv/.for-development frontend/node_modules/.installed tests/node/node_modules/.installed ## Which lines the test-suite reaches
	$(RUN)/pytest -n auto --cov --cov-report=term:skip-covered $(TEST_ARGUMENTS)

test-slow: .venv/.for-development tests/node/node_modules/.installed ## Races, kill -9, real data
	$(RUN)/pytest -m slow $(TEST_ARGUMENTS)

test-nightly: .venv/.for-development ## Properties with a thousand examples each, drawn anew; prints their seed
	HYPOTHESIS_PROFILE=nightly $(RUN)/pytest -n auto -m "not browser and not engines and not siege" $(TEST_ARGUMENTS)

test-engines: .venv/.for-engines ## Segments on ClickHouse's engine and a cluster of Spark (Java 17 or newer)
	$(RUN)/pytest -m engines $(TEST_ARGUMENTS)

test-siege: .venv/.for-development ## Attacks on a served product; GUISU_TEST_SIEGE=long for all of them
	$(RUN)/pytest -n 4 --dist loadgroup -m siege tests/siege $(TEST_ARGUMENTS)

test-browser: .venv/.for-development frontend/node_modules/.installed ## Pages in headless Chromium; pictures in screenshots/
	$(RUN)/pytest -m browser tests/browser $(TEST_ARGUMENTS)

dev: .venv/.for-development frontend/node_modules/.installed tests/node/node_modules/.installed ## Set up for contributors; says what to run
	@echo
	@echo "Ready. make check before a commit; GUISU_DEBUG=on $(RUN)/guisu serve to look at pages."

messages: .venv/.for-development ## Collect the words of the console into the catalogues, to be translated (GNU gettext)
	@cd guisu && ../$(RUN)/django-admin makemessages -l zh_Hans -l zh_Hant --no-location --no-obsolete --no-wrap
	@for words in guisu/locale/*/LC_MESSAGES/django.po; do \
		msgcat --sort-output --no-wrap -o $$words $$words; \
		sed -i '/^"Report-Msgid-Bugs-To\|^"POT-Creation-Date/d' $$words; \
	done

docs: .venv/.for-development ## Write docs/api.md and docs/facts.md anew, as the code declares them
	@$(RUN)/python -m docs.reference
	@$(RUN)/python -m docs.facts

check: .venv/.for-development ## Format, lint, types, import contract, templates, migrations
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/codespell
	$(RUN)/lint-imports
	$(RUN)/djlint --check --lint guisu
	$(RUN)/deptry .
	$(RUN)/python manage.py makemigrations --check --dry-run
	$(RUN)/mypy

clean: ## Remove what was installed here; data in var/ stays
	rm -rf .tools .venv frontend/node_modules tests/node/node_modules

# Works where Debian's pip refuses its own environment and where no venv module is installed.
$(UV):
	@echo "Setting up in this folder; the first time takes a minute or two."
	@$(PYTHON) -m pip install --quiet --root-user-action=ignore --target .tools/uv-$(UV_VERSION) "uv==$(UV_VERSION)"

# Development holds all of use: once it is set up, `make demo` leaves it alone.
.venv/.for-use: pyproject.toml uv.lock | $(UV)
	@if [ -e .venv/.for-development ]; then $(MAKE) --no-print-directory .venv/.for-development; \
	else $(UV) sync --quiet --frozen --python "$(FOUND_PYTHON)" --no-dev --group frontend; fi
	@touch $@

.venv/.for-development: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --python "$(FOUND_PYTHON)"
	@touch $@

.venv/.for-engines: .venv/.for-development
	@$(UV) sync --quiet --frozen --python "$(FOUND_PYTHON)" --group engines
	@touch $@

# Node comes with the Python packages above; npm finds it first on the path.
NPM = PATH="$(CURDIR)/$(RUN):$$PATH" $(CURDIR)/$(RUN)/npm
NPM_QUIETLY := --no-progress --loglevel=error >/dev/null

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@cd frontend && $(NPM) ci $(NPM_QUIETLY)
	@touch $@

# Not `ci`: it insists on the optional packages of other platforms, which a lock made on one lacks.
tests/node/node_modules/.installed: tests/node/package.json tests/node/package-lock.json
	@cd tests/node && $(NPM) install --no-save $(NPM_QUIETLY)
	@touch $@
