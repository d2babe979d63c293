# Everything a fresh machine needs is git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(VENV)-tools/bin/uv

.PHONY: setup demo test test-network check docs format lock bench clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("wheel-ceiling needs Python 3.11 or newer, not " + sys.version.split()[0] + "; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP)  ## the founding incident, judged
	$(BIN)/python demo/run.py

test: $(STAMP) check  ## everything that needs no network
	$(BIN)/python -m pytest -n auto --cov -m "not network"

test-network: $(STAMP)  ## the same questions, asked of real wheels from the package index
	$(BIN)/python -m pytest -m network

check: $(STAMP)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP)  ## regenerate what is generated
	$(BIN)/python scripts/rules_page.py > docs/rules.md
	$(BIN)/python -m wheel_ceiling.sources.schema > docs/inventory.schema.json
	$(BIN)/python scripts/report_schema.py > docs/report.schema.json

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)  ## speed against the peers; writes docs/performance.md
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.txt
	$(BIN)/python benchmarks/speed.py --peers $(VENV)-peers/bin

lock:  ## resolve the pinned requirements anew
	$(PYTHON) -m venv $(VENV)-tools
	$(VENV)-tools/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade pyproject.toml -o requirements/runtime.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --group dev pyproject.toml -o requirements/dev.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --group peers pyproject.toml -c requirements/dev.txt -o requirements/peers.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --group fixtures -o requirements/fixtures.txt

clean:
	rm -rf $(VENV) $(VENV)-tools $(VENV)-peers .coverage htmlcov demo/out
