// `make demo-node`: the shop on real HTTP against the embedded sandbox. The buyer's part is played on the sandbox's pages.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { webhooks } from "kaikei";
import { Sandbox } from "kaikei/testing";
import { Orders, shop } from "./shop.mjs";

const sandbox = await Sandbox.start();
const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;
const client = sandbox.itoJapan();
const verifier = new webhooks.Verifier(sandbox.credentials.webhookSecret);
server.on("request", shop({ client, verifier, orders: new Orders(), url }));

let failed = 0;
function check(what, good) {
  console.log(`${good ? "✓" : "✗"} ${what}`);
  if (!good) failed += 1;
}

/** Waits until the gateway's webhook was answered so many times. */
async function answered(times) {
  for (;;) {
    const [webhook] = sandbox.deliveries();
    if (webhook !== undefined && webhook.attempts.length >= times) return webhook;
    await delay(5);
  }
}

const state = async (order) => (await fetch(`${url}/orders/${order}`)).json();

console.log("▶ a buyer orders");
const ordered = await fetch(`${url}/orders`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email: "user1@sandbox.test" }),
});
const { order, payAt } = await ordered.json();
check(`${order} can be paid at ${new URL(payAt).pathname}`, ordered.status === 201);
check("it is not paid yet", (await state(order)).paid === false);

console.log("▶ the buyer pays on the gateway's page");
const back = await sandbox.pay(payAt);
check(`the buyer is sent back to ${new URL(back).pathname}`, back.startsWith(`${url}/thanks`));

console.log("▶ the gateway's webhook arrives, is verified and confirmed");
const webhook = await answered(1);
check("it was answered with 200", webhook.attempts[0].status === 200);
check("the order is paid, and delivered once", (await state(order)).deliveries === 1);

console.log("▶ the gateway sends it again, and somebody else sends it many times at once");
sandbox.resend(webhook, 3);
await answered(4);
const { body } = webhook;
const headers = { ...webhooks.sign(body, sandbox.credentials.webhookSecret) };
const again = () => fetch(`${url}/web_hook`, { method: "POST", headers, body });
const answers = await Promise.all(Array.from({ length: 20 }, again));
check(
  "each was answered with 200",
  answers.every(({ status }) => status === 200),
);
check("the order is still delivered once", (await state(order)).deliveries === 1);

console.log("▶ a forged webhook");
const forged = await fetch(`${url}/web_hook`, {
  method: "POST",
  headers,
  body: body.replace("280", "1"),
});
check("it was answered with 403", forged.status === 403);

server.closeAllConnections();
server.close();
await sandbox.stop();
console.log(failed === 0 ? "all good" : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
