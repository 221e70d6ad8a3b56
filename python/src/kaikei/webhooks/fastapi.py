"""For FastAPI: a dependency that hands a route its verified event.

    verified = webhook(Verifier(secret))

    @app.post("/web_hook")
    async def web_hook(event: Annotated[WebhookEvent, Depends(verified)]) -> None: ...

For Starlette, whose routes have no dependencies: `event = await verified(request)`.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kaikei.generated.errors import WebhookError
from kaikei.webhooks import Verifier, WebhookEvent
from kaikei.webhooks._failures import check_verifier, log_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def webhook(verifier: Verifier) -> Callable[[Request], Awaitable[WebhookEvent]]:
    """A dependency: the verified event of a request. Whatever does not verify is answered 403."""

    check_verifier(verifier)

    async def verified(request: Request) -> WebhookEvent:
        body = await request.body()
        try:
            return verifier.verify(body, request.headers.raw)
        except WebhookError as error:
            log_refused(error)
            raise HTTPException(403) from None

    # FastAPI wants the classes themselves, not their names.
    verified.__annotations__ = {"request": Request, "return": WebhookEvent}
    return verified
