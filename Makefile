# `make demo` and `make test` do everything on a fresh machine with Python 3.11 or newer, set-up included.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test docs-site crash-matrix mutants fuzz hostile screenshots bench docs pins clean

$(STAMP): pyproject.toml requirements/dev.txt
	$(PYTHON) -c 'import sys; sys.exit("ctc needs Python 3.11 or newer; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	$(BIN)/ctc demo

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

crash-matrix: $(STAMP)
	CTC_EXAMPLES=1000 $(BIN)/pytest -q tests/unit/apply/test_never_twice.py
	$(BIN)/python tests/crash_matrix.py --warm

mutants: $(STAMP)
	$(BIN)/python tests/mutation $(MUTANTS)

fuzz: $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	$(BIN)/python tests/fuzz.py

hostile: $(STAMP)
	CTC_HOSTILE=all $(BIN)/pytest -q -n 2 tests/hostile

screenshots: $(STAMP)
	$(BIN)/python tests/browser/screenshots.py screenshots-out

bench: $(STAMP)
	$(BIN)/python benchmarks/lint.py
	$(BIN)/python benchmarks/apply.py
	$(BIN)/python benchmarks/preview.py

docs: $(STAMP)
	$(BIN)/python docs/generate.py

docs-site: requirements/docs.txt
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	.venv-docs/bin/sphinx-build -q -n -W --keep-going -b html docs docs/_build

pins:
	$(BIN)/uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/dev.txt
	$(BIN)/uv pip compile --group docs --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/docs.txt
	$(BIN)/uv pip compile --group fuzz --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/fuzz.txt

clean:
	rm -rf $(VENV) .venv-docs docs/_build .mutants .ctc screenshots-out fuzz-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
