import { createServer } from "node:http";
import { univapay, WebhookError } from "kaikei";

// The `authToken` that the webhook was created with.
const verifier = new univapay.WebhookVerifier(process.env.UNIVAPAY_AUTH_TOKEN);
const seen = new Set(); // a queue or table of yours

async function webHook(request) {
  const body = Buffer.concat(await request.toArray());
  let event;
  try {
    event = verifier.verify(body, request.headers);
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    return univapay.NOT_NOW; // never 401 or 403: the gateway would switch the webhook off
  }
  if (!seen.has(event.dedupeKey)) {
    seen.add(event.dedupeKey); // the work itself is done after the answer
    if (event.dataType === "charge") console.log(`${event.data.id} is ${event.data.status}`);
  }
  return univapay.TAKEN;
}

const server = createServer((request, response) => {
  const answered = webHook(request).catch(() => univapay.NOT_NOW);
  void answered.then((status) => response.writeHead(status).end());
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});
