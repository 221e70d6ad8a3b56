// What an application brings of its own: its HTTP client and its token store, asked by the native module.
import { exchange, type FetchLike } from "./fetch.js";
import { native, type NativeBridge, type NativeEvent, type NativeHooks } from "./native.js";
import { Tokens, type TokenStore } from "./tokens.js";

type Question = Extract<NativeEvent, [4 | 5 | 6, ...unknown[]]>;

/** By number. Weak: hooks live as long as the clients that use them, and the calls of these. */
const all = new Map<number, WeakRef<Hooks>>();
const forgotten = new FinalizationRegistry<number>((number) => all.delete(number));
let last = 0;

/** One client's hooks. */
export class Hooks {
  readonly native: NativeHooks;
  readonly fetch: FetchLike | undefined;
  readonly #store: TokenStore | undefined;
  readonly #sending = new Map<number, AbortController>();

  constructor(bridge: NativeBridge, fetch: FetchLike | undefined, store: TokenStore | undefined) {
    const number = (last += 1);
    this.native = new native.NativeHooks(bridge, number);
    this.fetch = fetch;
    this.#store = store;
    all.set(number, new WeakRef(this));
    forgotten.register(this, number);
  }

  async send(question: Extract<Question, [4, ...unknown[]]>): Promise<void> {
    const [, , ticket, method, headers, url, body, maxAnswer] = question;
    const controller = new AbortController();
    this.#sending.set(ticket, controller);
    const request = {
      method,
      url,
      headers: JSON.parse(headers) as [string, string][],
      body,
      maxAnswer,
    };
    const { signal } = controller;
    const result = await exchange(this.fetch, request, signal);
    this.#sending.delete(ticket);
    if ("phase" in result) this.native.fail(ticket, result.phase, result.sent, result.message);
    else this.native.answer(ticket, result.status, result.headers, result.body);
  }

  async save(ticket: number, tokens: Tokens): Promise<void> {
    try {
      await this.#store?.save(tokens);
      this.native.saved(ticket);
    } catch (error) {
      // Not its message: database drivers quote the values of a statement, which are the tokens.
      this.native.saved(ticket, `it raised ${error instanceof Error ? error.name : typeof error}`);
    }
  }

  /** Nobody waits for the answer any more. */
  abandon(ticket: number): void {
    this.#sending.get(ticket)?.abort();
  }
}

/** Sees to a question. What the application's code throws is an answer too. */
export function receive(question: NativeEvent): void {
  const hooks = all.get(question[1])?.deref();
  if (hooks === undefined) return;
  if (question[0] === 4) void hooks.send(question);
  else if (question[0] === 5) void hooks.save(question[2], new Tokens(question[3]));
  else if (question[0] === 6) hooks.abandon(question[2]);
}
