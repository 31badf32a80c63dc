# `make demo` and `make test` do everything on a fresh machine with Python 3.11 or newer, set-up included.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test types suite test-pythons test-tools test-vs-code docs reference docs-site prove prove-deep storm crash-matrix mutants fuzz hostile screenshots bench pins clean

$(STAMP): pyproject.toml requirements/dev.txt
	$(PYTHON) -c 'import sys; sys.exit("ctc needs Python 3.11 or newer; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	$(BIN)/ctc demo

# Types are looked at while the tests begin. Three at a time for two processors: many tests wait for a process, and whoever
# is done takes from the others.
test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j 2 types suite

types: $(STAMP)
	$(BIN)/mypy

suite: $(STAMP)
	$(BIN)/pytest -n 3 --dist worksteal

# Every Python that ctc says it runs on, where it can be had: PYTHONS names them.
PYTHONS ?= python3.11 python3.12 python3.13
test-pythons: $(STAMP)
	for python in $(PYTHONS); do \
		$$python -m venv .venvs/$$(basename $$python) && \
		$(BIN)/uv pip install -q --python .venvs/$$(basename $$python)/bin/python --require-hashes -r requirements/dev.txt && \
		$(BIN)/uv pip install -q --python .venvs/$$(basename $$python)/bin/python --no-deps --no-build-isolation -e . && \
		PATH="$(CURDIR)/.venvs/$$(basename $$python)/bin:$$PATH" \
			.venvs/$$(basename $$python)/bin/python -m pytest -n 2 tests/unit tests/cli tests/golden || exit 1; \
	done

# Editors, hooks, shells and pipelines, driven as people have them: node, npm, nvim, fish, zsh and rsync are the machine's,
# the rest comes from npm and pip, pinned. VS Code takes minutes to build its native parts, and has a target of its own.
TOOLS ?= $(CURDIR)/.tools
test-tools: $(STAMP) $(TOOLS)/.installed
	CTC_TOOLS=$(TOOLS) $(BIN)/pytest -q -n 2 tests/tools --ignore tests/tools/test_vs_code.py

test-vs-code: $(STAMP) $(TOOLS)/bin/code-server
	cd editors/vscode && npm ci --silent --no-audit --no-fund --ignore-scripts
	CTC_TOOLS=$(TOOLS) $(BIN)/pytest -q tests/tools/test_vs_code.py

$(TOOLS)/.installed: requirements/tools.txt tests/tools/package-lock.json tests/tools/install.sh
	bash tests/tools/install.sh $(TOOLS)
	@touch $@

$(TOOLS)/bin/code-server: tests/tools/install-vs-code.sh
	bash tests/tools/install-vs-code.sh $(TOOLS)

prove: $(STAMP)
	$(BIN)/python tests/prove.py $(PROVE)

prove-deep: $(STAMP)
	$(BIN)/python tests/prove.py --trouble 3 --switches 2 --seconds 7200

# A seed that nobody chose, for so many minutes; STORM="--seed 7" tells one story, --store names a real store.
storm: $(STAMP)
	$(BIN)/python tests/storm.py $(STORM)

crash-matrix: $(STAMP)
	CTC_EXAMPLES=1000 $(BIN)/pytest -q tests/unit/apply/test_never_twice.py
	$(BIN)/python tests/crash_matrix.py --warm

mutants: $(STAMP)
	$(BIN)/python tests/mutation $(MUTANTS)

fuzz: $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	$(BIN)/python tests/fuzz.py

hostile: $(STAMP)
	CTC_HOSTILE=all $(BIN)/pytest -q -n 2 tests/hostile tests/laws/test_pasted.py tests/unit/files tests/unit/project \
		tests/unit/templates/test_costs.py tests/unit/specs/test_sizes_doubled.py

screenshots: $(STAMP)
	$(BIN)/python tests/browser/screenshots.py screenshots-out

bench: $(STAMP)
	$(BIN)/python benchmarks/lint.py
	$(BIN)/python benchmarks/apply.py
	$(BIN)/python benchmarks/preview.py

docs: reference docs-site

reference: $(STAMP)
	$(BIN)/python docs/generate.py

docs-site: requirements/docs.txt
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	.venv-docs/bin/sphinx-build -q -n -W --keep-going -b html docs docs/_build

pins:
	$(BIN)/uv pip compile pyproject.toml --extra fast --extra postgresql --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/constraints.txt
	$(BIN)/uv pip compile --group tools --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/tools.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/dev.txt
	$(BIN)/uv pip compile --group build --universal --python-version 3.11 -c requirements/dev.txt \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/build.txt
	$(BIN)/uv pip compile --group docs --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/docs.txt
	$(BIN)/uv pip compile --group fuzz --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/fuzz.txt

clean:
	rm -rf $(VENV) .venvs $(TOOLS) .venv-docs docs/_build .mutants .ctc screenshots-out fuzz-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
