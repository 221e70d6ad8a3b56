# The Kotlin package: kotlin/README.md. Needs Java 17 and Maven 3.8 or newer; on Debian and Ubuntu they are installed where missing.
MVN ?= mvn
# Maven tells the Java that it runs on, which need not be the one on the PATH.
KOTLIN_TOOLS = $(MVN) --version 2>/dev/null | awk ' \
	/Apache Maven/ { split($$3, maven, /[^0-9]+/) } \
	/^Java version:/ { split($$3, java, /[^0-9]+/) } \
	END { exit !(maven[1] * 100 + maven[2] >= 308 && java[1] >= 17) }'


KOTLIN_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
KOTLIN_OUT := $(CURDIR)/target/kotlin
KOTLIN_MVN = $(MVN) -B -q -f kotlin/pom.xml -Dnative.library.path=$(KOTLIN_TARGET)/debug
KOTLIN_SOURCES = $(shell find kotlin/src kotlin/examples -name '*.kt')
KOTLIN_VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
# Where JNA looks for this machine's library inside a jar.
KOTLIN_PLATFORM := $(shell uname -s -m | sed 's/Linux x86_64/linux-x86-64/; s/Linux aarch64/linux-aarch64/; s/Darwin x86_64/darwin-x86-64/; s/Darwin arm64/darwin-aarch64/')

.PHONY: toolchain-kotlin kotlin-build kotlin-jar lint-kotlin test-kotlin e2e-kotlin demo-kotlin

## Java and Maven if they are missing, and what kotlin/pom.xml depends on: about 10 seconds, later 3.
toolchain-kotlin:
	@$(KOTLIN_TOOLS) || tests/e2e/apt-install openjdk-17-jdk-headless maven
	@$(KOTLIN_TOOLS) || { echo "Java 17 and Maven 3.8 or newer are needed; '$(MVN) --version' says otherwise." >&2; exit 1; }
	@if [ -e kotlin/pom.xml ]; then \
		echo "Fetching what kotlin/pom.xml depends on: about 10 seconds the first time."; \
		$(MVN) -B -q -f kotlin/pom.xml dependency:resolve </dev/null; \
	fi

$(KOTLIN_OUT)/ready: kotlin/pom.xml
	@$(MAKE) --no-print-directory toolchain-kotlin
	@mkdir -p $(KOTLIN_OUT)
	@$(KOTLIN_MVN) dependency:build-classpath -Dmdep.outputFile=$(KOTLIN_OUT)/classpath </dev/null
	@touch $@

# The package, its tests and its examples, and how they are run without Maven.
$(KOTLIN_OUT)/built: $(KOTLIN_OUT)/ready $(KOTLIN_SOURCES)
	@$(KOTLIN_MVN) test-compile </dev/null
	@touch $@

## The package as classes, with the native library as a debug build.
kotlin-build: $(KOTLIN_OUT)/built
	@$(CARGO) build --quiet --package kaikei-uniffi
	@printf '%s\n' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djna.library.path=$(KOTLIN_TARGET)/debug \
		-cp $(KOTLIN_OUT)/test-classes:$(KOTLIN_OUT)/classes:$$(cat $(KOTLIN_OUT)/classpath) >$(KOTLIN_OUT)/java.args
	@{ cat $(KOTLIN_OUT)/java.args; echo jp.kaikei.conformance.RunnerKt; } >$(KOTLIN_OUT)/conformance.args

conformance-runners: kotlin-build

## target/kotlin/kaikei-jvm-VERSION.jar with the native library of this machine, and the jar of the sources.
kotlin-jar: kotlin-build native-library
	@mkdir -p $(KOTLIN_OUT)/native/$(KOTLIN_PLATFORM)
	@install $(wildcard $(KOTLIN_TARGET)/mobile/libkaikei_native.so $(KOTLIN_TARGET)/mobile/libkaikei_native.dylib) \
		$(KOTLIN_OUT)/native/$(KOTLIN_PLATFORM)/
	@$(KOTLIN_MVN) -DskipTests package </dev/null
	@java -cp $(KOTLIN_OUT)/kaikei-jvm-$(KOTLIN_VERSION).jar:$(KOTLIN_OUT)/test-classes:$$(cat $(KOTLIN_OUT)/classpath) \
		jp.kaikei.support.LoadsKt
	@ls -l $(KOTLIN_OUT)/*.jar

lint-kotlin: $(KOTLIN_OUT)/ready
	@$(KOTLIN_MVN) spotless:check </dev/null

## Everything that is tested of it.
test-kotlin: lint-kotlin kotlin-build
	@$(CARGO) build --quiet --package kaikei-cli
	@rm -rf $(KOTLIN_OUT)/surefire-reports
	@KAIKEI_BIN=$(KOTLIN_TARGET)/debug/kaikei $(KOTLIN_MVN) surefire:test -DexcludedGroups=e2e </dev/null
	@echo "$$(grep -h '<testcase ' $(KOTLIN_OUT)/surefire-reports/*.xml | wc -l) tests passed"
	@tests/scan-output $(KOTLIN_OUT)/surefire-reports

## Against a real OAuth server: tests/e2e/README.md.
e2e-kotlin: e2e-tools kotlin-build
	@KAIKEI_BIN=$(KOTLIN_TARGET)/debug/kaikei $(KOTLIN_MVN) surefire:test -Dgroups=e2e </dev/null

e2e: e2e-kotlin

## A user's login and calls against the sandbox, step by step.
demo-kotlin: kotlin-build
	@$(CARGO) build --quiet --package kaikei-cli
	@KAIKEI_BIN=$(KOTLIN_TARGET)/debug/kaikei java @$(KOTLIN_OUT)/java.args jp.kaikei.examples.DemoKt
