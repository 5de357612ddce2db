# Needs Python >= 3.11, make and a POSIX shell; everything else goes into .venv/ and var/.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-input
FROM_LOCK := $(PIP_INSTALL) --no-deps --require-hashes
# Each process takes tests in order, and then from the one that is behind: content that a module shares is made once.
# The first lines of tests are SQLite's; the PostgreSQL leg sets a DATABASE_URL of its own.
PYTEST := $(PY) -m pytest -n auto --dist worksteal
# Most of what is slow waits for processes, browsers and clocks.
PYTEST_SLOW = $(PY) -m pytest --dist worksteal -n $$($(PY) -c 'import os; print(2 * (os.cpu_count() or 1))')
ON_SQLITE := env -u DATABASE_URL
ON_POSTGRES := $(PY) tests/servers/postgres
# A production's environment, for the checks; neither .env nor the shell reaches in.
PRODUCTION = env ENV_FILE=/dev/null SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DEBUG=false USE_HTTPS=true HSTS_SECONDS=31536000 ALLOWED_HOSTS=api.example.org PROXY_COUNT=1 \
	PUBLIC_API_URL=https://api.example.org PUBLIC_SITE_URL=https://www.example.org \
	DATABASE_URL=sqlite://:memory: STATIC_ROOT=$$scratch/static MEDIA_ROOT=$$scratch/media LOG_LEVEL=WARNING
SCRATCH = set -e; scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT
# Not the API's documentation: compressing it takes a minute.
COLLECT = $(PY) manage.py collectstatic --no-input --verbosity 0 --ignore drf_spectacular_sidecar
SCHEMA = $(PRODUCTION) $(PY) manage.py spectacular --validate --fail-on-warn

.SILENT:
.PHONY: help run install install-tests venv test test-slow test-postgres test-all check check-html lighthouse openapi screenshots lock study bench bench-postgres bench-newsletter

help: ## list these targets
	sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1 \2/p' Makefile | while read -r name text; do \
		printf 'make %-14s %s\n' "$$name" "$$text"; done

run: install ## set up what is missing, then serve on http://127.0.0.1:8000 (PORT=… changes it)
	$(PY) manage.py setup
	exec $(PY) -m cms.laptop

test: install-tests ## the quick tests, on SQLite
	echo "Testing …"
	$(ON_SQLITE) $(PYTEST) -m "not slow and not postgres"

test-slow: install-tests ## the slow tests, on SQLite
	echo "Testing what is slow …"
	$(ON_SQLITE) $(PYTEST_SLOW) -m "slow and not postgres"

test-postgres: install-tests ## the tests of what the database decides, on a PostgreSQL that is started for them
	echo "Testing on PostgreSQL …"
	$(ON_POSTGRES) $(PYTEST_SLOW)

test-all: test test-slow test-postgres ## every test on SQLite, and on PostgreSQL those of what the database decides

CHECKS := check-style check-types check-imports check-security check-migrations check-deployment check-openapi check-scripts
.PHONY: $(CHECKS)
check: $(CHECKS) ## style, types, imports, security, migrations, deployment, OpenAPI snapshot (make -k check: all)
	echo "All checks passed."
$(CHECKS): install-tests

check-style:
	echo "Style …"
	$(PY) -m ruff check --quiet --output-format concise .
	$(PY) -m ruff format --quiet --check . || { echo "Not formatted. $(PY) -m ruff format . does it."; exit 1; }

check-types:
	echo "Types …"
	$(PY) -m mypy

check-imports:
	echo "Imports …"
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main(["--no-logo"])'

check-security:
	echo "Security …"
	$(PY) -m bandit --quiet --recursive --severity-level medium --configfile pyproject.toml cms articles newsletter

check-migrations:
	echo "Migrations …"
	$(SCRATCH); $(PRODUCTION) $(PY) manage.py makemigrations --check --dry-run

check-deployment:
	echo "Deployment …"
	$(SCRATCH); $(PRODUCTION) $(COLLECT); $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

check-openapi:
	echo "OpenAPI …"
	$(SCRATCH); $(SCHEMA) --file "$$scratch/openapi.yaml"; diff -u tests/openapi.yaml "$$scratch/openapi.yaml" \
		|| { echo "The API is not what tests/openapi.yaml says. If that is meant: make openapi"; exit 1; }

TSC := npx --yes --package typescript@5.9.3 tsc
check-scripts:
	$(TSC) --version >/dev/null 2>&1 || { echo "Scripts … not checked: that needs Node and npm's registry."; exit 0; }; \
	echo "Scripts …"; \
	$(TSC) --noEmit --allowJs --checkJs --strict --target es2022 --module es2022 \
		--lib es2022,dom,dom.iterable cms/frontend/static/frontend/js/*.js \
		cms/forms/static/forms/*.js

check-html: install-tests ## look for errors in the site's HTML, by the Nu Html Checker (needs Node and Java)
	$(PY) -m tests.site_checks html

lighthouse: install-tests ## measure the site's pages by Lighthouse, on a quiet machine (needs Node and Chromium)
	$(PY) -m tests.site_checks lighthouse

openapi: install-tests ## write the OpenAPI snapshot
	$(SCRATCH); $(SCHEMA) --file "$$scratch/openapi.yaml"; mv "$$scratch/openapi.yaml" tests/openapi.yaml
	echo "Written: tests/openapi.yaml"

screenshots: install-tests ## draw the pictures of README anew, with a headless Chromium
	$(PY) -m tests.screenshots

study: install ## print how well measures of similarity find the roles that a public reference relates
	$(PY) -m tests.benchmarks.role_similarity

# A quick run is too noisy for the plot that the README shows.
bench: install ## measure what a read costs beside Django's empty view and plain DRF (QUICK=1: a few minutes)
	$(ON_SQLITE) $(PY) -m tests.benchmarks.reading $(if $(QUICK),,--plot tests/benchmarks/reading.svg)

bench-postgres: install ## the same on a PostgreSQL that is started for it
	$(ON_POSTGRES) $(PY) -m tests.benchmarks.reading

bench-newsletter: install ## measure what sending an issue costs beside Django's send_mail (QUICK=1: half a minute)
	$(ON_SQLITE) $(PY) -m tests.benchmarks.newsletter

lock: venv ## choose the newest allowed releases again, for requirements.txt and tests/requirements.txt
	$(PY) -m uv --version >/dev/null 2>&1 || $(PIP_INSTALL) uv
	$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--group pyproject.toml:test -c requirements.txt -o tests/requirements.txt

# What is installed is compared by content, and noted last: an installation that was killed is done again.
install: venv
	cmp -s requirements.txt $(VENV)/installed.txt || { \
		echo "Installing the locked dependencies into $(VENV) …"; \
		$(FROM_LOCK) -r requirements.txt && cp requirements.txt $(VENV)/installed.txt; }

install-tests: install
	cmp -s tests/requirements.txt $(VENV)/installed-tests.txt || { \
		echo "Installing what the tests need into $(VENV) …"; \
		$(FROM_LOCK) -r tests/requirements.txt && cp tests/requirements.txt $(VENV)/installed-tests.txt; }

venv:
	$(PY) -c 'import pip' 2>/dev/null || { \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
			echo "Python 3.11 or newer is needed; $(PYTHON) is not. Name one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.13"; \
			exit 1; }; \
		echo "Making a virtual environment in $(VENV) …"; \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "$(PYTHON) cannot make one. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; }
