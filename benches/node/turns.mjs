// A client's half of the driver's protocol: `ready` once it is warm, then for each line the CPU of one call: that of the
// whole process, kernel and every thread included, in microseconds.
import { createInterface } from "node:readline";

// Of one turn, in microseconds of CPU. Long enough for the clock, short enough that the machine's moods meet all alike.
const TURN = 100_000;
// Until the compiler is done with the hot functions.
const WARM_UP = 3_000_000;
// As in Rust's `loopback`.
const CONCURRENCY = 64;
// Below this, starting and ending a turn would count.
const FEWEST_AT_ONCE = 8 * CONCURRENCY;

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Turns of calls after each other; `prepare` is asked for the call before each turn. */
export function oneByOne(prepare) {
  return take(16, (count) => {
    const call = prepare();
    const started = cpu();
    for (let i = 0; i < count; i++) call();
    return cpu() - started;
  });
}

/** Turns of calls of which so many are always under way. */
export function atOnce(call) {
  return take(FEWEST_AT_ONCE, async (count) => {
    let left = count;
    const worker = async () => {
      while (left-- > 0) await call();
    };
    const started = cpu();
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return cpu() - started;
  });
}

async function take(fewest, run) {
  let count = fewest;
  for (let warm = 0; warm < WARM_UP;) {
    const spent = await run(count);
    warm += spent;
    const wanted = Math.floor((count * TURN) / Math.max(spent, 1));
    count = Math.max(fewest, Math.min(wanted, 8 * count));
  }
  console.log("ready");
  for await (const _ of createInterface({ input: process.stdin })) {
    console.log((await run(count)) / count);
  }
}
