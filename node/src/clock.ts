import { unwrap } from "./failure.js";
import { native, type NativeClock } from "./native.js";
import { checkTime } from "./check.js";

/** A clock for tests: it moves on only when a client waits or the test moves it, so that waiting takes no time. */
export class Clock {
  readonly #native: NativeClock;

  /** A clock that stands at `start`: a `Date`, or milliseconds since 1970. */
  constructor(start: Date | number = 0) {
    this.#native = unwrap(native.createClock(checkTime(start, "start")));
  }

  /** The time. */
  now(): Date {
    return new Date(this.#native.now());
  }

  /** Moves the clock on, by milliseconds. */
  advance(by: number): void {
    unwrap(this.#native.advance(checkTime(by, "by")));
  }

  /** Every wait of a client so far, in milliseconds. */
  get waits(): readonly number[] {
    return this.#native.waits();
  }

  /** @internal */
  get native(): NativeClock {
    return this.#native;
  }
}
