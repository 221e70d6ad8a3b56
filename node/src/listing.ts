// Lists that the gateway hands out page by page.
import { InvalidResponseError } from "./generated/errors.js";
import type { OperationName } from "./generated/table.js";
import type { Client } from "./resource.js";
import type { CallOptions } from "./options.js";
import type { Reply } from "./reply.js";

/** One page of a list. Only the page has `response` and `raw`; its items are parts of it. */
export interface Page<T> {
  /** What the page holds. */
  readonly items: readonly T[];
  /** Whether there is another page. */
  readonly hasMore: boolean;
  /** How many items all pages hold; the gateway says it for some lists, on the first page only. */
  readonly totalHits: number | null;
  /** The `cursor` of the next page; null if this is the last one. */
  readonly nextCursor: string | null;
}

/** What every list takes. */
interface Paged {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

const LARGEST = 100;

/**
 * A list, not read yet. `for await` sends a call for each page when it gets there, and keeps one page at a time; each loop
 * begins anew. Without `limit` it asks for 100 items at once.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #client: Client;
  readonly #operation: OperationName;
  readonly #parameters: Paged;
  readonly #options: CallOptions | undefined;

  /** @internal */
  constructor(
    client: Client,
    operation: OperationName,
    parameters: Paged,
    options: CallOptions | undefined,
  ) {
    this.#client = client;
    this.#operation = operation;
    this.#parameters = client.taken(operation, parameters);
    this.#options = options;
  }

  /** Every item, over all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const { cursor, ...rest } = this.#parameters;
    const walk = new Walk(cursor ?? null);
    do {
      const parameters = { ...rest, limit: rest.limit ?? LARGEST, cursor: walk.cursor };
      const items = walk.step(await this.#call(parameters));
      for (let at = 0; at < items.length; at += 1) yield items[at]!;
    } while (walk.cursor !== null);
  }

  /** Reads one page: the first, or the one that begins at `cursor`. */
  async page(): Promise<Reply<Page<T>>> {
    return this.#call(this.#parameters);
  }

  #call(parameters: object): Promise<Reply<Page<T>>> {
    return this.#client.call<Page<T>>(this.#operation, parameters, this.#options);
  }
}

/**
 * From one page to the next. A cursor that came before is noticed however many came since, with two of them kept: Brent's
 * algorithm.
 */
class Walk {
  /** Where the next page begins; null at both ends. */
  cursor: string | null;
  #landmark: string | null;
  #steps = 0;
  #until = 1;

  constructor(cursor: string | null) {
    this.cursor = this.#landmark = cursor;
  }

  /** What `page` holds. */
  step<T>(page: Reply<Page<T>>): readonly T[] {
    const next = page.nextCursor;
    if (next === null && page.hasMore)
      throw broken(page, "the list goes on, and does not say where");
    if (next !== null && (next === this.cursor || next === this.#landmark))
      throw broken(page, "the cursor of the next page came before: the list would never end");
    this.#steps += 1;
    if (this.#steps === this.#until) {
      this.#landmark = next;
      this.#steps = 0;
      this.#until *= 2;
    }
    this.cursor = next;
    return page.items;
  }
}

function broken(
  { response, rawText }: Reply<Page<unknown>>,
  message: string,
): InvalidResponseError {
  return new InvalidResponseError({
    message,
    field: "nextCursor",
    httpStatus: response.httpStatus,
    requestId: response.requestId ?? undefined,
    sent: "yes",
    raw: rawText,
  });
}
