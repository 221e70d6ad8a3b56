// The package `kaikei-sandbox`, loaded late: production installs go without it.

/** `Server` of `kaikei-sandbox`. */
export interface Server {
  readonly baseUrl: string;
  control(method: string, path: string, body?: unknown): unknown;
  stop(): void;
}

/** Starts a sandbox. */
export function startServer(options: object): Server {
  const { Server } = load() as { Server: new (options: object) => Server };
  return new Server(options);
}

function load(): unknown {
  const name = "kaikei-sandbox";
  try {
    return require(name);
  } catch (error) {
    // Something that `kaikei-sandbox` misses is told by itself.
    if (error instanceof Error && error.message.includes(`Cannot find module '${name}'`)) {
      const message = `Sandbox of kaikei/testing needs the sandbox: npm install --save-dev ${name}`;
      throw new Error(message, { cause: error });
    }
    throw error;
  }
}
