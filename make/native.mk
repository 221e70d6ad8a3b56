# The native library of Kotlin and Swift: docs/decisions/0018-small-native-library.md.
NATIVE_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))

.PHONY: native-library native-size

native-library:
	$(CARGO) rustc --quiet --profile mobile --package kaikei-uniffi --crate-type cdylib

## The stripped native library of Kotlin and Swift against the ledger `benches/sizes.json`; fails above 1,000,000 bytes. Linux on
## x64. `make native-size BENCH_ARGUMENTS=--update` records a new size.
native-size: native-library
	benches/sizes --mobile $(NATIVE_TARGET)/mobile $(BENCH_ARGUMENTS)
