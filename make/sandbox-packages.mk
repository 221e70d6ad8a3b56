# The sandbox inside Python and Node: python-sandbox/README.md, node-sandbox/README.md. The tools are those of python.mk and
# node.mk, and kaikei.testing and kaikei/testing are tested here with the clients, so both packages are built first.
SANDBOX_PYTHON := $(CURDIR)/target/python-venv/bin
SANDBOX_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))/debug
# What the tests print; searched for secrets afterwards.
SANDBOX_OUTPUT := $(CURDIR)/target/sandbox-output

.PHONY: sandbox-python-build sandbox-node-build test-sandbox-packages test-python-sandbox test-node-sandbox

## The Python package into the environment of python.mk, as a debug build.
sandbox-python-build: python-env
	@cd python-sandbox && VIRTUAL_ENV=$(CURDIR)/target/python-venv $(SANDBOX_PYTHON)/maturin develop --quiet

## The npm package in its folder, as a debug build.
sandbox-node-build: node-env
	@$(CARGO) build --quiet --package kaikei-node-sandbox
	@mkdir -p node-sandbox/native
	@for library in $(SANDBOX_TARGET)/libkaikei_node_sandbox.{so,dylib}; do \
		if [ -e $$library ]; then install $$library node-sandbox/native/kaikei-sandbox.node; fi; done
	@cd node-sandbox && ../node/node_modules/.bin/tsc

## Both, with lint and types.
test-sandbox-packages: test-python-sandbox test-node-sandbox

test-python-sandbox: python-build sandbox-python-build
	@cd python-sandbox && $(SANDBOX_PYTHON)/ruff check --quiet && $(SANDBOX_PYTHON)/ruff format --quiet --check
	@cd python-sandbox && $(SANDBOX_PYTHON)/mypy
	@cd python-sandbox && $(SANDBOX_PYTHON)/python -m mypy.stubtest kaikei_sandbox._native --ignore-disjoint-bases
	@cd python-sandbox && $(SANDBOX_PYTHON)/pyright --pythonpath $(SANDBOX_PYTHON)/python
	@mkdir -p $(SANDBOX_OUTPUT)
	@cd python-sandbox && $(SANDBOX_PYTHON)/python -m pytest --quiet --capture=no 2>&1 | tee $(SANDBOX_OUTPUT)/python.txt
	@tests/scan-output $(SANDBOX_OUTPUT)

# `require` finds the package of this repository by NODE_PATH.
test-node-sandbox: node-build sandbox-node-build
	@node/node_modules/.bin/prettier --config node/.prettierrc.json --log-level warn --check node-sandbox
	@cd node-sandbox && ../node/node_modules/.bin/tsc --project tests/types
	@mkdir -p target/node-path $(SANDBOX_OUTPUT) && ln -sfn $(CURDIR)/node target/node-path/kaikei
	@cd node-sandbox && NODE_PATH=$(CURDIR)/target/node-path node --test --test-reporter=spec --test-timeout=120000 tests/ \
		2>&1 | tee $(SANDBOX_OUTPUT)/node.txt
	@tests/scan-output $(SANDBOX_OUTPUT)
