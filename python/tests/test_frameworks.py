"""The helpers for frameworks: the raw body arrives, and a refusal tells its sender nothing."""

import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any

import httpx
import pytest

from kaikei import webhooks
from kaikei.webhooks import Verifier, WebhookEvent

SECRET = "whsec"
# Spaces, so that a body that was parsed and printed again would not verify.
BODY = (
    '{"code": 200,  "status": "ok", "payment_id": "P1", "transaction": "T1", "amount": 100.00,'
    ' "currency": "USD", "custom": "注文"}'.encode()
)
Post = Callable[[bytes, dict[str, str]], tuple[int, str]]


def fastapi_app(path: str) -> Any:
    from fastapi import Depends, FastAPI
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from kaikei.webhooks.fastapi import webhook

    verified = webhook(Verifier(SECRET))
    if path == "starlette":

        async def handle(request: Request) -> Response:
            return JSONResponse((await verified(request)).custom)

        return Starlette(routes=[Route("/web_hook", handle, methods=["POST"])])
    app = FastAPI()

    @app.post("/web_hook")
    async def web_hook(event: Annotated[WebhookEvent, Depends(verified)]) -> str:
        return event.custom

    return app


def post_asgi(app: Any) -> Post:
    import asyncio

    def post(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async def main() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
                return await http.post("/web_hook", content=body, headers=headers)

        answer = asyncio.run(main())
        return answer.status_code, answer.text

    return post


def post_flask(asynchronous: bool) -> Post:
    from flask import Flask

    from kaikei.webhooks.flask import webhook

    app = Flask("shop")

    if asynchronous:

        @app.post("/<shop>")
        @webhook(Verifier(SECRET))
        async def later(event: WebhookEvent, shop: str) -> str:
            assert shop == "web_hook"
            return event.custom

    else:

        @app.post("/<shop>")
        @webhook(Verifier(SECRET))
        def now(event: WebhookEvent, shop: str) -> str:
            assert shop == "web_hook"
            return event.custom

    def post(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        answer = app.test_client().post("/web_hook", data=body, headers=headers)
        return answer.status_code, answer.text

    return post


def post_django(asynchronous: bool) -> Post:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x")
        django.setup()
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import clear_url_caches, path

    from kaikei.webhooks.django import webhook

    @webhook(Verifier(SECRET))
    def now(request: HttpRequest, event: WebhookEvent, shop: str) -> HttpResponse:
        assert shop == "web_hook"
        return HttpResponse(event.custom)

    @webhook(Verifier(SECRET))
    async def later(request: HttpRequest, event: WebhookEvent, shop: str) -> HttpResponse:
        assert shop == "web_hook"
        return HttpResponse(event.custom)

    globals()["urlpatterns"] = [path("<str:shop>", later if asynchronous else now)]
    clear_url_caches()

    def post(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/web_hook", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.content.decode()

    return post


@pytest.fixture(params=["fastapi", "starlette", "flask", "flask async", "django", "django async"])
def post(request: pytest.FixtureRequest) -> Post:
    match request.param:
        case "flask" | "flask async" as kind:
            return post_flask(kind.endswith("async"))
        case "django" | "django async" as kind:
            return post_django(kind.endswith("async"))
        case path:
            return post_asgi(fastapi_app(path))


def test_a_good_webhook(post: Post) -> None:
    status, text = post(BODY, webhooks.sign(SECRET, BODY))
    assert (status, text.strip('"')) == (200, "注文")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (BODY, webhooks.sign("another", BODY)),
        (BODY + b" ", webhooks.sign(SECRET, BODY)),
        (BODY, webhooks.sign(SECRET, BODY, 1)),
        (b"{}", webhooks.sign(SECRET, b"{}")),
        (b"x" * 300_000, webhooks.sign(SECRET, BODY)),
        (b"a=b", {**webhooks.sign(SECRET, b"a=b"), "Content-Type": "application/x-www-form-urlencoded"}),
    ],
)
def test_a_bad_one_is_refused_without_a_reason(
    post: Post, body: bytes, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    status, text = post(body, headers)
    assert status == 403
    for reason in ("signature", "timestamp", "header", "json", "large", SECRET):
        assert reason not in text.lower()
    assert any("a webhook was refused" in message for message in caplog.messages)


def test_no_framework_is_imported_before_it_is_used() -> None:
    frameworks = ("fastapi", "flask", "django", "starlette")
    code = f"import kaikei.webhooks, sys; print([m for m in {frameworks} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
