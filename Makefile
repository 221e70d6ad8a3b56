# `make demo` and `make test` are all that a newcomer needs.
CARGO ?= cargo

.PHONY: demo test lint doc audit bench fuzz

## The main job against the embedded sandbox, step by step.
demo:
	@$(CARGO) run --quiet --package kaikei-cli -- demo

## Everything that is tested. Called by .ci/run.
test: lint doc
	$(CARGO) test --workspace
	$(CARGO) test --package kaikei-core --features schema --lib

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --features kaikei-core/schema -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet

## Licences, bans and sources of all dependencies. Advisories need a network and belong to the release workflow.
audit:
	@command -v cargo-deny >/dev/null || $(CARGO) install cargo-deny --locked --version "^0.20"
	$(CARGO) deny --all-features check bans licenses sources

## Ratios against peers, see benches/README.md. Not a test.
bench:
	$(CARGO) bench --package kaikei-benches

## Each fuzz target for SECONDS, see fuzz/README.md. Needs cargo-fuzz.
SECONDS ?= 60
fuzz:
	@command -v cargo-fuzz >/dev/null || $(CARGO) install cargo-fuzz --locked
	@cd fuzz && for target in $$(cargo fuzz list); do \
		RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run $$target -- -max_total_time=$(SECONDS) || exit 1; done
