// undici's `request`: bytes signed beforehand, and the answer's JSON.
import { Agent, request } from "undici";
import { BODY, HEADERS, TARGET, check } from "./order.mjs";
import { atOnce } from "./turns.mjs";

const dispatcher = new Agent({ connections: 64 });

await atOnce(async () => {
  const answer = await request(TARGET, {
    method: "POST",
    headers: HEADERS,
    body: BODY,
    dispatcher,
  });
  check((await answer.body.json()).payment_id);
});
