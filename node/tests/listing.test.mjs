// Lists, page by page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, InvalidRequestError, InvalidResponseError, UnivaPay } from "kaikei";
import { failure, sandboxFor } from "./support.mjs";

/** A client of a gateway that has `total` charges, and what it was asked. */
function gateway(total, { nextCursor = (cursor) => cursor, ...transport } = {}) {
  const asked = [];
  const fetch = async (url) => {
    const query = Object.fromEntries(new URL(url).searchParams);
    asked.push(query);
    const [first, limit] = [Number(query.cursor ?? 0), Number(query.limit ?? 10)];
    const last = Math.min(first + limit, total);
    const items = Array.from({ length: last - first }, (_, at) => ({
      id: String(first + at + 1),
      created_on: "2026-04-01T00:00:00Z",
    }));
    const more = last < total;
    const page = { items, has_more: more, total_hits: total };
    if (more) page.next_cursor = nextCursor(String(last));
    return new Response(JSON.stringify(page));
  };
  // The claims of the token name the store.
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdG9yZV9pZCI6IjExIn0.c2ln";
  const client = new UnivaPay({
    jwt,
    secret: "s",
    baseUrl: "http://127.0.0.1:9",
    fetch,
    ...transport,
  });
  return { client, asked };
}

async function all(listing) {
  const items = [];
  for await (const item of listing) items.push(item);
  return items;
}

const ids = (items) => items.map(({ id }) => id).join(" ");

for (const [name, transport] of [
  ["built in", {}],
  ["own fetch", { fetch: (url, init) => fetch(url, init) }],
]) {
  test(`a loop reads every page, ${name}`, async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.control("POST", "univapay/history", { rows: 250 });
    const client = sandbox.univaPay(transport);
    const listing = client.transactions.list();
    assert.equal(sandbox.journal().length, 0);
    const rows = await all(listing);
    assert.equal(new Set(rows.map(({ resourceId }) => resourceId)).size, 250);
    assert.ok(rows[0].createdOn instanceof Date);
    assert.deepEqual(
      sandbox.journal().map(({ query }) => query.includes("limit=100")),
      [true, true, true],
    );
    assert.equal((await all(listing)).length, 250, "each loop begins anew");
  });
}

test("a limit that is undefined is none", async () => {
  const { client, asked } = gateway(3);
  await all(client.charges.list({ limit: undefined, cursor: undefined }));
  assert.deepEqual(asked, [{ limit: "100" }]);
});

test("a page by itself", async () => {
  const { client, asked } = gateway(25);
  const page = await client.charges.list().page();
  assert.deepEqual([page.items.length, page.hasMore, page.totalHits], [10, true, 25]);
  assert.ok(page.items[0].createdOn instanceof Date);
  assert.equal(page.raw.items[0].id, "1");
  assert.equal(page.response.httpStatus, 200);
  assert.equal(page.items[0].raw, undefined);
  const next = await client.charges.list({ cursor: page.nextCursor, limit: 20 }).page();
  assert.deepEqual([next.items.length, next.hasMore, next.nextCursor], [15, false, null]);
  assert.deepEqual(asked, [{}, { cursor: "10", limit: "20" }]);
});

test("only what is reached is read", async () => {
  const { client, asked } = gateway(1000);
  const parameters = { limit: 5, currency: "JPY" };
  const listing = client.charges.list(parameters);
  parameters.currency = "USD";
  for await (const charge of listing) if (charge.id === "6") break;
  assert.deepEqual(asked, [
    { limit: "5", currency: "JPY" },
    { limit: "5", currency: "JPY", cursor: "5" },
  ]);
});

test("a loop may begin in the middle, and a list may be empty", async () => {
  assert.equal(ids(await all(gateway(12).client.charges.list({ cursor: "9" }))), "10 11 12");
  assert.deepEqual(await all(gateway(0).client.charges.list()), []);
});

for (const [name, nextCursor, pages] of [
  ["the same page", () => "0", 2],
  ["two pages", (cursor) => (cursor === "200" ? "0" : cursor), 4],
  ["many pages", (cursor) => (cursor === "3000" ? "500" : cursor), 1000],
]) {
  test(`a list that turns in a circle ends: ${name}`, async () => {
    const { client, asked } = gateway(100_000, { nextCursor });
    const error = await failure(all(client.charges.list()), InvalidResponseError);
    assert.deepEqual([error.field, error.httpStatus], ["nextCursor", 200]);
    assert.ok(asked.length <= pages, `${asked.length} pages`);
  });
}

test("what cannot be sent is refused at once, and rules by the loop", async () => {
  const { client, asked } = gateway(1);
  assert.throws(() => client.charges.list({ last_four: "1" }), InvalidRequestError);
  assert.throws(() => client.charges.list(7), InvalidRequestError);
  const error = await failure(all(client.charges.list({ limit: 101 })), InvalidRequestError);
  assert.equal(error.field, "limit");
  const limited = client.charges.list({}, { timeout: -1 });
  assert.equal((await failure(limited.page(), InvalidRequestError)).field, "timeout");
  assert.equal(asked.length, 0);
});

test("a signal ends the loop", async () => {
  const { client, asked } = gateway(1000);
  const controller = new AbortController();
  const read = async () => {
    for await (const charge of client.charges.list({ limit: 5 }, controller))
      if (charge.id === "7") controller.abort();
  };
  await failure(read(), CancelledError);
  assert.equal(asked.length, 2);
});
