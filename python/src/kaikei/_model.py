"""The base class of what calls take and answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from kaikei._native import Response

_MASK = "[secret]"


class Model:
    """What a call takes or answers: a frozen dataclass whose secret fields do not print."""

    _secret: ClassVar[frozenset[str]] = frozenset()
    """Fields that print as a mask."""
    _tag: ClassVar[tuple[str, str, str] | None] = None
    """For one of several variants: the tag's name and value, and where the fields go."""
    # Set beside the fields of a whole answer; no field itself.
    _response: ClassVar[Response | None] = None
    # The same for what came by itself: a webhook.
    _text: ClassVar[str | None] = None

    @property
    def response(self) -> Response | None:
        """The HTTP answer that this was read from; `None` for a part of one."""
        return self._response

    @property
    def raw_text(self) -> str | None:
        """The answer's JSON as received, unknown fields included; `None` for a part of one."""
        return self._text if self._response is None else self._response.text

    @property
    def raw(self) -> Any:
        """The answer's JSON as Python values, numbers as `int` and `Decimal`; `None` for a part of one."""
        text = self.raw_text
        if text is None:
            return None
        import json
        from decimal import Decimal

        return json.loads(text, parse_float=Decimal)

    def __repr__(self) -> str:
        fields = getattr(self, "__dataclass_fields__", ())
        shown = (
            f"{name}={_MASK if name in self._secret and value is not None else repr(value)}"
            for name in fields
            if (value := getattr(self, name, None)) is not None
        )
        return f"{type(self).__name__}({', '.join(shown)})"
