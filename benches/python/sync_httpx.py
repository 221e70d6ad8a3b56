"""httpx with its default limits: bytes signed beforehand, and the answer's JSON."""

import httpx
import order
import turns

client = httpx.Client()


def call() -> None:
    answer = client.post(order.TARGET, content=order.BODY, headers=order.HEADERS)
    order.check(answer.json()["payment_id"])


turns.one_by_one(lambda: call)
