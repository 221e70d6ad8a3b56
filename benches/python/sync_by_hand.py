"""http.client by hand: no pool, no checks, nothing for a lost connection."""

import http.client
import json
from urllib.parse import urlsplit

import order
import turns

connection = http.client.HTTPConnection(urlsplit(order.URL).netloc)


def call() -> None:
    connection.request("POST", "/payment/process", order.BODY, order.HEADERS)
    order.check(json.loads(connection.getresponse().read())["payment_id"])


turns.one_by_one(lambda: call)
