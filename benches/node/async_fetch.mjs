// The built-in fetch: bytes signed beforehand, and the answer's JSON.
import { BODY, HEADERS, TARGET, check } from "./order.mjs";
import { atOnce } from "./turns.mjs";

await atOnce(async () => {
  const answer = await fetch(TARGET, { method: "POST", headers: HEADERS, body: BODY });
  check((await answer.json()).payment_id);
});
