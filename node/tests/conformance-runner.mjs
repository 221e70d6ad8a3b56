// The runner of the conformance cases: `conformance-runner.mjs native` or `fetch`. See tests/conformance/README.md.
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import {
  ItoJapan,
  KaikeiError,
  BY_KIND,
  PendingLogin,
  pkce,
  signRequest,
  Tokens,
  UnivaPay,
  univapay,
  webhooks,
} from "kaikei";
import { Clock } from "kaikei/testing";
import {
  camelName,
  camelNames,
  errorFields,
  snakeNames,
  wireAnswer,
  wireItem,
  wireModel,
} from "./wire-names.mjs";

const fetchOption = process.argv[2] === "fetch" ? { fetch: globalThis.fetch } : {};

class Misuse extends Error {}

/** Notes every export that it is given. */
class Store {
  saved = [];
  constructor(kind) {
    this.failing = kind === "failing";
  }
  async save(tokens) {
    this.saved.push(tokens.export());
    await delay(0);
    if (this.failing) throw new Error("the disk is full");
  }
}

const clients = new Map();
const calls = new Map();

const millis = (seconds) => (typeof seconds === "number" ? seconds * 1000 : seconds);

function inMillis(settings) {
  const out = camelNames(settings);
  for (const name of ["timeout", "attemptTimeout", "connectTimeout"]) {
    if (name in out) out[name] = millis(out[name]);
  }
  return out;
}

function opened(name) {
  const found = clients.get(name);
  if (found === undefined) throw new Misuse(`there is no client ${name}`);
  return found;
}

function open({ client: name, gateway, settings }) {
  const { session, token_store: kind, clock: start, ...rest } = settings;
  const clock = start == null ? undefined : new Clock(start.now * 1000);
  const store = kind == null ? undefined : new Store(kind);
  const Class = { ito: ItoJapan, univapay: UnivaPay }[gateway];
  let client = new Class({ ...inMillis(rest), ...fetchOption, clock });
  if (session != null) {
    const tokens = Tokens.load(session.tokens);
    client = client.withSession(tokens, { clientId: session.client_id, tokenStore: store });
  }
  clients.set(name, { client, clock, store });
}

async function call({ do: what, id, client: name, operation, parameters, options }, reply) {
  const { client } = opened(name);
  const controller = new AbortController();
  calls.set(id, controller);
  try {
    const given = { ...inMillis(options ?? {}), signal: controller.signal };
    if (what === "iterate") return await everyItem(client, operation, parameters, given);
    const answer = await client.call(operation, camelNames(parameters ?? {}, operation), given);
    reply.raw = answer.rawText;
    reply.idempotency_status = answer.response.idempotencyStatus;
    return wireAnswer(answer, operation);
  } finally {
    calls.delete(id);
  }
}

/** All that is on a list. */
async function everyItem(client, operation, parameters, options) {
  const [, resource, method] = operation.split(".").map(camelName);
  const items = [];
  for await (const item of client[resource][method](camelNames(parameters, operation), options)) {
    items.push(wireItem(item, operation));
  }
  return items;
}

const verifier = ({ secrets, tolerance }) =>
  new webhooks.Verifier(Object.fromEntries(secrets.map(({ name, secret }) => [name, secret])), {
    tolerance: millis(tolerance ?? undefined),
  });

const bytes = (base64) => Buffer.from(base64, "base64");

const verified = (event) =>
  verifier(event).verify(bytes(event.body_base64), event.headers, { now: event.now * 1000 });

