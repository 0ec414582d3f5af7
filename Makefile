PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# Python keeps what it has compiled, also where the environment says not to: a server, a worker and the process of a job
# begin in half of the time, and a run of the tests starts many of them.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help setup run kernels test check format bench docs lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1\t\2/' | expand -t 12

setup: ## Install everything into .venv
	@$(PYTHON) bootstrap.py

run: setup ## Open Quarterdeck with a demo portfolio on http://127.0.0.1:8000
	@$(BIN)/quarterdeck serve --demo

kernels: setup ## Compile the solver, which each process would do for itself
	@$(BIN)/python -m tests.compile_kernels

test: kernels ## Run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --durations 10

check: setup ## Format, lint, types, import contract, templates
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint web/templates --lint --quiet

format: setup ## Rewrite the code in the common format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure quality and speed (benchmarks/PROTOCOL.md)
	@$(BIN)/python -m benchmarks.run

docs: setup ## Write the reference pages from the code
	@$(BIN)/python -m docs.build

lock: setup ## Renew requirements.lock
	@.boot/bin/uv pip compile --system-certs --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --upgrade --extra dev --no-emit-package django --no-emit-package asgiref \
	  --quiet pyproject.toml -o requirements.lock

clean: ## Remove what setup and tests have made
	@rm -rf .venv .boot .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
