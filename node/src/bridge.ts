// Calls in flight, and what comes back for them.
import { cancelled, unwrap, type Failure } from "./failure.js";
import { InvalidRequestError } from "./generated/errors.js";
import { native, type NativeBridge, type NativeEvent } from "./native.js";
import { receive } from "./hooks.js";

/** What ended a call: an event of it, or its caller. */
type Ending = NativeEvent | { readonly cancelled: unknown; readonly reference: string | undefined };

interface Pending {
  readonly end: (ending: Ending) => void;
  readonly ended: Promise<Ending>;
  /** The client, which {@link settled} goes by. */
  readonly owner: object;
  /** What must outlive the call: the hooks that answer its questions. A client that is closed has let go of them. */
  readonly kept: object;
}

const pending = new Map<number, Pending>();
let bridge: NativeBridge | undefined;
let lastCall = 0;

/** What this environment shares with the native module; made with the first client. */
export function theBridge(): NativeBridge {
  return (bridge ??= new native.Bridge(drain));
}

/** One wake-up of the event loop hands over everything that has come. */
function drain(): void {
  for (const event of theBridge().take()) {
    if (event[0] <= 3) finish(event[1], event);
    else receive(event);
  }
}

function finish(id: number, ending: Ending): void {
  const call = pending.get(id);
  if (call === undefined) return;
  pending.delete(id);
  if (pending.size === 0) theBridge().release();
  call.end(ending);
}

/** Starts a call under a number. What it hands over is what to reconcile by if the call is given up. */
export type Begin = (id: number) => string | undefined | null | Failure;

/**
 * Begins a call with a number of its own; {@link eventOf} reads what comes. Until then it keeps the process alive, and
 * `owner` and `kept` too. A signal that is aborted ends it: the native module drops the exchange, and nothing is sent
 * afterwards.
 */
export function inFlight(
  owner: object,
  kept: object,
  begin: Begin,
  signal: AbortSignal | undefined,
  model?: string,
): Promise<Ending> {
  if (signal !== undefined && !isSignal(signal)) {
    throw new InvalidRequestError({ message: "signal must be an AbortSignal", field: "signal" });
  }
  if (signal?.aborted) throw cancelled(signal.reason, "no");
  const id = (lastCall += 1);
  const reference = unwrap(begin(id), model) ?? undefined;
  let end!: Pending["end"];
  const ended = new Promise<Ending>((resolve) => (end = resolve));
  if (pending.size === 0) theBridge().hold();
  pending.set(id, { end, ended, owner, kept });
  if (signal !== undefined) {
    const abort = (): void => {
      theBridge().abort(id);
      finish(id, { cancelled: signal.reason, reference });
    };
    signal.addEventListener("abort", abort, { once: true });
    void ended.then(() => signal.removeEventListener("abort", abort));
  }
  return ended;
}

/** Waits for the calls of `owner` that are in flight now. */
export async function settled(owner: object): Promise<void> {
  const own = Array.from(pending.values()).filter((call) => call.owner === owner);
  await Promise.all(own.map((call) => call.ended));
}

/**
 * The event that ended a call, unless it is an error: then that is thrown. For the function that the caller awaits, and not
 * for where the event comes in, so that an error's stack leads to the caller.
 */
export function eventOf(ending: Ending, model?: string): NativeEvent {
  if ("cancelled" in ending) throw cancelled(ending.cancelled, "maybe", ending.reference);
  if (ending[0] === 1) unwrap(ending[2], model);
  return ending;
}

function isSignal(signal: unknown): signal is AbortSignal {
  return (
    typeof signal === "object" &&
    signal !== null &&
    "aborted" in signal &&
    "addEventListener" in signal
  );
}
