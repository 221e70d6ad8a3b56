# `make demo` and `make test` are all that a newcomer needs.
CARGO ?= cargo
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# What the tests print and log; searched for secrets afterwards.
OUTPUT := $(CURDIR)/target/test-output

.PHONY: demo test test-rust lint doc audit fuzz

## The main job against the embedded sandbox, step by step.
demo:
	@$(CARGO) run --quiet --package kaikei-cli -- demo

## Everything that is tested, in every language. Called by .ci/run.
test: test-rust native-size generate-check test-python test-node test-sandbox-packages test-kotlin test-swift \
	conformance-check e2e demo-python demo-node demo-kotlin demo-swift

test-rust: lint doc
	@rm -rf $(OUTPUT) && mkdir -p $(OUTPUT)
	KAIKEI_TEST_LOGS=$(OUTPUT) $(CARGO) test --workspace -- --nocapture 2>&1 | tee $(OUTPUT)/tests.txt
	$(CARGO) test --package kaikei-core --features schema --lib
	$(CARGO) run --quiet --package kaikei-cli -- demo >$(OUTPUT)/demo.txt
	tests/scan-output $(OUTPUT)

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --features kaikei-core/schema -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet

## Licences, bans and sources of all dependencies. Advisories need a network and belong to the release workflow.
audit:
	@command -v cargo-deny >/dev/null || $(CARGO) install cargo-deny --locked --version "^0.20"
	$(CARGO) deny --all-features check bans licenses sources

## Each fuzz target for SECONDS, see fuzz/README.md. Needs cargo-fuzz.
SECONDS ?= 60
fuzz:
	@command -v cargo-fuzz >/dev/null || $(CARGO) install cargo-fuzz --locked
	@cd fuzz && for target in $$(cargo fuzz list); do \
		RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run $$target -- -max_total_time=$(SECONDS) || exit 1; done

include make/*.mk
