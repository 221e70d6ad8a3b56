// `univapay-node`: it has neither an iterator nor this list, so its base of all lists gets the route, and the cursor is
// passed on by hand.
import SDK, { CRUDResource } from "univapay-node";
import { JWT, PAGE, SECRET, URL, check } from "./history.mjs";

class TransactionHistory extends CRUDResource {
  static routeBase = "/transaction_history";
  list = this._listRoute();
}

const history = new TransactionHistory(new SDK({ endpoint: URL, jwt: JWT, secret: SECRET }).api);
let [rows, amount, cursor] = [0, 0, undefined];
for (;;) {
  const page = await history.list({ limit: PAGE, cursor });
  for (const row of page.items) {
    rows += 1;
    amount += row.amount;
  }
  if (!page.hasMore) break;
  cursor = page.nextCursor;
}
check(rows, amount);
