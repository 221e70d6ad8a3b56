# One list of scenarios, every language: tests/conformance/README.md.

CONFORMANCE = $(CARGO) run --quiet --package kaikei-conformance --bin conformance --

.PHONY: conformance conformance-check conformance-runners

## Runs every case in every language, prints the table and writes it to docs/conformance.md.
conformance: conformance-runners
	@$(CONFORMANCE) --write

## The same, and fails if docs/conformance.md says something else.
conformance-check: conformance-runners
	@$(CONFORMANCE) --check

conformance-runners: python-build node-build
	@$(CARGO) build --quiet --package kaikei-conformance
