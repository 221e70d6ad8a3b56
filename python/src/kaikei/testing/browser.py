"""A person's browser, as far as the sandbox's plain pages need one: no script, no cookies."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit


class PageError(Exception):
    """A page did not lead on: the payment is over, the sign-in failed, or a fault hit the page."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status of the page."""


class Browser:
    """Visits pages of one sandbox and of nobody else: what it fills in must not go anywhere by mistake."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def submit(self, url: str, action: str, fields: Mapping[str, str] | None = None) -> str:
        """Opens a page, fills in its form, presses the button `action`, and returns the URL that this leads
        to.
        """
        status, page, _ = self._send("GET", url)
        form = _Form()
        form.feed(page)
        if status != 200 or form.action is None:
            raise PageError(status, f"the page shows no form (HTTP {status}): {_heading(page)}")
        values = {**form.hidden, **(fields or {}), "action": action}
        status, page, location = self._send("POST", urljoin(url, form.action), urlencode(values))
        if location is None:
            raise PageError(status, f"the page does not lead on (HTTP {status}): {_heading(page)}")
        return location

    def _send(self, method: str, url: str, body: str | None = None) -> tuple[int, str, str | None]:
        at = urlsplit(url)
        if f"{at.scheme}://{at.netloc}" != self._base_url:
            raise ValueError("the URL is not one of this sandbox's pages")
        connection = HTTPConnection(at.netloc, timeout=60)
        try:
            target = f"{at.path}?{at.query}" if at.query else at.path
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace"), answer.getheader("Location")
        finally:
            connection.close()


class _Form(HTMLParser):
    """The first form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.hidden: dict[str, str] = {}
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = attributes.get("action", "")
        elif (
            tag == "input"
            and not self._ended
            and self.action is not None
            and attributes.get("type") == "hidden"
        ):
            self.hidden[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._ended = self._ended or tag == "form"


class _Heading(HTMLParser):
    """What a page is about."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "h1"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def _heading(page: str) -> str:
    heading = _Heading()
    heading.feed(page)
    return heading.text or "no heading"
