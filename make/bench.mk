# Ratios against peers in Rust, Python and Node, start-up, and sizes: benches/README.md. Not tests. Needs CPython 3.11 or newer
# as `python3`, Node.js 20 or newer, and Linux: processes are pinned to cores.
BENCH_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
BENCH_VENV := $(BENCH_TARGET)/bench-venv
BENCH_BIN := $(BENCH_VENV)/bin
# What would be published, built in the release profile.
BENCH_DIST := $(BENCH_TARGET)/bench-dist
BENCH_MODULES := benches/node/node_modules
# As Node names it; one kind of machine is enough to watch sizes on.
BENCH_LIBRARY := linux-x64-gnu

.PHONY: bench bench-rust bench-python bench-node bench-sizes
.PHONY: bench-servers bench-wheels bench-packages bench-python-env bench-node-env

## All of it. `make -k bench` goes on where a part fails.
bench: bench-rust bench-python bench-node bench-sizes

bench-rust:
	$(CARGO) bench --package kaikei-benches

bench-python: bench-python-env bench-servers
	benches/run python $(BENCH_ARGUMENTS)

## `make bench-node BENCH_ARGUMENTS='webhook --rounds 30'`: only that, longer.
bench-node: bench-python-env bench-node-env bench-servers
	benches/run node $(BENCH_ARGUMENTS)

## What is published, against the ledger. `make bench-sizes BENCH_ARGUMENTS=--update` records new sizes.
bench-sizes: bench-wheels bench-packages native-library
	$(CARGO) build --release --quiet --package kaikei-cli
	benches/sizes --dist $(BENCH_DIST) --release $(BENCH_TARGET)/release --mobile $(NATIVE_TARGET)/mobile \
		$(BENCH_ARGUMENTS)

# Of requests, and of lists: the sandbox.
bench-servers:
	$(CARGO) build --release --quiet --package kaikei-benches --bin loopback-server
	$(CARGO) build --release --quiet --package kaikei-cli

# The driver runs in this environment too.
bench-python-env: bench-wheels
	$(BENCH_BIN)/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(BENCH_DIST)/kaikei-*.whl

bench-wheels: $(BENCH_VENV)/ready
	@rm -rf $(BENCH_DIST)/*.whl
	cd python && $(BENCH_BIN)/maturin build --release --quiet --out $(BENCH_DIST)
	cd python-sandbox && $(BENCH_BIN)/maturin build --release --quiet --out $(BENCH_DIST)

$(BENCH_VENV)/ready: benches/python/requirements.txt
	@test -x $(BENCH_BIN)/python || python3 -m venv $(BENCH_VENV)
	$(BENCH_BIN)/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# Ours as npm would lay it out: the package, and beside it that of the platform.
bench-node-env: bench-packages $(BENCH_MODULES)/.package-lock.json
	@for package in kaikei kaikei-$(BENCH_LIBRARY); do \
		rm -rf $(BENCH_MODULES)/$$package && cp -r $(BENCH_DIST)/$$package $(BENCH_MODULES)/$$package || exit 1; done

# npm keeps this file beside what it installed.
$(BENCH_MODULES)/.package-lock.json: benches/node/package-lock.json
	cd benches/node && npm ci
	@touch $@

bench-packages: node-env
	$(CARGO) build --release --quiet --package kaikei-node --config bindings/node/size.toml
	$(CARGO) build --release --quiet --package kaikei-node-sandbox
	cd node && npm run --silent build
	cd node-sandbox && ../node/node_modules/.bin/tsc
	for package in kaikei: kaikei-sandbox:-sandbox; do \
		name=$${package%:*} folder=node$${package#*:}; \
		install -D --mode 644 $(BENCH_TARGET)/release/lib$$(tr - _ <<<kaikei-$$folder).so \
			$(BENCH_DIST)/native/$$name/$$name.$(BENCH_LIBRARY).node && \
		node node/scripts/package.mjs $(BENCH_DIST) $$folder $(BENCH_DIST)/native/$$name || exit 1; done
