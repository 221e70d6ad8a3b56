// Ours.
import { webhooks } from "kaikei";
import { SECRET, body, itoHeaders, readFields } from "./delivery.mjs";
import { oneByOne } from "./turns.mjs";

const verifier = new webhooks.Verifier(SECRET);

await oneByOne(() => {
  const headers = itoHeaders();
  return () => readFields(verifier.verify(body, headers));
});
