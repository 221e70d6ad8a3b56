from typing import final

__all__ = ["Server", "__version__"]

__version__: str

@final
class Server:
    """A sandbox on a free port of 127.0.0.1, on a thread of its own. It ends with the object."""

    def __new__(cls, options: str = "{}", /) -> Server: ...
    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:port`, also after a stop."""

    def control(self, method: str, path: str, body: str = "", /) -> tuple[int, str]:
        """Status and JSON text that the control API answers; `body` is JSON text, or empty."""

    def stop(self) -> None:
        """Closes the listener and every connection, and waits until its thread has ended."""
