"""What the calls of UnivaPay take and answer, and its webhooks."""

from kaikei._listing import AsyncListing as AsyncListing
from kaikei._listing import Listing as Listing
from kaikei._listing import Page as Page
from kaikei._native import Money as Money
from kaikei._native import WebhookVerifier as WebhookVerifier
from kaikei._notices import NOT_NOW as NOT_NOW
from kaikei._notices import TAKEN as TAKEN
from kaikei._notices import sample_webhook as sample_webhook
from kaikei.generated.univapay.models import *  # noqa: F403
from kaikei.generated.univapay.values import *  # noqa: F403
