"""The ITO-Japan and UnivaPay payment gateways, emulated, inside this process. No money moves.

`kaikei.testing.Sandbox` of the package `kaikei` is made of this and comes with clients. Without it::

    with Server(seed=7) as server:
        print(server.base_url, server.credentials["access_key"])
"""

from ._native import __version__
from .server import ControlError, Server

__all__ = ["ControlError", "Server", "__version__"]
