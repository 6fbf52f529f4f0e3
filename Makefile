# Pingyi: every command of the project. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

# Where it is set, every start of the program compiles all of it anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
PY := .venv/.complete
NODE := frontend/node_modules/.complete
# The build's last file: it is as new as the build is complete.
DIST := frontend/dist/public.html
FRONTEND := $(shell find frontend/src frontend/public -type f -not -name '*.test.*' 2>/dev/null) \
  $(wildcard frontend/*.html frontend/vite*.ts frontend/tsconfig.json frontend/package-lock.json)
DEMO := PINGYI_ENV=demo PINGYI_DATA_DIR=var/demo PINGYI_SITE_NAME=示范市效能办
# What pytest is given: make pytest ARGS="tests/rounds -x"
ARGS ?= -n 3 --maxschedchunk 4 -q

.PHONY: help setup run dev demo migrate openapi types build lint lint-backend lint-frontend format drift unit budgets e2e pytest test check bench \
  soak lock provision clean node-version python-version

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(PY) $(NODE) ## install what the program and its development need

run: $(PY) $(DIST) ## start the program with demonstration data in var/demo
	$(DEMO) $(BIN)/pingyi demo --if-empty
	exec env $(DEMO) $(BIN)/pingyi serve

demo: $(PY) ## load the demonstration data into var/demo, unless it is there
	$(DEMO) $(BIN)/pingyi demo --if-empty

dev: $(PY) $(NODE) demo ## serve API and pages with reload, for development
	trap 'kill $$(jobs -p) 2>/dev/null || true' EXIT
	$(DEMO) $(BIN)/pingyi serve --reload &
	cd frontend && npm run dev

migrate: $(PY) ## bring the database of PINGYI_DATA_DIR or PINGYI_DATABASE_URL up to date
	$(BIN)/pingyi migrate

openapi: $(PY) ## write openapi.yaml from the program
	$(BIN)/pingyi openapi

types: $(NODE) openapi ## write openapi.yaml and what follows from it: types, the Python client, the lists of rights and checks
	$(BIN)/python scripts/permission_matrix.py
	$(BIN)/python scripts/security_checks.py
	$(BIN)/python scripts/python_client.py
	cd frontend && npm run -s types

build: $(DIST) ## build the front end

lint: lint-backend lint-frontend ## check style, types and import directions

lint-backend: $(PY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lint-frontend: $(NODE)
	cd frontend
	npm run -s lint
	npm run -s format:check
	npm run -s typecheck
	npm run -s lint:api

format: $(PY) $(NODE) ## put all files into the common form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cd frontend && npm run -s format

drift: $(PY) $(NODE) ## check that generated files are what would be generated
	$(BIN)/pingyi openapi --check
	$(BIN)/python scripts/permission_matrix.py --check
	$(BIN)/python scripts/security_checks.py --check
	$(BIN)/python scripts/python_client.py --check
	cd frontend && npm run -s types -- --check

unit: $(NODE) ## run the front end's unit tests
	cd frontend && npm run -s test

budgets: $(DIST) ## check the size of the pages
	cd frontend && npm run -s budgets

e2e: provision $(PY) $(DIST) ## run the browser tests
	cd frontend && npm run -s e2e

pytest: provision $(PY) $(NODE) ## run the Python tests on both databases (ARGS are pytest's)
	scripts/with_postgres.sh $(BIN)/python -m pytest $(ARGS)

test: ## run everything that must pass; pytest's summary comes last
	$(MAKE) --jobs=3 setup provision
	$(MAKE) check
	$(MAKE) e2e
	$(MAKE) pytest

check: ## run what needs neither browser nor database server, two at a time
	$(MAKE) --jobs=2 --output-sync=target lint-frontend lint-backend unit drift budgets

bench: provision $(PY) ## measure, with durable writes on both databases (PARTS="closing pages": only these)
	PINGYI_PG_FSYNC=on scripts/with_postgres.sh $(BIN)/python -m bench $(PARTS)

soak: provision $(PY) ## run the tests with their large counts, on each version of PostgreSQL (by hand, takes long)
	for server in system wheel; do
	  PINGYI_PG=$$server PINGYI_TEST_COUNTS=soak scripts/with_postgres.sh $(BIN)/python -m pytest $(ARGS)
	done

lock: ## write the lock files anew from requirements*.in (needs the network)
	tools=$$(mktemp -d)
	trap 'rm -rf "$$tools"' EXIT
	$(PYTHON) -m venv "$$tools"
	"$$tools/bin/pip" install --quiet --disable-pip-version-check uv
	for name in requirements requirements-dev; do
	  "$$tools/bin/uv" pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 \
	    $$name.in --output-file $$name.lock
	done

provision:
	@scripts/provision.sh

clean: ## remove all that was built or installed, but no data
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis
	rm -rf frontend/node_modules frontend/dist frontend/test-results frontend/playwright-report
	find backend tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

python-version:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1 || true). Set PYTHON=/path/to/python3." >&2
	  exit 1
	}

node-version:
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || {
	  echo "Node.js 20.19 or newer is needed; found: $$(node --version 2>/dev/null || echo none)." >&2
	  exit 1
	}
	command -v npm >/dev/null || { echo "npm is needed." >&2; exit 1; }

$(PY): requirements-dev.lock requirements.in pyproject.toml | python-version
	[[ -x $(BIN)/python ]] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(NODE): frontend/package-lock.json frontend/package.json frontend/.npmrc | node-version
	cd frontend
	npm ci --no-audit --no-fund
	touch node_modules/.complete

$(DIST): $(NODE) $(FRONTEND)
	cd frontend && npm run -s build