const functions = {
  sign_request({ profile, secret_key, timestamp, parameters }) {
    const given = camelNames(JSON.parse(parameters), "ito.payments.create");
    const { xTimestamp: _, ...signed } = signRequest(given, secret_key, {
      profile,
      timestamp: timestamp * 1000,
    });
    return snakeNames(signed);
  },
  webhook_verify(event, reply) {
    const found = verified(event);
    reply.raw = found.raw;
    const { isOk: _, ...fields } = found;
    return snakeNames(fields);
  },
  webhook_explain({ timestamp, signature, body_base64, now, ...event }) {
    const headers = { "x-timestamp": timestamp, "x-signature": signature };
    return verifier(event).explain(bytes(body_base64), headers, { now: now * 1000 });
  },
  webhook_sign({ secret, timestamp, body_base64 }) {
    const signed = webhooks.sign(bytes(body_base64), secret, { timestamp: timestamp * 1000 });
    return { x_timestamp: signed["x-timestamp"], x_signature: signed["x-signature"] };
  },
  univapay_webhook_verify({ tokens, headers, body_base64 }, reply) {
    const event = new univapay.WebhookVerifier(tokens).verify(bytes(body_base64), headers);
    reply.raw = event.rawText;
    return wireModel(event, "Event");
  },
  univapay_webhook_make({ auth_token, event, data, id, created_on }) {
    const given = { id: id ?? undefined, createdOn: created_on ? new Date(created_on) : undefined };
    const { body, headers } = univapay.testWebhook(auth_token, event, JSON.parse(data), given);
    const { authorization, "content-type": contentType } = headers;
    return { content_type: contentType, authorization, body };
  },
  money({ amount, currency }) {
    return typeof amount === "string"
      ? univapay.Money.of(amount, currency)
      : univapay.Money.minor(amount, currency);
  },
  pkce({ verifier }) {
    const pair = pkce(verifier);
    return { verifier: pair.verifier, challenge: pair.challenge };
  },
  login_start({ client, client_id: clientId, redirect_uri: redirectUri, scopes }) {
    const login = opened(client).client.startLogin({ clientId, redirectUri, scopes });
    return { authorize_url: login.authorizeUrl, pending: login.pending.export() };
  },
  async login_finish({ client: name, pending: text, redirect_url, as, token_store: kind }, reply) {
    const { client, clock } = opened(name);
    const tokenStore = kind == null ? undefined : new Store(kind);
    const pending = PendingLogin.load(text);
    try {
      const user = await client.finishLogin(pending, redirect_url, { tokenStore });
      clients.set(as, { client: user, clock, store: tokenStore });
      return true;
    } finally {
      reply.pending = pending.export();
    }
  },
  async confirm({ client, order, event }) {
    const given = camelNames(order);
    const found = await opened(client).client.confirm(given, verified(event));
    if (found.outcome === "unknown") return { outcome: "unknown", error: errorFields(found.error) };
    if (found.outcome !== "mismatch") return found;
    return { outcome: "mismatch", field: snakeNames({ [found.field]: 1 }, true) };
  },
  error_kinds() {
    return Object.entries(BY_KIND).map(([kind, Class]) => ({ kind, class: Class.name }));
  },
};

function handle(request, reply) {
  switch (request.do) {
    case "reset":
      clients.clear();
      // A `Date` is no finer.
      return { times: "milliseconds" };
    case "open":
      return open(request) ?? null;
    case "call":
    case "iterate":
      return call(request, reply);
    case "cancel":
      return calls.get(request.target)?.abort() ?? null;
    case "waits":
      return opened(request.client).clock?.waits.map((wait) => wait / 1000) ?? [];
    case "tokens":
      return opened(request.client).client.tokens?.export() ?? null;
    case "saved":
      return opened(request.client).store?.saved ?? [];
    case "function": {
      const run = functions[request.name];
      if (run === undefined) throw new Misuse(`there is no function ${request.name}`);
      return run(request.arguments ?? {}, reply);
    }
    default:
      throw new Misuse(`there is no ${request.do}`);
  }
}

async function answer(request) {
  const reply = { id: request.id };
  try {
    reply.ok = await handle(request, reply);
  } catch (error) {
    reply.error =
      error instanceof KaikeiError
        ? errorFields(error)
        : { kind: "misuse", message: `${error?.name}: ${error?.message}` };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== "") void answer(JSON.parse(line));
}
