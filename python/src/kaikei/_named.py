"""Parameters by name: a missing, unknown or unnamed one is this package's own error, which names it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from kaikei._error import Error

    _F = TypeVar("_F", bound=Callable[..., Any])
    _T = TypeVar("_T")


def named(function: _F, kind: str = "InvalidRequestError") -> _F:
    """`function`, whose calls with the wrong names raise the error class called `kind`."""

    def checked(*positional: Any, **given: Any) -> Any:
        try:
            return function(*positional, **given)
        except TypeError as error:
            # Only the call itself fails without a frame of its own; what is raised inside is another matter.
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise
            raise _refusal(function, kind, positional, given) from None

    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(checked, name, getattr(function, name))
    checked.__wrapped__ = function  # type: ignore[attr-defined]
    return checked  # type: ignore[return-value]


def named_fields(model: type[_T]) -> type[_T]:
    """A dataclass with keyword-only fields, checked like a function."""
    model.__init__ = named(model.__init__)  # type: ignore[method-assign]
    return model


def _refusal(function: Any, kind: str, positional: tuple[Any, ...], given: dict[str, Any]) -> Error:
    from kaikei.generated import errors

    refused: type[Error] = getattr(errors, kind)
    what = "a setting" if kind == "ConfigurationError" else "a parameter of this operation"
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for name in given:
        if name not in names:
            return refused(f"{name} is not {what}", field=name)
    if len(positional) > code.co_argcount:
        return refused("parameters must be given by name", field="parameters")
    left_out = [name for name in names[len(positional) :] if name not in given]
    defaults = set(function.__kwdefaults__ or ())
    field = next((name for name in left_out if name not in defaults), "parameters")
    return refused(f"{field} is required", field=field)
