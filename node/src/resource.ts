import { eventOf, inFlight, settled, theBridge } from "./bridge.js";
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
type Models = { parameters: string; answer: string; spread?: string; listing?: boolean };

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
    // One promise besides this function's own, and no function that esbuild must name: with many calls at once, most time
    // goes into garbage.
    const ending = await inFlight(
      this,
      core,
      (id) => core.native.call(id, operation, text, given),
      options?.signal,
      models?.parameters,
    );
    const event = eventOf(ending, models?.parameters);
    if (event[0] !== 0 || models === undefined)
      throw new InternalError({ message: "a call ended with something else" });
    return reply<T>(event, models.answer, models.listing);
  }

  /** @internal A copy of parameters for calls to come, which what becomes of `parameters` does not change. */
  taken<T extends object>(operation: OperationName, parameters: T): T {
    const { parameters: model, spread }: Models = OPERATIONS[operation];
    // What cannot be sent is refused here, and not first by the loop.
    encode(parameters, model, { spread });
    return { ...parameters };
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
    await settled(this);
  }

  /** @internal */
  protected get core(): Core {
    if (this.#core !== undefined) return this.#core;
    throw new ConfigurationError({ message: "client is closed", field: "client" });
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
