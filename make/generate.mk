# The facades that are generated from core's table of operations, and committed.

GENERATED := target/generated
# What UniFFI's generator reads; only cargo's `mobile` profile is shipped.
NATIVE_DEBUG = $(or $(CARGO_TARGET_DIR),target)/debug/libkaikei_native.so
# The targets of Package.swift that have generated files.
SWIFT_GENERATED := Kaikei kaikei-conformance
KOTLIN_GENERATED := kotlin/src/main/kotlin/jp/kaikei

.PHONY: generate generate-check generated-files

## Rewrites the generated files of every language, and the code in the guides.
generate: generated-files
	@rm -rf python/src/kaikei/generated node/src/generated
	@mkdir -p node/src
	@cp -r $(GENERATED)/python python/src/kaikei/generated
	@cp -r $(GENERATED)/node node/src/generated
	@rm -rf $(KOTLIN_GENERATED)/generated $(KOTLIN_GENERATED)/internal/ffi
	@cp -r $(GENERATED)/kotlin $(KOTLIN_GENERATED)/generated
	@cp -r $(GENERATED)/native/kotlin/jp/kaikei/internal/ffi $(KOTLIN_GENERATED)/internal/ffi
	@$(foreach target,$(SWIFT_GENERATED),rm -rf swift/Sources/$(target)/Generated; \
		cp -r $(GENERATED)/swift/$(target) swift/Sources/$(target)/Generated;)
	@cp $(GENERATED)/native/swift/KaikeiNative.swift swift/Sources/KaikeiNative/
	@cp $(GENERATED)/native/swift/KaikeiFFI.h swift/Sources/KaikeiFFI/
	@docs/snippets --write

## Fails if the committed files are not what `make generate` writes.
generate-check: generated-files
	diff -r $(GENERATED)/python python/src/kaikei/generated --exclude __pycache__
	diff -r $(GENERATED)/node node/src/generated
	diff -r $(GENERATED)/kotlin $(KOTLIN_GENERATED)/generated
	diff -r $(GENERATED)/native/kotlin/jp/kaikei/internal/ffi $(KOTLIN_GENERATED)/internal/ffi
	$(foreach target,$(SWIFT_GENERATED),diff -r $(GENERATED)/swift/$(target) swift/Sources/$(target)/Generated;)
	diff $(GENERATED)/native/swift/KaikeiNative.swift swift/Sources/KaikeiNative/KaikeiNative.swift
	diff $(GENERATED)/native/swift/KaikeiFFI.h swift/Sources/KaikeiFFI/KaikeiFFI.h
	docs/snippets

generated-files: python-env node-env toolchain-swift
	@rm -rf $(GENERATED)
	@$(CARGO) build --quiet --package kaikei-uniffi
	@$(CARGO) run --quiet --package kaikei-codegen -- $(GENERATED) $(NATIVE_DEBUG) bindings/uniffi/uniffi.toml
	@$(PYTHON_BIN)/ruff check --quiet --fix --config python/pyproject.toml --select F401,I $(GENERATED)/python
	@$(PYTHON_BIN)/ruff format --quiet --config python/pyproject.toml $(GENERATED)/python
	@node/node_modules/.bin/prettier --ignore-path /dev/null --config node/.prettierrc.json --log-level warn --write $(GENERATED)/node
	@swift/toolchain/run swift format --configuration .swift-format --in-place --recursive $(GENERATED)/swift $(GENERATED)/native/swift
