// Ours: checks, signs, sends, judges and decodes.
import { ItoJapan } from "kaikei";
import { ORDER, URL, check } from "./order.mjs";
import { atOnce } from "./turns.mjs";

const client = new ItoJapan({ baseUrl: URL, accessKey: "access", secretKey: "secret" });

await atOnce(async () => {
  const created = await client.payments.create(ORDER);
  check(created.paymentId);
});
