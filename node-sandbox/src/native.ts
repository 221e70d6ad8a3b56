// What the native module offers, and where it is. The other half is bindings/node-sandbox.

/** What the control API answered: status, and JSON text. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: string;
}

export interface NativeServer {
  readonly baseUrl: string;
  control(method: string, path: string, body: string): ControlAnswer;
  stop(): void;
}

interface Native {
  NativeServer: new (options: string) => NativeServer;
}

/** The libraries of each platform, likeliest first. Each is a package of its own: `kaikei-sandbox-linux-x64-gnu`. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["linux-x64-gnu", "linux-x64-musl"],
  "linux-arm64": ["linux-arm64-gnu", "linux-arm64-musl"],
  "darwin-x64": ["darwin-x64"],
  "darwin-arm64": ["darwin-arm64"],
  "win32-x64": ["win32-x64-msvc"],
};

function load(): unknown {
  const platform = `${process.platform}-${process.arch}`;
  const packages = (LIBRARIES[platform] ?? []).map((library) => `kaikei-sandbox-${library}`);
  let reason: unknown;
  // The one built in this folder goes first.
  for (const path of ["../native/kaikei-sandbox.node", ...packages]) {
    try {
      return require(path);
    } catch (error) {
      if (!isMissing(error)) reason = error;
    }
  }
  if (reason !== undefined) {
    throw new Error("kaikei-sandbox's native module cannot be loaded", { cause: reason });
  }
  const message =
    packages.length === 0
      ? `there is none: there are ${Object.keys(LIBRARIES).join(", ")}`
      : `the optional dependency ${packages.join(" or ")} is not installed`;
  throw new Error(`kaikei-sandbox has no native module for ${platform}: ${message}`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
}

export const native = load() as Native;
