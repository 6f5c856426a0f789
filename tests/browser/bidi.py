"""A headless Firefox, driven by what it speaks itself: WebDriver BiDi over a web socket.

Playwright needs a Firefox of its own build, Selenium a driver that Debian has not; the protocol
needs neither. Only what the tests ask for is here.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from typing import IO, Any

from websockets.sync.client import ClientConnection, connect

_START_S = 60
_ANSWER_S = 60


class Firefox:
    """One browser with one tab; a context manager that ends the process it started."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Firefox:
        self._open = contextlib.ExitStack()
        self._folder = tempfile.TemporaryDirectory(prefix="firefox", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [self._path, "--headless", "--no-remote", "--profile", self._folder.name,
             "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"HOME": self._folder.name, "MOZ_HEADLESS_WIDTH": "1440",
                              "MOZ_HEADLESS_HEIGHT": "900"},
        )  # fmt: skip
        try:
            assert self._process.stderr is not None
            address = f"{_address(self._process.stderr)}/session"
            opening = connect(address, max_size=None, open_timeout=_START_S)
            self._socket: ClientConnection = self._open.enter_context(opening)
            self.ask("session.new", capabilities={})
            self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]
            self.ask("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._folder.cleanup()

    def ask(self, method: str, **parameters: Any) -> Any:
        """One command and its answer; events that come meanwhile are kept."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(timeout=_ANSWER_S))
            if told.get("type") == "event":
                self.events.append(told)
            elif told.get("id") == self._number:
                if told["type"] == "error":
                    raise RuntimeError(f"{method}: {told['error']}: {told['message']}")
                return told["result"]

    def open(self, address: str) -> None:
        """Load a page in the tab."""
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression (text, number, truth or nothing), awaited."""
        told = self.ask("script.evaluate", expression=expression, awaitPromise=True,
                        target={"context": self.tab})  # fmt: skip
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return told["result"].get("value")

    def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression}")
            time.sleep(0.05)

    def click(self, x: float, y: float) -> None:
        """A click of the mouse at a point of the window, in CSS pixels."""
        steps = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.ask("input.performActions", context=self.tab, actions=[
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
             "actions": steps}])  # fmt: skip

    def picture(self) -> bytes:
        """What the tab shows, as PNG."""
        return base64.b64decode(
            self.ask("browsingContext.captureScreenshot", context=self.tab)["data"]
        )


def _address(stream: IO[str]) -> str:
    """Where the browser listens, as it says on stderr; the rest of what it says is read away."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    end = time.monotonic() + _START_S
    while (line := lines.get(timeout=max(0.1, end - time.monotonic()))) is not None:
        if "WebDriver BiDi listening on " in line:
            return line.split()[-1]
    raise RuntimeError("Firefox ended before it listened")
