"""For Django: a decorator that hands a view its verified event.

    @webhook(Verifier(secret))
    def web_hook(request: HttpRequest, event: WebhookEvent) -> HttpResponse: ...

The view takes only POST, and no CSRF token: the signature is the proof.
"""

from __future__ import annotations

from functools import wraps

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kaikei.generated.errors import WebhookError
from kaikei.webhooks import Verifier
from kaikei.webhooks._failures import log_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from kaikei.webhooks import WebhookEvent


def webhook(
    verifier: Verifier,
) -> Callable[[Callable[[HttpRequest, WebhookEvent], HttpResponse]], Callable[[HttpRequest], HttpResponse]]:
    """A decorator: the view's second argument is the verified event. What does not verify is answered 403."""

    def decorate(
        view: Callable[[HttpRequest, WebhookEvent], HttpResponse],
    ) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def verified(request: HttpRequest) -> HttpResponse:
            try:
                event = verifier.verify(request.body, request.headers.items())
            except WebhookError as error:
                log_refused(error)
                return HttpResponse(status=403)
            return view(request, event)

        exempt: Callable[[HttpRequest], HttpResponse] = csrf_exempt(require_POST(verified))
        return exempt

    return decorate
