// The helpers for web frameworks, each with the real framework on loopback.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { NextRequest } from "next/server.js";
import { webhooks } from "kaikei";
import { keepRawBody, webhook as expressWebhook } from "kaikei/express";
import { webhook as fastifyWebhook } from "kaikei/fastify";
import { webhook as honoWebhook } from "kaikei/hono";
import { webhook as nextWebhook } from "kaikei/next";

const SECRET = "whsec";
const verifier = new webhooks.Verifier(SECRET);
// Spaces and an escape, which no JSON printer writes like this: a body that was parsed and printed does not verify.
const BODY =
  '{ "status":"ok", "payment_id":"P1","transaction":"T1","amount":100.00,"currency":"USD","custom":"a\\/b"}';

const listening = async (t, server) => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${server.address().port}`;
};

/** Hono's and Next's handlers take a Request and return a Response: this is a server of such. */
const serving = (handler) => async (url, init) => handler(new Request(url, init));

/** Each starts an application whose handler is `handler`, and returns a function like fetch, and the path. */
const frameworks = {
  "node:http": async (t, handler) => {
    const handle = expressWebhook(verifier, handler);
    const failed = (response) => () => response.writeHead(500).end();
    const server = createServer((request, response) => handle(request, response, failed(response)));
    return [fetch, await listening(t, server)];
  },
  Express: async (t, handler) => {
    const app = express();
    app.post("/", expressWebhook(verifier, handler));
    app.use(express.json());
    app.use((error, _request, response, _next) => response.status(500).send(error.code));
    return [fetch, await listening(t, createServer(app))];
  },
  "Express that parses everything": async (t, handler) => {
    const app = express();
    app.use(express.json({ verify: keepRawBody }));
    app.post("/", expressWebhook(verifier, handler));
    app.use((error, _request, response, _next) => response.status(500).send(error.code));
    return [fetch, await listening(t, createServer(app))];
  },
  "Express with express.raw": async (t, handler) => {
    const app = express();
    app.post("/", express.raw({ type: "*/*", limit: "1mb" }), expressWebhook(verifier, handler));
    app.use((error, _request, response, _next) => response.status(500).send(error.code));
    return [fetch, await listening(t, createServer(app))];
  },
  Fastify: async (t, handler) => {
    const app = Fastify();
    app.post("/other", async (request) => ({ parsed: typeof request.body }));
    app.register(fastifyWebhook, { path: "/", verifier, handler });
    t.after(() => app.close());
    return [fetch, await app.listen({ host: "127.0.0.1", port: 0 })];
  },
  Hono: async (_t, handler) => {
    const app = new Hono();
    app.post("/", honoWebhook(verifier, handler));
    return [serving((request) => app.fetch(request)), "http://shop.example/"];
  },
  "Hono that parsed it before": async (_t, handler) => {
    const app = new Hono();
    app.use(async (c, next) => {
      await c.req.json().catch(() => undefined);
      await next();
    });
    app.post("/", honoWebhook(verifier, handler));
    return [serving((request) => app.fetch(request)), "http://shop.example/"];
  },
  "Next.js": async (_t, handler) => {
    const POST = nextWebhook(verifier, handler);
    const respond = (request) => POST(request).catch(() => new Response(null, { status: 500 }));
    return [serving((request) => respond(new NextRequest(request))), "http://shop.example/"];
  },
};

for (const [name, start] of Object.entries(frameworks)) {
  test(name, async (t) => {
    const events = [];
    let failing = false;
    const [ask, url] = await start(t, async (event) => {
      await new Promise(setImmediate);
      if (failing) throw new Error("the database is down");
      events.push(event);
    });
    const post = async (body, headers) => {
      const given = { "content-type": "application/json", ...headers };
      return (await ask(url, { method: "POST", body, headers: given })).status;
    };
    const signed = webhooks.sign(BODY, SECRET);

    assert.equal(await post(BODY, signed), 200);
    assert.deepEqual([events[0].paymentId, events[0].raw], ["P1", BODY]);
    assert.equal(await post(BODY.replace("100.00", "1.00"), signed), 403, "another body");
    assert.equal(await post(BODY, {}), 403, "no signature");
    assert.equal(await post("", webhooks.sign("", SECRET)), 403, "no body");
    const long = JSON.stringify("x".repeat(300 * 1024));
    // Frameworks have limits of their own, and say so in their own way.
    assert.ok(
      [403, 413, 500].includes(await post(long, webhooks.sign(long, SECRET))),
      "a long body",
    );
    failing = true;
    assert.equal(await post(BODY, webhooks.sign(BODY, SECRET)), 500, "a handler that fails");
    assert.equal(events.length, 1);
  });
}

test("Express that parsed the body before says so", async (t) => {
  const app = express();
  app.use(express.json());
  app.post(
    "/",
    expressWebhook(verifier, () => assert.fail("called")),
  );
  app.use((error, _request, response, _next) =>
    response.status(500).send(`${error.code}: ${error.message}`),
  );
  const url = await listening(t, createServer(app));
  const headers = { "content-type": "application/json", ...webhooks.sign(BODY, SECRET) };
  const answer = await fetch(url, { method: "POST", body: BODY, headers });
  assert.equal(answer.status, 500);
  const text = await answer.text();
  assert.match(
    text,
    /^body_not_raw: body must be the raw body .*a parsed object.* before express\.json\(\)/,
  );
  assert.doesNotMatch(text, /Fastify/);
});

test("a request that was read before says so", async () => {
  const request = new Request("http://x", { method: "POST", body: BODY });
  await request.json();
  await assert.rejects(nextWebhook(verifier, () => {})(request), {
    code: "body_not_raw",
    field: "body",
  });
});

test("an error of an Express handler is none of the webhook's", async (t) => {
  const app = express();
  const inner = () => verifier.verify(BODY, {});
  app.post("/", expressWebhook(verifier, inner));
  app.use((error, _request, response, _next) => response.status(500).send(error.name));
  const url = await listening(t, createServer(app));
  const answer = await fetch(url, {
    method: "POST",
    body: BODY,
    headers: webhooks.sign(BODY, SECRET),
  });
  assert.deepEqual([answer.status, await answer.text()], [500, "WebhookError"]);
});

test("Fastify's other routes keep their parsers, and answers of handlers are kept", async (t) => {
  const app = Fastify();
  app.post("/other", async (request) => ({ parsed: request.body.a }));
  app.register(fastifyWebhook, {
    path: "/web_hook",
    verifier,
    handler: (event, _request, reply) => void reply.code(202).send(event.custom),
  });
  t.after(() => app.close());
  const other = await app.inject({ method: "POST", url: "/other", payload: { a: 1 } });
  assert.deepEqual(other.json(), { parsed: 1 });
  const headers = { "content-type": "application/json", ...webhooks.sign(BODY, SECRET) };
  const answer = await app.inject({ method: "POST", url: "/web_hook", payload: BODY, headers });
  assert.deepEqual([answer.statusCode, answer.body], [202, "a/b"]);
});

test("answers of other handlers are kept", async () => {
  const request = () =>
    new Request("http://x", {
      method: "POST",
      body: BODY,
      headers: { ...webhooks.sign(BODY, SECRET) },
    });
  const POST = nextWebhook(verifier, (event, { url }) =>
    Response.json({ url, custom: event.custom }),
  );
  assert.deepEqual(await (await POST(request())).json(), { url: "http://x/", custom: "a/b" });
  const app = new Hono();
  app.post(
    "/",
    honoWebhook(verifier, (event, c) => c.text(event.custom, 201)),
  );
  const answer = await app.fetch(request());
  assert.deepEqual([answer.status, await answer.text()], [201, "a/b"]);
});
