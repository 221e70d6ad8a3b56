# The Python package: python/README.md. Needs CPython 3.10 or newer as `python3`.
PYTHON ?= python3
PYTHON_VENV := $(CURDIR)/target/python-venv
PYTHON_BIN := $(PYTHON_VENV)/bin
# What the tests of the Python package print; searched for secrets afterwards.
PYTHON_OUTPUT := $(CURDIR)/target/python-output
PYTHON_FUZZ_RUNS ?= 20000

.PHONY: python-env python-build test-python lint-python fuzz-python demo-python python-wheel

## Tools for the Python package, in an environment of their own.
python-env: $(PYTHON_VENV)/ready

$(PYTHON_VENV)/ready: python/requirements-dev.txt
	@rm -rf $(PYTHON_VENV) && $(PYTHON) -m venv $(PYTHON_VENV)
	@$(PYTHON_BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

## The package and its sandbox into that environment, as debug builds.
python-build: python-env
	@for package in python python-sandbox; do \
		(cd $$package && VIRTUAL_ENV=$(PYTHON_VENV) $(PYTHON_BIN)/maturin develop --quiet) >$(PYTHON_VENV)/build.log 2>&1 \
			|| { cat $(PYTHON_VENV)/build.log; exit 1; }; done

lint-python: python-build
	@cd python && $(PYTHON_BIN)/ruff check --quiet && $(PYTHON_BIN)/ruff format --quiet --check
	@cd python && $(PYTHON_BIN)/mypy && $(PYTHON_BIN)/mypy examples
	@cd python && $(PYTHON_BIN)/python -m mypy.stubtest kaikei._native --ignore-disjoint-bases \
		--mypy-config-file pyproject.toml
	@cd python && $(PYTHON_BIN)/pyright --pythonpath $(PYTHON_BIN)/python

## Everything that is tested of it.
test-python: lint-python
	@rm -rf $(PYTHON_OUTPUT) && mkdir -p $(PYTHON_OUTPUT)
	@cd python && $(PYTHON_BIN)/python -m pytest --quiet --capture=no --log-file=$(PYTHON_OUTPUT)/log.txt \
		--log-file-level=DEBUG 2>&1 | tee $(PYTHON_OUTPUT)/tests.txt
	@$(MAKE) --no-print-directory fuzz-python
	@tests/scan-output $(PYTHON_OUTPUT)

## Each fuzz target for so many runs: `make fuzz-python PYTHON_FUZZ_RUNS=1000000`.
fuzz-python: python-build
	@for target in python/fuzz/fuzz_*.py; do \
		$(PYTHON_BIN)/python $$target -atheris_runs=$(PYTHON_FUZZ_RUNS) -verbosity=0 >$(PYTHON_VENV)/fuzz.log 2>&1 \
			|| { cat $(PYTHON_VENV)/fuzz.log; exit 1; }; done

## The example shop against the embedded sandbox.
demo-python: python-build
	@cd python && $(PYTHON_BIN)/python examples/demo.py

## The wheel and the sdist as they are published: for every Linux with glibc 2.17 or newer, by way of zig.
python-wheel: python-env
	@$(PYTHON_BIN)/python -m pip install --quiet --disable-pip-version-check ziglang==0.17.1
	@cd python && $(PYTHON_BIN)/maturin build --quiet --release --zig --compatibility manylinux2014 --out $(CURDIR)/target/wheels >/dev/null
	@cd python && $(PYTHON_BIN)/maturin sdist --out $(CURDIR)/target/wheels >/dev/null
	@ls -l target/wheels
