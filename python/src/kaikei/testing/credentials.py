"""The keys of a merchant of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

_SHOWN = {
    "ito_base_url",
    "univapay_base_url",
    "merchant_client_id",
    "public_client_id",
    "redirect_uri",
    "user_email",
}


@dataclass(frozen=True, repr=False)
class Credentials:
    """Everything that a client needs in order to talk to the sandbox as one merchant.

    Test keys, worth nothing anywhere else. They are masked in `repr` all the same, so that logs look as
    they should.
    """

    ito_base_url: str
    univapay_base_url: str
    access_key: str
    """Bearer of `/payment/process` and `/payment/check-validity`."""
    secret_key: str
    """Signs payment requests."""
    webhook_secret: str
    """Signs the webhooks that the sandbox posts."""
    merchant_client_id: str
    merchant_client_secret: str
    public_client_id: str
    """OAuth client of the merchant's app: PKCE, no secret."""
    redirect_uri: str
    """Registered for the app; on loopback every port is accepted."""
    univapay_jwt: str
    univapay_secret: str
    user_email: str
    """A user who can sign in."""
    user_password: str

    @classmethod
    def read(cls, answer: Mapping[str, str]) -> Credentials:
        """From the control API's answer; fields of a newer sandbox are left out."""
        return cls(**{field.name: answer[field.name] for field in fields(cls)})

    def __repr__(self) -> str:
        shown = (
            f"{field.name}={getattr(self, field.name)!r}"
            if field.name in _SHOWN
            else f"{field.name}=[masked]"
            for field in fields(self)
        )
        return f"Credentials({', '.join(shown)})"
