"""Chromium without a window, driven over its DevTools protocol on a pipe: pages are opened, asked and listened to.

Python 3.11, standard library only.
"""

import fcntl
import json
import os
import queue
import shutil
import subprocess
import threading
import time

import daemon

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

HEADLESS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--hide-scrollbars"]

ANSWER_SECONDS = 60  # a first start on a busy machine
STOP_SECONDS = 20


def skip_where_missing():
    if PATH is None:
        daemon.skip("Chromium is not installed")


class Browser:
    """One Chromium with one tab. No host but this one exists for it; all frames run in the tab's own process, so that
    whatever happens in them is seen. `events` collects (method, params) until `taken`."""

    def __init__(self, home):
        hears, commands = os.pipe()
        answers, says = os.pipe()
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (hears, says)]
        os.close(hears)
        os.close(says)

        def place():  # Chromium reads commands from 3 and writes to 4
            os.dup2(theirs[0], 3)
            os.dup2(theirs[1], 4)

        self._process = subprocess.Popen(
            [PATH, *HEADLESS, "--remote-debugging-pipe", "--disable-site-isolation-trials",
             "--disable-features=IsolateOrigins,site-per-process", "--disable-popup-blocking",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={home}/chromium"],
            env={**os.environ, "HOME": str(home)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, pass_fds=(3, 4), preexec_fn=place)
        for end in theirs:
            os.close(end)
        self._commands, self._answers = commands, answers
        self._heard = queue.Queue()
        self._number = 0
        self._session = None
        self.events = []
        threading.Thread(target=self._listen, daemon=True).start()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.write(self._commands, b'{"id": 0, "method": "Browser.close"}\0')  # leaves nobody writing to its profile
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._commands)

    def _listen(self):
        rest = b""
        while piece := os.read(self._answers, 1 << 16):
            *messages, rest = (rest + piece).split(b"\0")
            for message in messages:
                self._heard.put(json.loads(message))
        os.close(self._answers)
        self._heard.put(None)

    def _hear(self, seconds):
        message = self._heard.get(timeout=seconds)
        if message is None:
            raise AssertionError("Chromium has gone")
        if "method" in message:
            self.events.append((message["method"], message["params"]))
            if message["method"] == "Page.javascriptDialogOpening":
                self._send("Page.handleJavaScriptDialog", {"accept": False})
        return message

    def _send(self, method, params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        return self._number

    def call(self, method, **params):
        """One command; its result. What happens in the meantime is in `events`."""
        number = self._send(method, params)
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            message = self._hear(max(0.1, deadline - time.monotonic()))
            if message.get("id") != number:
                continue
            if "error" in message:
                raise AssertionError(f"{method}: {message['error']}")
            return message["result"]

    def open(self, url):
        """Opens a page and waits until it and all it holds has loaded or failed."""
        seen = len(self.events)
        answer = self.call("Page.navigate", url=url)
        assert "errorText" not in answer, f"{url}: {answer['errorText']}"
        deadline = time.monotonic() + ANSWER_SECONDS
        while not any(method == "Page.loadEventFired" for method, _ in self.events[seen:]):
            self._hear(max(0.1, deadline - time.monotonic()))

    def run(self, script):
        """The value of a script in the page, a promise's once it is kept."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def taken(self):
        """The events since the last time."""
        events, self.events = self.events, []
        return events
