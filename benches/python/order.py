"""The request that every client sends: ours from these parameters, the peers as bytes made and signed beforehand."""

import sys

URL = sys.argv[1]

CUSTOM = "DFU80XZIKS"
DETAILS = "Digital Product"
WEB_HOOK = "https://yoursite.com/web_hook.php"
CANCEL_URL = "https://yoursite.com/cancel_url.php"
SUCCESS_URL = "https://yoursite.com/success_url.php"
CUSTOMER_EMAIL = "buyer@example.com"

TARGET = URL + "/payment/process"
HEADERS = {
    "accept": "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "authorization": "Bearer access",
    "x-timestamp": "1700000000",
    "x-signature": "0" * 64,
}
BODY = (
    b"custom=DFU80XZIKS&currency_code=JPY&amount=28000&details=Digital+Product"
    b"&web_hook=https%3A%2F%2Fyoursite.com%2Fweb_hook.php&cancel_url=https%3A%2F%2Fyoursite.com%2Fcancel_url.php"
    b"&success_url=https%3A%2F%2Fyoursite.com%2Fsuccess_url.php&customer_email=buyer%40example.com"
)

#: The like of it for `stripe`.
PAYMENT_INTENT = {
    "amount": 28000,
    "currency": "usd",
    "description": DETAILS,
    "metadata": {"custom": CUSTOM, "success_url": SUCCESS_URL, "cancel_url": CANCEL_URL},
    "receipt_email": CUSTOMER_EMAIL,
}


def check(payment_id: str) -> None:
    """An error page must not pass for a fast answer."""
    assert len(payment_id) == 25, payment_id
