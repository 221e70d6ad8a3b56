// UnivaPay's types as an application sees them. Compiled, not run.
import { univapay, type Reply, type UnivaPay } from "kaikei";

export async function pages(client: UnivaPay): Promise<univapay.Charge[]> {
  const listing: univapay.Listing<univapay.Charge> = client.charges.list({ limit: 5 });
  const page: Reply<univapay.Page<univapay.Charge>> = await listing.page();
  const charges = [...page.items];
  for await (const charge of listing) charges.push(charge);
  return charges;
}

export function money(client: UnivaPay): Promise<univapay.Charge> {
  // @ts-expect-error Money is made by `of` or `minor`.
  new univapay.Money(1250, "USD");
  return client.charges.create({
    transactionTokenId: "t",
    money: univapay.Money.of("12.50", "USD"),
  });
}

export function about(event: univapay.WebhookEvent): string | null {
  switch (event.dataType) {
    case "charge":
      return event.data.declined?.name ?? event.data.status;
    case "subscription":
      return event.data.id;
    default:
      return event.dedupeKey;
  }
}
