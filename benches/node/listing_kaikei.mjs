// Ours: the iterator. Pages of 100 are its own.
import { UnivaPay } from "kaikei";
import { JWT, SECRET, URL, check } from "./history.mjs";

const client = new UnivaPay({ baseUrl: URL, jwt: JWT, secret: SECRET });
let [rows, amount] = [0, 0];
for await (const row of client.transactions.list()) {
  rows += 1;
  amount += row.amount;
}
check(rows, amount);
