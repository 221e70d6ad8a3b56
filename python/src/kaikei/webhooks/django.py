"""For Django: a decorator that hands a view its verified event.

    @webhook(Verifier(secret))
    def web_hook(request: HttpRequest, event: WebhookEvent) -> HttpResponse: ...

The view takes only POST, and no CSRF token: the signature is the proof.
"""

from __future__ import annotations

from functools import wraps

from asgiref.sync import iscoroutinefunction
from django.http import HttpResponse, HttpResponseNotAllowed

from kaikei.generated.errors import WebhookError
from kaikei.webhooks import Verifier
from kaikei.webhooks._failures import check_verifier, log_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from django.http import HttpRequest

    from kaikei.webhooks import WebhookEvent

    P = ParamSpec("P")
    R = TypeVar("R")


def webhook(
    verifier: Verifier,
) -> Callable[
    [Callable[Concatenate[HttpRequest, WebhookEvent, P], R]], Callable[Concatenate[HttpRequest, P], R]
]:
    """A decorator: the view's second argument is the verified event, before those of the URL. What does not
    verify is answered 403. The view may be a coroutine function.
    """

    check_verifier(verifier)

    def decorate(
        view: Callable[Concatenate[HttpRequest, WebhookEvent, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        def checked(request: HttpRequest) -> HttpResponse | WebhookEvent:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            try:
                return verifier.verify(request.body, request.headers.items())
            except WebhookError as error:
                log_refused(error)
                return HttpResponse(status=403)

        made: Any = view
        if iscoroutinefunction(view):

            @wraps(view)
            async def later(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Any:
                event = checked(request)
                return (
                    event if isinstance(event, HttpResponse) else await made(request, event, *args, **kwargs)
                )

            verified: Any = later
        else:

            @wraps(view)
            def now(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Any:
                event = checked(request)
                if isinstance(event, HttpResponse):
                    return event
                return made(request, event, *args, **kwargs)

            verified = now
        # What `csrf_exempt` does, for both kinds of view and every version of Django.
        verified.csrf_exempt = True
        exempt: Callable[Concatenate[HttpRequest, P], R] = verified
        return exempt

    return decorate
