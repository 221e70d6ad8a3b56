"""Any body and headers: an event or an error of this package, and never both or anything else."""

import sys

import atheris

with atheris.instrument_imports():
    import kaikei
    from kaikei import webhooks

VERIFIER = webhooks.Verifier({"a": "secret", "b": "another"})


@atheris.instrument_func  # type: ignore[untyped-decorator]
def one(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    signed = provider.ConsumeBool()
    names = [provider.ConsumeUnicode(12) for _ in range(provider.ConsumeIntInRange(0, 3))]
    body = provider.ConsumeBytes(4096)
    headers = [(name, provider.ConsumeUnicode(80)) for name in names]
    if signed:
        headers += webhooks.sign("secret", body, 1700000000).items()
    try:
        event = VERIFIER.verify(body, headers, 1700000000)
    except kaikei.WebhookError as error:
        assert error.code
        assert not VERIFIER.explain(body, headers, 1700000000).valid
    else:
        assert signed
        assert event.raw_text.encode() == body
        for name in dir(event):
            getattr(event, name)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
