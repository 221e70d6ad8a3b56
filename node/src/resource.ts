import { inFlight, theBridge } from "./bridge.js";
import { encode } from "./encode.js";
import { unwrap } from "./failure.js";
import { ConfigurationError, InternalError } from "./generated/errors.js";
import { OPERATIONS, type OperationName } from "./generated/table.js";
import { Hooks } from "./hooks.js";
import { native, type NativeClient } from "./native.js";
import {
  callSettings,
  settings,
  type CallOptions,
  type ClientOptions,
  type KeyedCallOptions,
} from "./options.js";
import { reply, type Reply } from "./reply.js";

export type { CallOptions, KeyedCallOptions, Reply };

/** What the generated table says of an operation. */
type Models = { parameters: string; answer: string; spread?: string };

/** What a client is inside: the native one, and what it asks of the application. */
export class Core {
  readonly native: NativeClient;
  /** Kept for as long as the client: the native module asks them by number. */
  readonly hooks: readonly Hooks[];

  constructor(client: NativeClient, hooks: readonly Hooks[]) {
    this.native = client;
    this.hooks = hooks;
  }

  static create(gateway: string, options: ClientOptions): Core {
    const { json, fetch, clock } = settings(options);
    const bridge = theBridge();
    const hooks = new Hooks(bridge, fetch, undefined);
    const fetches = fetch !== undefined;
    const client = native.createClient(bridge, gateway, json, hooks.native, fetches, clock?.native);
    return new Core(unwrap(client), [hooks]);
  }
}

/** A client of one of the two gateways. It holds connections: use one for the whole application. */
export abstract class Client {
  #core: Core | undefined;
  #calls = 0;
  #idle: (() => void)[] = [];

  /** @internal */
  protected constructor(core: Core) {
    this.#core = core;
  }

  /** @internal Any operation by its name. */
  async call<T extends object>(
    operation: OperationName,
    parameters: object,
    options?: KeyedCallOptions,
  ): Promise<Reply<T>> {
    const core = this.core;
    const models: Models | undefined = OPERATIONS[operation];
    // An operation that is not known is the native module's to refuse.
    const text = encode(parameters, models?.parameters, { spread: models?.spread });
    const given = callSettings(options);
    const begin = (id: number): ReturnType<NativeClient["call"]> =>
      core.native.call(id, operation, text, given);
    const event = await this.counted(inFlight(this, begin, options?.signal, models?.parameters));
    if (event[0] !== 0 || models === undefined)
      throw new InternalError({ message: "a call ended with something else" });
    return reply<T>(event, models.answer);
  }

  /**
   * Takes no more calls: they fail with a `ConfigurationError`. Calls in flight are answered; after the last of them the
   * connections are closed.
   */
  close(): void {
    this.#core = undefined;
  }

  /** As {@link Client.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the client and waits for the calls in flight, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    if (this.#calls > 0) await new Promise<void>((idle) => this.#idle.push(idle));
  }

  /** @internal */
  protected get core(): Core {
    if (this.#core !== undefined) return this.#core;
    throw new ConfigurationError({ message: "client is closed", field: "client" });
  }

  /** @internal Counts a call in flight. */
  protected async counted<T>(call: Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) this.#idle.splice(0).forEach((idle) => idle());
    }
  }
}

/** A group of calls. */
export abstract class Resource {
  /** @internal */
  protected readonly client: Client;

  /** @internal */
  constructor(client: Client) {
    this.client = client;
  }
}
