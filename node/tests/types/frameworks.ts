// The helpers for web frameworks against the frameworks' own types. Compiled, not run.
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import type { NextRequest } from "next/server.js";
import { webhooks } from "kaikei";
import * as forExpress from "kaikei/express";
import * as forFastify from "kaikei/fastify";
import * as forHono from "kaikei/hono";
import * as forNext from "kaikei/next";

const verifier = new webhooks.Verifier("secret");

const app = express();
app.use(express.json({ verify: forExpress.keepRawBody }));
app.post(
  "/web_hook",
  forExpress.webhook(
    verifier,
    async (event, request: express.Request, response: express.Response) => {
      response.status(200).send(`${event.custom} ${request.path}`);
    },
  ),
);
app.post(
  "/short",
  forExpress.webhook(verifier, (event) => console.log(event.amount)),
);

const fastify = Fastify();
fastify.register(forFastify.webhook, {
  path: "/web_hook",
  verifier,
  handler: async (event) => console.log(event.key),
});

const hono = new Hono();
hono.post(
  "/web_hook",
  forHono.webhook(verifier, (event, c: import("hono").Context) => c.text(event.custom)),
);
hono.post(
  "/short",
  forHono.webhook(verifier, (event) => console.log(event.amount)),
);

export const POST = forNext.webhook(verifier, (event, request: NextRequest) =>
  Response.json({ custom: event.custom, path: request.nextUrl.pathname }),
);
