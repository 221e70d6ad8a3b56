# The Swift package: swift/README.md. Needs Swift 6.0 or newer; on Debian and Ubuntu it is installed where there is none.
SWIFT_SCRATCH = $(abspath $(or $(CARGO_TARGET_DIR),target))/swift
# The same at each build: other flags would build all of it anew.
SWIFT_FLAGS = --scratch-path $(SWIFT_SCRATCH) -Xswiftc -warnings-as-errors
# What the tests of the Swift package print; searched for secrets afterwards.
SWIFT_OUTPUT := $(CURDIR)/target/swift-output
SWIFT_SOURCES = Package.swift $(filter-out swift/Sources/KaikeiNative swift/Sources/KaikeiFFI,$(wildcard swift/Sources/*)) swift/Tests

.PHONY: toolchain-swift swift-library swift-build lint-swift test-swift tsan-swift demo-swift

## Swift, in the cache folder of the user, if there is none: swift/toolchain/install. Commands then go through swift/toolchain/run.
toolchain-swift:
	@swift/toolchain/install

# SwiftPM links from the folder it builds into, and programs look beside themselves.
swift-library: toolchain-swift
	@$(CARGO) build --quiet --package kaikei-uniffi
	@test $(SWIFT_SCRATCH)/debug/libkaikei_native.so -ef $(NATIVE_DEBUG) || { \
		bin=$$(swift/toolchain/run swift build $(SWIFT_FLAGS) --show-bin-path); \
		mkdir -p "$$bin"; ln -sfn $(abspath $(NATIVE_DEBUG)) "$$bin/"; }

## The package, its tests, the demo and the runner of the conformance cases, as debug builds.
swift-build: swift-library
	@mkdir -p $(SWIFT_SCRATCH)
	@swift/toolchain/run swift build $(SWIFT_FLAGS) --build-tests >$(SWIFT_SCRATCH)/build.txt 2>&1 \
		|| { cat $(SWIFT_SCRATCH)/build.txt; exit 1; }

conformance-runners: swift-build
e2e: swift-build

lint-swift: toolchain-swift
	@swift/toolchain/run swift format lint --strict --recursive $(SWIFT_SOURCES)

## Everything that is tested of it.
test-swift: lint-swift swift-build
	@$(CARGO) build --quiet --package kaikei-cli
	@rm -rf $(SWIFT_OUTPUT) && mkdir -p $(SWIFT_OUTPUT)
	@KAIKEI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/kaikei swift/toolchain/run \
		swift test $(SWIFT_FLAGS) --skip-build >$(SWIFT_OUTPUT)/tests.txt 2>&1 \
		|| { cat $(SWIFT_OUTPUT)/tests.txt; exit 1; }
	@grep -a "Test run with" $(SWIFT_OUTPUT)/tests.txt
	@tests/scan-output $(SWIFT_OUTPUT)

## The same tests with the thread sanitizer, in a folder of their own: about a minute. No part of `make test`.
tsan-swift: swift-library
	@$(CARGO) build --quiet --package kaikei-cli
	@bin=$$(swift/toolchain/run swift build --scratch-path $(SWIFT_SCRATCH)-tsan --show-bin-path); \
		mkdir -p "$$bin"; ln -sfn $(abspath $(NATIVE_DEBUG)) "$$bin/"
	@KAIKEI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/kaikei swift/toolchain/run \
		swift test --scratch-path $(SWIFT_SCRATCH)-tsan --sanitize=thread --quiet

## A user's login and calls against the sandbox, step by step.
demo-swift: swift-build
	@$(CARGO) build --quiet --package kaikei-cli
	@KAIKEI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/kaikei swift/toolchain/run $(SWIFT_SCRATCH)/debug/kaikei-demo
