// Calls in flight, and what comes back for them.
import { cancelled, isFailure, unwrap, type Failure } from "./failure.js";
import { InvalidRequestError } from "./generated/errors.js";
import { native, type NativeBridge, type NativeEvent } from "./native.js";
import { receive } from "./hooks.js";

/** What ended a call: an event of it, or its caller. */
type Ending = NativeEvent | { readonly cancelled: unknown };

interface Pending {
  readonly end: (ending: Ending) => void;
  /** The client, which must outlive its calls: its hooks answer their questions. */
  readonly owner: object;
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

/**
 * Begins a call with a number of its own, and waits for its event. Until then it keeps the process alive. A signal that
 * is aborted ends it: the native module drops the exchange, and nothing is sent afterwards.
 */
export async function inFlight(
  owner: object,
  begin: (id: number) => undefined | Failure,
  signal: AbortSignal | undefined,
  model?: string,
): Promise<NativeEvent> {
  if (signal !== undefined && !isSignal(signal)) {
    throw new InvalidRequestError({ message: "signal must be an AbortSignal", field: "signal" });
  }
  if (signal?.aborted) throw cancelled(signal.reason, "no");
  const id = (lastCall += 1);
  unwrap(begin(id), model);
  let abort: (() => void) | undefined;
  const ending = await new Promise<Ending>((end) => {
    pending.set(id, { end, owner });
    if (pending.size === 1) theBridge().hold();
    if (signal === undefined) return;
    abort = (): void => {
      theBridge().abort(id);
      finish(id, { cancelled: signal.reason });
    };
    signal.addEventListener("abort", abort, { once: true });
  });
  if (abort !== undefined) signal?.removeEventListener("abort", abort);
  // Errors are made here and not where the event came in, so that their stack leads to the caller.
  if (!Array.isArray(ending))
    throw cancelled((ending as { cancelled: unknown }).cancelled, "maybe");
  const event = ending as NativeEvent;
  if (event[0] === 1 && isFailure(event[2])) unwrap(event[2], model);
  return event;
}

function isSignal(signal: unknown): signal is AbortSignal {
  return (
    typeof signal === "object" &&
    signal !== null &&
    "aborted" in signal &&
    "addEventListener" in signal
  );
}
