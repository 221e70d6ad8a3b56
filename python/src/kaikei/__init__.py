"""Client of the Japanese payment gateways ITO-Japan and UnivaPay.

`ItoJapan` and `UnivaPay` are the clients, `AsyncItoJapan` and `AsyncUnivaPay` the same for asyncio.
`kaikei.webhooks` verifies webhooks. Whatever goes wrong is an `Error`, of a class that says what.

Nothing is imported before it is used: importing this package takes about a millisecond.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kaikei import ito as ito
    from kaikei import univapay as univapay
    from kaikei import webhooks as webhooks
    from kaikei._async_client import AsyncItoJapan as AsyncItoJapan
    from kaikei._async_client import AsyncTokenStore as AsyncTokenStore
    from kaikei._async_client import AsyncTransport as AsyncTransport
    from kaikei._async_client import AsyncUnivaPay as AsyncUnivaPay
    from kaikei._client import ItoJapan as ItoJapan
    from kaikei._client import TokenStore as TokenStore
    from kaikei._client import Transport as Transport
    from kaikei._client import UnivaPay as UnivaPay
    from kaikei._error import Error as Error
    from kaikei._model import Model as Model
    from kaikei._native import Login as Login
    from kaikei._native import PendingLogin as PendingLogin
    from kaikei._native import Pkce as Pkce
    from kaikei._native import Request as Request
    from kaikei._native import Response as Response
    from kaikei._native import SignedRequest as SignedRequest
    from kaikei._native import Tokens as Tokens
    from kaikei._native import __version__ as __version__
    from kaikei._native import pkce as pkce
    from kaikei._native import sign_request as sign_request
    from kaikei._orders import Confirmation as Confirmation
    from kaikei._transport import TransportFailure as TransportFailure
    from kaikei.generated.errors import ApiError as ApiError
    from kaikei.generated.errors import AuthenticationError as AuthenticationError
    from kaikei.generated.errors import CancelledError as CancelledError
    from kaikei.generated.errors import ConfigurationError as ConfigurationError
    from kaikei.generated.errors import ConflictError as ConflictError
    from kaikei.generated.errors import ConnectionFailedError as ConnectionFailedError
    from kaikei.generated.errors import DeclinedError as DeclinedError
    from kaikei.generated.errors import InternalError as InternalError
    from kaikei.generated.errors import InvalidRequestError as InvalidRequestError
    from kaikei.generated.errors import InvalidResponseError as InvalidResponseError
    from kaikei.generated.errors import NotFoundError as NotFoundError
    from kaikei.generated.errors import OauthError as OauthError
    from kaikei.generated.errors import OutcomeUnknownError as OutcomeUnknownError
    from kaikei.generated.errors import PermissionDeniedError as PermissionDeniedError
    from kaikei.generated.errors import RateLimitedError as RateLimitedError
    from kaikei.generated.errors import TimeoutExceededError as TimeoutExceededError
    from kaikei.generated.errors import WebhookError as WebhookError
    from kaikei.generated.ito.models import Order as Order

_ERRORS = (
    "ApiError",
    "AuthenticationError",
    "CancelledError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DeclinedError",
    "InternalError",
    "InvalidRequestError",
    "InvalidResponseError",
    "NotFoundError",
    "OauthError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitedError",
    "TimeoutExceededError",
    "WebhookError",
)
_NATIVE = (
    "Login",
    "PendingLogin",
    "Pkce",
    "Request",
    "Response",
    "SignedRequest",
    "Tokens",
    "__version__",
    "pkce",
    "sign_request",
)
# Each public name and the module that it is in; a name that is a module of its own has no second half.
_PLACES = {
    "AsyncItoJapan": ("kaikei._async_client", "AsyncItoJapan"),
    "AsyncTokenStore": ("kaikei._async_client", "AsyncTokenStore"),
    "AsyncTransport": ("kaikei._async_client", "AsyncTransport"),
    "AsyncUnivaPay": ("kaikei._async_client", "AsyncUnivaPay"),
    "Confirmation": ("kaikei._orders", "Confirmation"),
    "Error": ("kaikei._error", "Error"),
    "ItoJapan": ("kaikei._client", "ItoJapan"),
    "Model": ("kaikei._model", "Model"),
    "Order": ("kaikei.generated.ito.models", "Order"),
    "TokenStore": ("kaikei._client", "TokenStore"),
    "Transport": ("kaikei._client", "Transport"),
    "TransportFailure": ("kaikei._transport", "TransportFailure"),
    "UnivaPay": ("kaikei._client", "UnivaPay"),
    "ito": ("kaikei.ito", None),
    "univapay": ("kaikei.univapay", None),
    "webhooks": ("kaikei.webhooks", None),
    **{name: ("kaikei.generated.errors", name) for name in _ERRORS},
    **{name: ("kaikei._native", name) for name in _NATIVE},
}

__all__ = [
    "ApiError",
    "AsyncItoJapan",
    "AsyncTokenStore",
    "AsyncTransport",
    "AsyncUnivaPay",
    "AuthenticationError",
    "CancelledError",
    "ConfigurationError",
    "Confirmation",
    "ConflictError",
    "ConnectionFailedError",
    "DeclinedError",
    "Error",
    "InternalError",
    "InvalidRequestError",
    "InvalidResponseError",
    "ItoJapan",
    "Login",
    "Model",
    "NotFoundError",
    "OauthError",
    "Order",
    "OutcomeUnknownError",
    "PendingLogin",
    "PermissionDeniedError",
    "Pkce",
    "RateLimitedError",
    "Request",
    "Response",
    "SignedRequest",
    "TimeoutExceededError",
    "TokenStore",
    "Tokens",
    "Transport",
    "TransportFailure",
    "UnivaPay",
    "WebhookError",
    "__version__",
    "ito",
    "pkce",
    "sign_request",
    "univapay",
    "webhooks",
]


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'kaikei' has no attribute {name!r}")
    import sys

    module, attribute = place
    __import__(module)
    value = sys.modules[module]
    found = value if attribute is None else getattr(value, attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_PLACES))
