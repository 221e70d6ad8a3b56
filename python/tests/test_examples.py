"""The examples do what they say, and README.md and README.ja.md copy them."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaikei import webhooks
from kaikei.testing import Sandbox
from kaikei.univapay import WebhookVerifier, sample_webhook

PYTHON = Path(__file__).parents[1]
sys.path.insert(0, str(PYTHON / "examples"))


def code_of(page: Path) -> list[tuple[str, str]]:
    """The language and the text of each block of code."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.S | re.M)


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_readme_copies_the_examples(page: str) -> None:
    examples = [
        (PYTHON / "examples" / name).read_text(encoding="utf-8")
        for name in ("quickstart.py", "card_charge.py")
    ]
    blocks = [text for language, text in code_of(PYTHON / page) if language == "python"]
    assert len(blocks) == 7
    for block in blocks:
        assert any(block in example for example in examples)


@pytest.mark.parametrize("package", ["python", "python-sandbox"])
def test_the_japanese_page_shows_the_same_code(package: str) -> None:
    folder = PYTHON.parent / package
    english = code_of(folder / "README.md")
    assert english
    assert code_of(folder / "README.ja.md") == english


def test_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    from demo import demo

    asyncio.run(demo())
    assert capsys.readouterr().out.count("✓") == 4


def test_a_card_payment(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from card_charge import main

    keys = sandbox.credentials
    monkeypatch.setenv("UNIVAPAY_JWT", keys.univapay_jwt)
    monkeypatch.setenv("UNIVAPAY_SECRET", keys.univapay_secret)
    monkeypatch.setenv("UNIVAPAY_BASE_URL", sandbox.base_url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    main()
    assert capsys.readouterr().out.splitlines() == [
        "paid: 1250 of the smallest unit of USD",
        "refund: successful",
        "declined, CARD_REJECTED: ask for another card",
        "declined so far: 1",
    ]


def test_a_webhook_of_univapay(capsys: pytest.CaptureFixture[str]) -> None:
    from card_charge import web_hook

    body, headers = sample_webhook("auth-token", "charge_finished", {"id": "c", "status": "successful"})
    verifier, seen = WebhookVerifier("auth-token"), set[str]()
    assert [web_hook(verifier, headers, body, seen) for _ in range(2)] == [200, 200]
    assert web_hook(WebhookVerifier("another"), headers, body, seen) == 503
    assert capsys.readouterr().out == "charge_finished: c is successful\n"


class Shop:
    """The shop without a server, and a buyer."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        from shop import Orders, make_app

        self.secret = sandbox.credentials.webhook_secret
        self.orders = Orders(folder / "shop.sqlite")
        client = sandbox.async_ito_japan()
        app: Any = make_app(client, webhooks.Verifier(self.secret), self.orders, lambda: "http://127.0.0.1:9")
        transport = httpx.ASGITransport(app=app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://shop.test")

    async def buy(self) -> str:
        answer = await self.http.post("/buy/course", params={"email": "user1@sandbox.test"})
        assert answer.status_code == 303
        return answer.headers["location"]

    async def notify(self, payment_id: str, amount: str = "280.00") -> tuple[int, Any]:
        body = (
            f'{{"code":200,"status":"ok","payment_id":"{payment_id}","transaction":"T1","amount":{amount},'
            f'"currency":"USD","custom":"{self.orders.all()[0]}"}}'
        ).encode()
        headers = webhooks.sign(self.secret, body)
        answer = await self.http.post("/web_hook", content=body, headers=headers)
        return answer.status_code, answer.json()


def payment_of(url: str) -> str:
    return url.rpartition("payment_id=")[2]


def test_one_delivery_however_many_webhooks(sandbox: Sandbox, tmp_path: Path) -> None:
    async def main() -> None:
        shop = Shop(sandbox, tmp_path)
        url = await shop.buy()
        assert await shop.notify(payment_of(url)) == (200, "not paid")
        sandbox.pay(url)
        assert await shop.notify(payment_of(url), "1.00") == (200, "not paid")
        sandbox.fault("status=500", path="/payment/check-validity", times=3)
        assert (await shop.notify(payment_of(url)))[0] == 503
        answers = await asyncio.gather(*(shop.notify(payment_of(url)) for _ in range(10)))
        assert sorted(answer for _, answer in answers) == ["delivered"] + ["handled before"] * 9
        assert await shop.notify(payment_of(url)) == (200, "handled before")
        assert shop.orders.deliveries(shop.orders.all()[0]) == 1
        await shop.http.aclose()

    asyncio.run(main())
