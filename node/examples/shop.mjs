// A shop: it creates orders, starts checkouts, and delivers each order exactly once, however often the gateway says that
// it was paid.
import express from "express";
import { webhook } from "kaikei/express";

/** Orders in memory. In a shop of yours this is a database, and `deliver` one transaction in it. */
export class Orders {
  #orders = new Map();

  create(price) {
    const custom = `ORDER-${this.#orders.size + 1}`;
    const order = { expected: { custom, ...price }, paidBy: undefined, deliveries: 0 };
    this.#orders.set(custom, order);
    return order;
  }

  find(custom) {
    return this.#orders.get(custom);
  }

  /** Delivers unless that was done before. Nothing is awaited between the look and the mark. */
  deliver(order, event) {
    // A repeat is fine. The same payment with other data is a ConflictError: somebody must look at it.
    if (order.paidBy !== undefined) return order.paidBy.compare(event);
    order.paidBy = event.fingerprint();
    order.deliveries += 1;
    return "delivered";
  }
}

/** The shop's web application. `url` is where it can be reached. */
export function shop({ client, verifier, orders, url }) {
  const app = express();

  // The raw body is what is signed: this comes before express.json().
  app.post(
    "/web_hook",
    webhook(verifier, async (event) => {
      // From the shop's own records, never from the event.
      const order = orders.find(event.custom);
      if (order === undefined) return console.warn(`a webhook for an order that is not ours`);
      const confirmation = await client.confirm(order.expected, event);
      switch (confirmation.outcome) {
        case "confirmed":
          return void orders.deliver(order, event);
        case "unknown":
          // Answered with 500, so that the gateway sends the webhook again.
          throw confirmation.error;
        default:
          console.warn(`${event.key} is not delivered: ${JSON.stringify(confirmation)}`);
      }
    }),
  );

  app.use(express.json());

  app.post("/orders", async (request, response) => {
    const price = { amount: "280.00", currency: "USD" };
    const order = orders.create(price);
    const created = await client.payments.create({
      custom: order.expected.custom,
      currencyCode: price.currency,
      amount: price.amount,
      details: "Digital Product",
      webHook: `${url}/web_hook`,
      cancelUrl: `${url}/cancel`,
      successUrl: `${url}/thanks`,
      customerEmail: request.body.email,
    });
    // Without it, an event might name any completed payment.
    order.expected.paymentId = created.paymentId;
    response.status(201).json({ order: order.expected.custom, payAt: created.url });
  });

  app.get("/orders/:custom", (request, response) => {
    const order = orders.find(request.params.custom);
    if (order === undefined) return response.sendStatus(404);
    return response.json({ paid: order.paidBy !== undefined, deliveries: order.deliveries });
  });

  app.get("/thanks", (_request, response) => response.send("Thank you."));
  return app;
}
