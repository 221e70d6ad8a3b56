"""The list that every client reads: transaction history of a sandbox, page by page."""

import sys

URL, JWT, SECRET = sys.argv[1:4]
ROWS = int(sys.argv[4])
PAGE = 100


def check(rows: int, amount: int) -> None:
    """A list that ends early must not pass for a fast one. The sandbox counts amounts from 100 on, 9,901 of them."""
    assert rows == ROWS, rows
    assert amount == sum(100 + at % 9901 for at in range(ROWS)), amount
