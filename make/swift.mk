# The Swift package: swift/README.md. Needs Swift 6.0 or newer; on Debian and Ubuntu it is installed where there is none.

.PHONY: toolchain-swift

## Swift, in the cache folder of the user, if there is none: swift/toolchain/install. Commands then go through swift/toolchain/run.
toolchain-swift:
	@swift/toolchain/install
