"""Starting, controlling and stopping, without the package `kaikei`."""

import gc
import json
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest

from kaikei_sandbox import ControlError, Server, __version__


def listens(base_url: str) -> bool:
    address = urlsplit(base_url)
    with socket.socket() as client:
        return client.connect_ex((address.hostname, address.port)) == 0


def over_http(server: Server, path: str) -> Any:
    with urllib.request.urlopen(server.base_url + path) as answer:
        return json.load(answer)


def test_it_serves_until_the_with_statement_ends() -> None:
    with Server() as server:
        assert server.base_url.startswith("http://127.0.0.1:")
        assert over_http(server, "/_sandbox/credentials") == server.credentials
        assert server.credentials["ito_base_url"] == server.base_url
    assert not listens(server.base_url)


def test_the_with_statement_lets_errors_out() -> None:
    with pytest.raises(KeyError), Server() as server:
        raise KeyError
    assert not listens(server.base_url)


def test_two_at_once_are_apart() -> None:
    with Server(seed=1) as one, Server(seed=2) as two:
        assert one.base_url != two.base_url
        assert one.credentials["access_key"] != two.credentials["access_key"]
        one.control("POST", "/_sandbox/faults", {"fault": "garbage"})
        assert len(one.control("GET", "/_sandbox/faults")) == 1
        assert two.control("GET", "/_sandbox/faults") == []
        one.stop()
        assert over_http(two, "/_sandbox/faults") == []


def test_the_same_seed_gives_the_same_keys() -> None:
    with Server(seed=2**64 - 1) as one, Server(seed=2**64 - 1) as two:
        assert one.credentials["access_key"] == two.credentials["access_key"]


def test_options_reach_the_sandbox() -> None:
    with Server(settings={"server_mode": "S4"}, start_at="2026-01-02T03:04:05Z") as server:
        assert server.control("GET", "/_sandbox/settings")["server_mode"] == "S4"
        assert server.control("GET", "/_sandbox/clock")["now"] == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"sed": 7}, "unknown field `sed`"),
        ({"seed": -1}, "invalid value"),
        ({"settings": {"server_mode": "S9"}}, "unknown variant `S9`"),
        ({"redirect_uris": ["callback"]}, "no redirect URI"),
    ],
)
def test_mistaken_options_say_why(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Server(**options)


def test_what_the_control_api_refuses_is_an_error() -> None:
    with Server() as server:
        with pytest.raises(ControlError, match="unknown kind") as refused:
            server.control("POST", "/_sandbox/faults", {"fault": "explode"})
        assert refused.value.status == 400
        with pytest.raises(ControlError) as refused:
            server.control("POST", "/_sandbox/deliveries/webhook-9/drop")
        assert (refused.value.status, refused.value.message) == (404, "delivery webhook-9 not found")
        with pytest.raises(ControlError) as refused:
            server.control("PUT", "/_sandbox/clock", {})
        assert refused.value.status == 405
        with pytest.raises(ControlError) as refused:
            server.control("POST", "/_sandbox/faults", {"fault": "garbage" * 1_000_000})
        assert refused.value.status in (400, 413)


@pytest.mark.parametrize(
    ("method", "path"), [("GE T", "/_sandbox/clock"), ("GET", "/tokens"), ("GET", "/_sandbox/ ")]
)
def test_what_is_no_control_request_is_a_value_error(method: str, path: str) -> None:
    with Server() as server, pytest.raises(ValueError, match="no control request"):
        server.control(method, path)


def test_stopping_is_final_and_may_be_repeated() -> None:
    server = Server()
    threads = [threading.Thread(target=server.stop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.stop()
    assert not listens(server.base_url)
    with pytest.raises(RuntimeError, match="stopped"):
        server.control("GET", "/_sandbox/clock")


def test_it_stops_when_nobody_holds_it() -> None:
    server = Server()
    base_url = server.base_url
    assert listens(base_url)
    del server
    gc.collect()
    assert not listens(base_url)


def test_threads_may_share_it() -> None:
    with Server() as server:
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(50):
                    server.control("POST", "/_sandbox/merchants")
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


def test_a_process_ends_with_a_sandbox_still_running() -> None:
    program = "from kaikei_sandbox import Server; kept = Server(); kept.self = kept; print(kept.base_url)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not listens(ended.stdout.strip())
    assert ended.stderr == ""


def test_it_shows_where_it_is_and_no_key() -> None:
    with Server() as server:
        assert repr(server) == f"<kaikei_sandbox.Server {server.base_url}>"


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert version("kaikei-sandbox") == __version__
