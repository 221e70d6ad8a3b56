"""For Flask: a decorator that hands a view its verified event.

@app.post("/web_hook")
@webhook(Verifier(secret))
def web_hook(event: WebhookEvent) -> str: ...
"""

from __future__ import annotations

from functools import wraps

from flask import abort, current_app, request

from kaikei.generated.errors import WebhookError
from kaikei.webhooks import Verifier, WebhookEvent
from kaikei.webhooks._failures import check_verifier, log_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, TypeVar

    P = ParamSpec("P")
    R = TypeVar("R")


def webhook(
    verifier: Verifier,
) -> Callable[[Callable[Concatenate[WebhookEvent, P], R]], Callable[P, R]]:
    """A decorator: the view's first argument is the verified event. What does not verify is answered 403.
    The view may be a coroutine function, where Flask has its `async` extra.
    """

    check_verifier(verifier)

    def decorate(view: Callable[Concatenate[WebhookEvent, P], R]) -> Callable[P, R]:
        @wraps(view)
        def verified(*args: P.args, **kwargs: P.kwargs) -> R:
            body = request.get_data(cache=True, parse_form_data=False)
            try:
                event = verifier.verify(body, request.headers.items())
            except WebhookError as error:
                log_refused(error)
                abort(403)
            result: R = current_app.ensure_sync(view)(event, *args, **kwargs)
            return result

        return verified

    return decorate
