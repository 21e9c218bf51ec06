# Each target sets up what it needs; a fresh machine needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
WORKERS ?= auto

.PHONY: demo test lint coverage bench score docs index clean

$(VENV)/runtime: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q checker policies
	touch $@

$(VENV)/dev: $(VENV)/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/runtime  ## Scan the samples, and the real projects where they are there
	$(BIN)/iaccheck samples --fail-on never
	@for project in $(SHARED)/projects/*/; do \
		if [ -d "$$project" ]; then echo "── $$project"; \
			$(BIN)/iaccheck "$$project" --fail-on never | tail -n 2; fi; done

test: $(VENV)/dev  ## All tests
	$(BIN)/pytest -n $(WORKERS)

coverage: $(VENV)/dev  ## All tests, with the coverage of lines
	$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(VENV)/dev  ## Style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

score: $(VENV)/dev  ## The labelled fixtures of other tools, where they are there
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python $(SHARED)/peers/score.py --corpus $(SHARED)/corpus --family five \
		--provider aws --provider azure --provider gcp --provider kubernetes \
		--min-recall 0.90 --min-specificity 0.97

bench: $(VENV)/dev  ## Time and memory beside Trivy and Checkov, as ratios
	$(BIN)/python -m benchmarks.compare

docs: $(VENV)/dev  ## The generated pages of the policies
	$(BIN)/python -m iaccheck.cli.document docs/policies.md

index: $(VENV)/dev  ## Which module knows which resource type
	$(BIN)/python -m iaccheck.providers

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
