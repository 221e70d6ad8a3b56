"""What the calls of UnivaPay take and answer."""

from kaikei.generated.univapay.models import *  # noqa: F403
from kaikei.generated.univapay.values import *  # noqa: F403
