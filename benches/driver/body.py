"""Bodies of webhooks."""

DOCUMENTED = (
    b'{"code":200,"status":"ok","payment_id":"AIYmQIOAz0GlmsjfhgiOeu304","transaction":"AIYmQIOAz0G",'
    b'"amount":100.00,"charge":5.00,"currency":"USD","custom":"BVSUZ545XCS-order-2026-000123456789-0123456789'
    b'-0123456789-01234567-890123456","date":"22-05-2022"}'
)
#: What a gateway would add to make it longer: a list under a name that nobody knows yet.
LINE = b'{"name":"Digital Product","quantity":1,"price":"100.00","tax":"8.00"}'


def of_size(size: int) -> bytes:
    """The document's nine fields, as in Rust's `ratios`, and after them what fills it up."""
    if size == len(DOCUMENTED):
        return DOCUMENTED
    head, tail = DOCUMENTED[:-1] + b',"items":[', b'],"note":""}'
    lines = (size - len(head) - len(tail) + 1) // (len(LINE) + 1)
    whole = head + b",".join([LINE] * lines) + tail
    return whole[:-2] + b"x" * (size - len(whole)) + whole[-2:]
