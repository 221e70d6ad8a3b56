"""The runner of the conformance cases: `conformance_runner.py sync` or `asyncio`.

See tests/conformance/README.md.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import inspect
import json
import keyword
import math
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import kaikei
from kaikei.generated.errors import BY_KIND
from kaikei.testing import Clock
from kaikei.univapay import AsyncListing, Listing, Money, WebhookVerifier, sample_webhook
from kaikei.webhooks import Verifier, WebhookEvent, sign

Reply = dict[str, Any]


class Misuse(Exception):
    """A request that the runner cannot make sense of."""


class Store:
    """Notes every export that it is given."""

    def __init__(self, kind: str) -> None:
        self.failing = kind == "failing"
        self.saved: list[str] = []

    def save(self, tokens: kaikei.Tokens) -> None:
        self.saved.append(tokens.export())
        if self.failing:
            raise OSError("the disk is full")


class AsyncStore(Store):
    async def save(self, tokens: kaikei.Tokens) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        super().save(tokens)


class Opened:
    """A client, with what the cases want to look at."""

    def __init__(self, client: Any, clock: Clock | None, store: Store | None) -> None:
        self.client, self.clock, self.store = client, clock, store


def plain(value: Any) -> Any:
    """An answer as the wire has it: amounts as texts, times in ISO 8601, absent fields left out."""
    if isinstance(value, kaikei.Model):
        fields = value.__dataclass_fields__  # type: ignore[attr-defined]
        members = ((name, getattr(value, name)) for name in fields)
        # A name that Python keeps for itself has an underscore behind.
        return {name.rstrip("_"): plain(member) for name, member in members if member is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        text = value.astimezone(timezone.utc).replace(tzinfo=None).isoformat()
        return (text.rstrip("0") if "." in text else text) + "Z"
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return Verbatim(value) if isinstance(value, dict) else value


class Verbatim(dict[str, Any]):
    """JSON of the gateway's own, whose numbers stay numbers."""


def with_money(value: Any) -> Any:
    """Parameters with the type for amounts that callers use."""
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return Money.minor(value["amount"], value["currency"])
    if isinstance(value, dict):
        return {name: with_money(member) for name, member in value.items()}
    return value


