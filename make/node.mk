# The npm package: node/README.md. Needs Node.js 20 or newer.
NODE_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
NODE_MODULES := node/node_modules
NODE_BIN := $(CURDIR)/$(NODE_MODULES)/.bin
NODE_SUFFIX := $(shell node -p 'process.platform + "-" + process.arch + (process.platform === "linux" ? "-gnu" : "")' 2>/dev/null)
# What the tests of the npm package print; searched for secrets afterwards.
NODE_OUTPUT := $(CURDIR)/target/node-output
# Bun and Deno, from their npm packages; without install scripts their programs lie in the platforms' packages.
NODE_RUNTIMES := $(CURDIR)/target/runtimes
NODE_RUNTIME = $$(find $(NODE_RUNTIMES)/node_modules/$(1) -type f -name $(2) | grep . || echo $(2))

.PHONY: node-runtimes node-env node-build node-release test-node lint-node demo-node

## The tools and the frameworks that are tested with, when the lock changed.
node-env: $(NODE_MODULES)/.package-lock.json

# npm keeps this file beside what it installed.
$(NODE_MODULES)/.package-lock.json: node/package-lock.json
	@cd node && npm ci --ignore-scripts --no-audit --no-fund --loglevel error >/dev/null
	@touch $@

## The package in its folder, as a debug build.
node-build: node-env
	@$(CARGO) build --quiet --package kaikei-node
	@$(call node-install,debug)
	@cd node && node scripts/bundle.mjs && $(NODE_BIN)/tsc

## The package as it is published: the native library built for size where speed does not matter, and nothing left over.
node-release: node-env
	@cd node && node scripts/bundle.mjs && $(NODE_BIN)/tsc
	@$(CARGO) build --quiet --release --package kaikei-node --config bindings/node/size.toml
	@$(call node-install,release)

# A library that a process has loaded must not be written to: it is replaced.
define node-install
mkdir -p node/native; for library in $(NODE_TARGET)/$(1)/libkaikei_node.{so,dylib}; do \
	if [ -e $$library ]; then install $$library node/native/kaikei.$(NODE_SUFFIX).node; fi; done
endef

lint-node: node-build
	@cd node && $(NODE_BIN)/prettier --log-level warn --check .
	@cd node && $(NODE_BIN)/tsc --project tests/types

node-runtimes: $(NODE_RUNTIMES)/ready

$(NODE_RUNTIMES)/ready: make/node.mk
	@npm install --prefix $(NODE_RUNTIMES) --ignore-scripts --no-audit --no-fund --loglevel error bun@1.4.5 deno@2.9.6 >/dev/null
	@touch $@

## Everything that is tested of it.
test-node: lint-node sandbox-node-build node-runtimes
	@rm -rf $(NODE_OUTPUT) && mkdir -p $(NODE_OUTPUT)
	@cd node && BUN=$(call NODE_RUNTIME,@oven,bun) DENO=$(call NODE_RUNTIME,@deno,deno) \
		node --test --test-reporter=spec --test-timeout=300000 tests/*.test.mjs 2>&1 | tee $(NODE_OUTPUT)/tests.txt
	@tests/scan-output $(NODE_OUTPUT)

## The example shop against the embedded sandbox.
demo-node: node-build sandbox-node-build
	@cd node && node examples/demo.mjs
