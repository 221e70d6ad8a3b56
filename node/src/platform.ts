// Finds the native module.
import { ConfigurationError } from "./generated/errors.js";

/** The libraries of each platform, likeliest first. Each is a package of its own: `kaikei-linux-x64-gnu`. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["linux-x64-gnu", "linux-x64-musl"],
  "linux-arm64": ["linux-arm64-gnu", "linux-arm64-musl"],
  "darwin-x64": ["darwin-x64"],
  "darwin-arm64": ["darwin-arm64"],
  "win32-x64": ["win32-x64-msvc"],
};

/** Loads the library of this platform: the one built in this folder, or the one of the platform's package. */
export function load(
  name: string,
  require: (path: string) => unknown,
  platform: string = `${process.platform}-${process.arch}`,
): unknown {
  const libraries = LIBRARIES[platform];
  if (libraries === undefined) {
    const known = Object.keys(LIBRARIES).join(", ");
    throw unavailable(`${name} has no native module for ${platform}: there are ${known}`, []);
  }
  const reasons: unknown[] = [];
  for (const library of libraries) {
    for (const path of [`../native/${name}.${library}.node`, `${name}-${library}`]) {
      try {
        return require(path);
      } catch (error) {
        if (!isMissing(error)) reasons.push(error);
      }
    }
  }
  const wanted = libraries.map((library) => `${name}-${library}`).join(" or ");
  if (reasons.length > 0) {
    throw unavailable(
      `${wanted} is installed but cannot be loaded: ${String(reasons[0])}`,
      reasons,
    );
  }
  const message =
    `the package ${wanted} is not installed: it holds ${name}'s native module for ${platform}. It is an optional ` +
    `dependency of ${name}: install without --omit=optional (or --no-optional), on the same platform that runs it ` +
    `(not copied from another), and renew a lock file that was written on another platform`;
  throw unavailable(message, []);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
}

function unavailable(message: string, reasons: readonly unknown[]): ConfigurationError {
  return new ConfigurationError({ message, code: "native_module", cause: reasons[0] });
}
