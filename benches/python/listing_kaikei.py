"""Ours: the iterator. Pages of 100 are its own."""

import history
from kaikei import UnivaPay

rows = amount = 0
with UnivaPay(base_url=history.URL, jwt=history.JWT, secret=history.SECRET) as client:
    for row in client.transactions.list():
        rows += 1
        amount += row.amount or 0
history.check(rows, amount)
