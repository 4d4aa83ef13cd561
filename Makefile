# The verbs of this project. `make help` lists them; docs/operations.md says more.

PORT ?= 8501
JOBS ?= 3

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -q

# Compiled code is kept beside the sources, whatever the machine says: without it each server, each
# command and each worker of the tests compiles all of them anew, two seconds of a processor.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)

.PHONY: help run quick test soak documents check fix bench clean runtime development browser

help: ## List the verbs
	@echo "make VERB, where VERB is one of"
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  \1|\2/' \
		| while IFS='|' read -r verb what; do printf '%-11s %s\n' "$$verb" "$$what"; done

run: runtime ## Serve the app on http://localhost:8501 (PORT=9000 for another port)
	@$(PYTHON) -m rankings build
	@exec $(PYTHON) -m streamlit run app.py --server.port $(PORT)

quick: check ## Check, and the tests that need neither a store to write to nor a page
	@$(PYTHON) -m pytest -n $(JOBS) -m quick

test: development browser ## Run the tests, journeys in a real browser included; what CI runs
	@$(PYTHON) -m pytest -n $(JOBS) -m "not long"

soak: development browser ## Run every test with every example; the result goes to docs/soak.md
	@RANKINGS_TESTS=thorough $(PYTHON) -m pytest -n $(JOBS) --cov --cov-report= --record=docs/soak.md
	@$(PYTHON) -m coverage report

documents: development ## Open the briefings in LibreOffice; their pages as pictures in var/documents
	@command -v soffice > /dev/null || { echo "Installing LibreOffice, once; this takes a few minutes ..." \
		&& $(AS_ROOT) apt-get install -y -qq --no-install-recommends \
		libreoffice-writer libreoffice-impress libreoffice-calc fonts-liberation > /dev/null; }
	@$(PYTHON) -m tests.documents var/documents

check: development ## Check lint, format, imports and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(VENV)/bin/lint-imports --no-logo --no-cache
	@$(PYTHON) -m tests.type_errors

fix: development ## Lint and format, repairing what can be repaired
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: development browser ## Measure speed; prints and keeps a table of ratios
	@$(PYTHON) -m benchmarks

clean: ## Remove what the verbs made, except the store in var/
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The environment. A package list is installed when it differs from the list installed last, not
# when its date is newer: a folder unpacked from an archive carries the dates of the archive.

runtime: $(PYTHON)
	@cat requirements.txt constraints.txt | cmp -s - $(VENV)/runtime.installed || { \
		echo "Installing the packages of requirements.txt into $(VENV), once; this takes a minute ..." \
		&& $(PIP) install -r requirements.txt \
		&& cat requirements.txt constraints.txt > $(VENV)/runtime.installed; }

development: runtime
	@cat requirements-dev.txt requirements-shared.txt constraints.txt | cmp -s - $(VENV)/development.installed || { \
		echo "Installing the packages of requirements-dev.txt into $(VENV), once; this takes a minute ..." \
		&& $(PIP) install -r requirements-dev.txt \
		&& cat requirements-dev.txt requirements-shared.txt constraints.txt > $(VENV)/development.installed; }

browser: development
	@$(PYTHON) tests/browser/chromium.py

# The first Python that is new enough and can make a virtual environment. A name on the path is no
# proof that it runs (version managers leave stubs), so each is asked.
$(PYTHON):
	@for python in python3.13 python3.12 python3.11 python3 python3.14 python; do \
		"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null || continue; \
		echo "Making a virtual environment in $(VENV) with $$python ..."; \
		exec "$$python" -m venv --clear $(VENV); \
	done; \
	for python in python3.13 python3.12 python3.11 python3; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "$$python cannot make virtual environments: its module ensurepip is missing." \
				"On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed and was not found: install it, then run make again." >&2; \
	exit 1