def dumps(value: Any) -> str:
    """JSON, with the digits of decimals as they are."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{dumps(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumps, value)) + "]"
    return json.dumps(value)


def event_fields(event: WebhookEvent) -> Reply:
    names = [
        "code",
        "status",
        "payment_id",
        "transaction",
        "amount",
        "charge",
        "currency",
        "custom",
        "date",
        "verified_by",
        "timestamp",
    ]
    return {name: plain(getattr(event, name)) for name in names}


def error_fields(error: BaseException) -> Reply:
    if isinstance(error, asyncio.CancelledError):
        return {"kind": "cancelled"}
    if not isinstance(error, kaikei.Error):
        return {"kind": "misuse", "message": f"{type(error).__name__}: {error}"}
    names = ("kind", "code", "message", "field", "http_status", "api_code", "request_id", "sent", "reference")
    fields = {name: getattr(error, name) for name in names}
    assert type(error) is BY_KIND[error.kind]
    wait = error.retry_after
    return {**fields, "retry_after": None if wait is None else math.ceil(wait)}


def verified(event: dict[str, Any]) -> WebhookEvent:
    return verifier(event).verify(base64.b64decode(event["body_base64"]), event["headers"], event["now"])


def verifier(event: dict[str, Any]) -> Verifier:
    secrets = {secret["name"]: secret["secret"] for secret in event["secrets"]}
    return Verifier(secrets, tolerance=event.get("tolerance"))


class Runner:
    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous
        self.clients: dict[str, Opened] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.output = threading.Lock()

    def reply(self, number: int, reply: Reply) -> None:
        with self.output:
            print(dumps({"id": number, **reply}), flush=True)

    async def answer(self, request: dict[str, Any]) -> None:
        """Runs one request to its end. Without asyncio nothing in it ever waits for a loop."""
        reply: Reply = {}
        try:
            done = self.do(request, reply)
            reply["ok"] = await done if inspect.isawaitable(done) else done
        except (asyncio.CancelledError, Exception) as error:
            reply["error"] = error_fields(error)
        self.reply(request["id"], reply)

    def do(self, request: dict[str, Any], reply: Reply) -> Any:
        match request["do"]:
            case "reset":
                self.clients.clear()
            case "open":
                self.open(request["client"], request["gateway"], dict(request["settings"]))
            case "call" | "iterate":
                return self.call(request, reply)
            case "cancel":
                self.tasks[request["target"]].cancel()
            case "waits":
                clock = self.opened(request).clock
                return [] if clock is None else clock.waits
            case "tokens":
                return self.opened(request).client.tokens.export()
            case "saved":
                store = self.opened(request).store
                return [] if store is None else store.saved
            case "function":
                function = getattr(self, f"do_{request['name']}", None)
                if function is None:
                    raise Misuse(f"there is no function {request['name']}")
                return function(request.get("arguments") or {}, reply)
            case other:
                raise Misuse(f"there is no {other}")
        return None

    def opened(self, request: dict[str, Any]) -> Opened:
        return self.clients[request["client"]]

    def store(self, kind: str | None) -> Store | None:
        return None if kind is None else (AsyncStore if self.asynchronous else Store)(kind)

    def open(self, name: str, gateway: str, settings: dict[str, Any]) -> None:
        session, store = settings.pop("session", None), self.store(settings.pop("token_store", None))
        clock = settings.pop("clock", None)
        clock = None if clock is None else Clock(clock["now"])
        settings = {
            name: float(value) if isinstance(value, Decimal) else value for name, value in settings.items()
        }
        classes = {
            "ito": (kaikei.ItoJapan, kaikei.AsyncItoJapan),
            "univapay": (kaikei.UnivaPay, kaikei.AsyncUnivaPay),
        }
        client: Any = classes[gateway][self.asynchronous](**settings, clock=clock)
        if session is not None:
            tokens = kaikei.Tokens.load(session["tokens"])
            client = client.with_session(tokens, client_id=session["client_id"], token_store=store)
        self.clients[name] = Opened(client, clock, store)

    def call(self, request: dict[str, Any], reply: Reply) -> Any:
        client, operation = self.opened(request).client, request["operation"]
        parameters = request.get("parameters") or {}
        options = {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in (request.get("options") or {}).items()
        }
        _, resource, method = operation.split(".")
        function = getattr(getattr(client, resource, None), method, None)
        if function is None:
            outcome = client._call(operation, parameters, **options)
        else:
            names = {name: f"{name}_" if keyword.iskeyword(name) else name for name in parameters}
            given = {names[name]: with_money(value) for name, value in parameters.items()}
            outcome = function(**given, **options)
            if request["do"] == "iterate":
                return self.items(outcome)
            if isinstance(outcome, Listing | AsyncListing):
                outcome = outcome.page()

        def finish(answer: Any) -> Any:
            reply["raw"] = answer.raw_text
            reply["idempotency_status"] = answer.response.idempotency_status
            return plain(answer)

        return self.then(outcome, finish)

    def items(self, listing: Listing[Any] | AsyncListing[Any]) -> Any:
        if isinstance(listing, Listing):
            return [plain(item) for item in listing]

        async def walk(listing: AsyncListing[Any]) -> list[Any]:
            return [plain(item) async for item in listing]

        return walk(listing)

    def then(self, outcome: Any, finish: Callable[[Any], Any]) -> Any:
        if not inspect.isawaitable(outcome):
            return finish(outcome)

        async def wait(outcome: Awaitable[Any]) -> Any:
            return finish(await outcome)

        return wait(outcome)

    def do_sign_request(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        parameters = json.loads(arguments.pop("parameters"), parse_float=Decimal)
        signed = kaikei.sign_request(parameters, **arguments)
        return {name: getattr(signed, name) for name in ("body", "content_type", "signed", "x_signature")}

    def do_webhook_verify(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        event = verified(arguments)
        reply["raw"] = event.raw_text
        return event_fields(event)

    def do_webhook_explain(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        headers = [("X-Timestamp", arguments["timestamp"]), ("X-Signature", arguments["signature"])]
        body = base64.b64decode(arguments["body_base64"])
        found = verifier(arguments).explain(body, headers, arguments["now"])
        findings = [{"code": finding.code, "message": finding.message} for finding in found.findings]
        return {"valid": found.valid, "reason": found.reason, "findings": findings}

    def do_webhook_sign(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        body = base64.b64decode(arguments["body_base64"])
        headers = sign(arguments["secret"], body, arguments["timestamp"])
        return {"x_timestamp": headers["X-Timestamp"], "x_signature": headers["X-Signature"]}

    def do_univapay_webhook_verify(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        body = base64.b64decode(arguments["body_base64"])
        headers = [tuple(pair) for pair in arguments["headers"]]
        event = WebhookVerifier(arguments["tokens"]).verify(body, headers)
        reply["raw"] = event.raw_text
        fields: Reply = plain(event)
        return {**fields, "data": event.data} if event.data_type == "other" else fields

    def do_univapay_webhook_make(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        token, event, data = (arguments[name] for name in ("auth_token", "event", "data"))
        at = arguments.get("created_on")
        when = None if at is None else datetime.fromisoformat(at.replace("Z", "+00:00"))
        body, headers = sample_webhook(token, event, data, id=arguments.get("id"), created_on=when)
        content_type, authorization = headers["Content-Type"], headers["Authorization"]
        return {"content_type": content_type, "authorization": authorization, "body": body.decode()}

    def do_money(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        amount, currency = arguments["amount"], arguments["currency"]
        money = Money.of(amount, currency) if isinstance(amount, str) else Money.minor(amount, currency)
        return {"amount": money.amount, "currency": money.currency}

    def do_pkce(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        pair = kaikei.pkce(arguments["verifier"])
        return {"verifier": pair.verifier, "challenge": pair.challenge}

    def do_login_start(self, arguments: dict[str, Any], reply: Reply) -> Reply:
        client = self.clients[arguments.pop("client")].client
        login = client.start_login(**arguments)
        return {"authorize_url": login.authorize_url, "pending": login.pending.export()}

    def do_login_finish(self, arguments: dict[str, Any], reply: Reply) -> Any:
        opened, store = self.clients[arguments["client"]], self.store(arguments.get("token_store"))
        pending = kaikei.PendingLogin.load(arguments["pending"])

        def finish(client: Any) -> bool:
            self.clients[arguments["as"]] = Opened(client, opened.clock, store)
            reply["pending"] = pending.export()
            return True

        reply["pending"] = pending.export()
        try:
            outcome = opened.client.finish_login(pending, arguments["redirect_url"], token_store=store)
        except kaikei.Error:
            reply["pending"] = pending.export()
            raise
        if not inspect.isawaitable(outcome):
            return finish(outcome)

        async def wait() -> bool:
            try:
                return finish(await outcome)
            finally:
                reply["pending"] = pending.export()

        return wait()

    def do_confirm(self, arguments: dict[str, Any], reply: Reply) -> Any:
        event = verified(arguments["event"])
        outcome = self.clients[arguments["client"]].client.confirm(kaikei.Order(**arguments["order"]), event)

        def finish(confirmation: kaikei.Confirmation) -> Reply:
            error = confirmation.error
            return {
                "outcome": confirmation.outcome,
                "field": confirmation.field,
                "error": None if error is None else error_fields(error),
            }

        return self.then(outcome, finish)

    def do_error_kinds(self, arguments: dict[str, Any], reply: Reply) -> list[Reply]:
        return [{"kind": kind, "class": f"kaikei.{cls.__name__}"} for kind, cls in BY_KIND.items()]


def run_threads(runner: Runner) -> None:
    def answer(request: dict[str, Any]) -> None:
        # A coroutine that never waits ends at its first step.
        with contextlib.suppress(StopIteration):
            runner.answer(request).send(None)

    for line in sys.stdin:
        request = json.loads(line, parse_float=Decimal)
        if request["do"] == "call" or request["do"] == "function":
            threading.Thread(target=answer, args=(request,), daemon=True).start()
        else:
            answer(request)


async def run_loop(runner: Runner) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        request = json.loads(line, parse_float=Decimal)
        task = loop.create_task(runner.answer(request))
        runner.tasks[request["id"]] = task
        if request["do"] not in ("call", "function"):
            await task


if __name__ == "__main__":
    if sys.argv[1:] == ["asyncio"]:
        asyncio.run(run_loop(Runner(asynchronous=True)))
    else:
        run_threads(Runner(asynchronous=False))
