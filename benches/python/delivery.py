"""The webhook that every verifier gets: the body that the driver wrote, signed just now, with the headers of a request."""

from __future__ import annotations

import hmac
import sys
import time
from pathlib import Path

SECRET = "a-secret-that-the-merchant-shares"

#: What a gateway's request carries besides its own two, lower-case as ASGI servers hand them over.
USUAL_HEADERS = {
    "host": "shop.example",
    "user-agent": "gateway/1.0",
    "content-type": "application/json",
    "accept": "*/*",
    "accept-encoding": "gzip",
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-proto": "https",
}


def body() -> bytes:
    return Path(sys.argv[1]).read_bytes()


def now() -> str:
    return str(int(time.time()))


def signature(text: bytes) -> str:
    return hmac.digest(SECRET.encode(), text, "sha256").hex()


def ito_headers(body: bytes) -> dict[str, str]:
    timestamp = now()
    signed = signature(timestamp.encode() + b"." + body)
    return USUAL_HEADERS | {"x-timestamp": timestamp, "x-signature": "sha256=" + signed}
