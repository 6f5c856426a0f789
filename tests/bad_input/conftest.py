"""Where the catalogue of bad inputs is opened: a folder, a server that nobody may ask, a secret."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from bad_world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One folder and one server for all groups of a module."""
    asked: list[str] = []

    class Counting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        yield World(tmp_path_factory.mktemp("bad"), address, asked)
        server.shutdown()
