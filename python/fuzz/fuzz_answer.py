"""Any answer of a gateway: a model or an error of this package."""

import sys

import atheris

with atheris.instrument_imports():
    import kaikei

answer = kaikei.Response(200)
ITO = kaikei.ItoJapan(
    access_key="a",
    secret_key="b",
    merchant_client_id="c",
    merchant_client_secret="d",
    max_retries=0,
    transport=lambda request: TOKEN if request.purpose == "token" else answer,
)
UNIVAPAY = kaikei.UnivaPay(jwt="x.y.z", secret="s", max_retries=0, transport=lambda request: answer)
TOKEN = kaikei.Response(200, {}, b'{"access_token":"t","token_type":"Bearer","expires_in":3600}')
GOOD = [
    b"",
    b'{"data":{"balance":"100.00","currency":"USD"}}',
    b'{"data":[{"id":1,"amount":1.5,"date":"22-05-2022","currency":"USD"}],"current_page":1,"total":1}',
    b'{"data":{"id":7,"email":"a@example.com","created_at":"2026-03-13T02:39:52.908468Z"}}',
    b'{"id":"x","payment_type":"card","created_on":1700000000000,"metadata":{"a":1.5},"data":{"card":{}}}',
    b'{"code":404,"status":"error","message":"no"}',
]
CALLS = (
    lambda: ITO.users.balance(user="u"),
    lambda: ITO.users.transactions(user="u"),
    lambda: ITO.users.create(email="a@example.com"),
    lambda: ITO.users.kyc(user="u"),
    lambda: ITO.users.cards(user="u"),
    lambda: ITO.payments.check_validity(payment_id="p"),
    lambda: UNIVAPAY.tokens.create(
        method=kaikei.univapay.QrMerchantPayment(brand="we_chat_mpm"), email="a@example.com"
    ),
)


@atheris.instrument_func  # type: ignore[untyped-decorator]
def one(data: bytes) -> None:
    global answer
    provider = atheris.FuzzedDataProvider(data)
    call = CALLS[provider.ConsumeIntInRange(0, len(CALLS) - 1)]
    status = provider.PickValueInList([200, 200, 200, 201, 204, 301, 400, 401, 404, 422, 429, 500])
    headers = {provider.ConsumeUnicode(12): provider.ConsumeUnicode(20)}
    # A good answer with a piece of it replaced: random bytes alone are seldom JSON.
    good = provider.PickValueInList(GOOD)
    start = provider.ConsumeIntInRange(0, len(good))
    end = provider.ConsumeIntInRange(start, len(good))
    body = good[:start] + provider.ConsumeBytes(256) + good[end:]
    answer = kaikei.Response(status, headers, body)
    try:
        model = call()
    except kaikei.Error as error:
        assert type(error) is not kaikei.Error
        assert not isinstance(error, kaikei.InternalError), error
    else:
        repr(model)
        assert model.raw_text is not None


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
