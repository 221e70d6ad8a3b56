# The Kotlin package: kotlin/README.md. Needs Java 17 and Maven 3.8 or newer; on Debian and Ubuntu they are installed where missing.

.PHONY: toolchain-kotlin

## Java and Maven if they are missing, and what kotlin/pom.xml depends on.
toolchain-kotlin:
	@kotlin/toolchain
