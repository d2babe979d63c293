# Everything a fresh machine needs is git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(VENV)-tools/bin/uv

.PHONY: setup demo demo-github test test-network check lint-files docs format lock bench detection clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("wheel-ceiling needs Python 3.11 or newer, not " + sys.version.split()[0] + "; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP)  ## the founding incident, judged
	$(BIN)/python demo/run.py

demo-github: $(STAMP)  ## pull requests against a stand-in for GitHub, in the container if there is an engine
	if scripts/engine.sh ready >/dev/null 2>&1 && scripts/engine.sh build >/dev/null 2>&1; then \
		eval "$$(scripts/engine.sh environment)"; fi; $(BIN)/python -m demo.github

test: $(STAMP) check  ## everything that needs no network
	$(BIN)/python -m pytest -n auto --cov -m "not network"

test-network: $(STAMP)  ## the same questions, asked of real wheels from the package index
	$(BIN)/python -m pytest -m network

check: $(STAMP) lint-files  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

ACTIONS := action.yml pip/action.yml
WORKFLOWS := $(shell find .github/workflows docs/recipes -name '*.yml' 2>/dev/null)

lint-files: $(STAMP)  ## what is not Python: workflows, actions, shell, the Dockerfile
	$(BIN)/yamllint --strict .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions $(ACTIONS)
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --offline --quiet $(ACTIONS) $(WORKFLOWS) .github/dependabot.yml
	$(BIN)/hadolint Dockerfile
	$(BIN)/shellcheck scripts/*.sh .ci/run

docs: $(STAMP)  ## regenerate what is generated
	$(BIN)/python scripts/rules_page.py > docs/rules.md
	$(BIN)/python -m wheel_ceiling.sources.schema > docs/inventory.schema.json
	$(BIN)/python -m wheel_ceiling.sources.schema libraries > docs/libraries.schema.json
	$(BIN)/python scripts/report_schema.py > docs/report.schema.json

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)  ## speed against the peers; writes docs/performance.md
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.txt
	$(BIN)/python -m benchmarks.speed --peers $(VENV)-peers/bin
	$(BIN)/python -m benchmarks.scale
	if scripts/engine.sh ready >/dev/null 2>&1 && scripts/engine.sh build >/dev/null 2>&1; then \
		eval "$$(scripts/engine.sh environment)"; fi; $(BIN)/python -m benchmarks.container

detection: $(STAMP)  ## whether verdicts can be trusted, on real wheels; writes docs/detection.md
	$(BIN)/python -m benchmarks.detection

lock:  ## resolve the pinned requirements anew
	$(PYTHON) -m venv $(VENV)-tools
	$(VENV)-tools/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --upgrade --extra github pyproject.toml -o requirements/runtime.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --upgrade --extra github --group dev pyproject.toml -o requirements/dev.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --upgrade --group peers pyproject.toml -c requirements/dev.txt -o requirements/peers.txt
	printf 'flit_core==3.12.0\n' | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --custom-compile-command 'make lock' - -o requirements/build.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --upgrade --group fixtures -o requirements/fixtures.txt

clean:
	rm -rf $(VENV) $(VENV)-tools $(VENV)-peers .coverage htmlcov demo/out
