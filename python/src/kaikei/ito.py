"""What the calls of ITO-Japan take and answer."""

from kaikei.generated.ito.models import *  # noqa: F403
from kaikei.generated.ito.values import *  # noqa: F403
