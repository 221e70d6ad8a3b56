# Shared by install and run: where the toolchain is, and whether one is needed.
cache=${KAIKEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kaikei}
toolchain=$cache/swift-6.0.3
# SwiftPM keeps its caches in the home folder; this one is outside the tree.
home=$cache/swift-home
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)

# A `swift` of another kind is not ours: OpenStack has a command of that name.
native_version() {
	command -v swift >/dev/null || return 1
	swift --version 2>/dev/null | grep -oEm1 'Swift version ([6-9]|[1-9][0-9]+)\.[0-9.]*'
}
