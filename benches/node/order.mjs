// The request that every client sends: ours from these parameters, the peers as bytes made and signed beforehand.
export const URL = process.argv[2];

export const ORDER = {
  custom: "DFU80XZIKS",
  currencyCode: "JPY",
  amount: "28000",
  details: "Digital Product",
  webHook: "https://yoursite.com/web_hook.php",
  cancelUrl: "https://yoursite.com/cancel_url.php",
  successUrl: "https://yoursite.com/success_url.php",
  customerEmail: "buyer@example.com",
};

export const TARGET = `${URL}/payment/process`;
export const HEADERS = {
  accept: "application/json",
  "content-type": "application/x-www-form-urlencoded",
  authorization: "Bearer access",
  "x-timestamp": "1700000000",
  "x-signature": "0".repeat(64),
};
export const BODY =
  "custom=DFU80XZIKS&currency_code=JPY&amount=28000&details=Digital+Product" +
  "&web_hook=https%3A%2F%2Fyoursite.com%2Fweb_hook.php&cancel_url=https%3A%2F%2Fyoursite.com%2Fcancel_url.php" +
  "&success_url=https%3A%2F%2Fyoursite.com%2Fsuccess_url.php&customer_email=buyer%40example.com";

/** An error page must not pass for a fast answer. */
export function check(paymentId) {
  if (paymentId?.length !== 25) throw new Error(`no payment id: ${paymentId}`);
}
