"""The real binary as tests see it: started on port 0, asked over HTTP, stopped with SIGTERM.

Knows nothing of feeds. Python 3.11, standard library only.
"""

import http.client
import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
from typing import NamedTuple

BINARY = os.environ.get("FEEDD", "")
SOURCE_DIR = pathlib.Path(os.environ.get("FEEDD_SOURCE_DIR") or pathlib.Path(__file__).resolve().parents[2])
EXAMPLES = SOURCE_DIR / "content" / "examples"

READY_SECONDS = 30  # a sanitizer build on a busy machine is slow to start
STOP_SECONDS = 25  # the daemon gives itself 16 s: 1 to linger, 10 to drain, 5 for deliveries
ANSWER_SECONDS = 20
EVENTUALLY_SECONDS = 20  # a sanitizer build on a busy machine; a release build takes well under a second
CALL_SECONDS = 90  # a browser's first start

GIVEN_BY_SYSTEMD = re.compile(r"\w+_DIRECTORY|NOTIFY_SOCKET|LISTEN_\w+|WATCHDOG_\w+")
READY_LINE = re.compile(r"feedd: open (http://\S+)")


class Response(NamedTuple):
    """One answer. `headers` looks names up without regard to case and lists repeated ones with get_all()."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")


def skip(reason):
    """Ends the script the way CTest counts as skipped."""
    print(f"skipped: {reason}", file=sys.stderr)
    sys.exit(77)


def option(name, default):
    """The number behind `name` on the command line, taken off it before unittest sees it."""
    if name not in sys.argv:
        return default
    at = sys.argv.index(name)
    value = int(sys.argv[at + 1])
    del sys.argv[at:at + 2]
    return value


def main():
    """Runs the calling script's tests: exit 0, 1, or 77 where there is no binary to test."""
    if not BINARY:
        skip("FEEDD names no binary")
    unittest.main(module="__main__", verbosity=2)


def environment(home):
    """The caller's environment with every folder feedd might write to moved below `home`."""
    kept = {name: value for name, value in os.environ.items() if not GIVEN_BY_SYSTEMD.fullmatch(name)}
    for name in ("STATE", "CONFIG", "CACHE", "DATA"):
        kept[f"XDG_{name}_HOME"] = str(home / name.lower())
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "TZ": "UTC"}


def call(command, variables=None, check=True):
    """Runs a program to its end and returns the CompletedProcess; a failure is an AssertionError with what it said."""
    done = subprocess.run(command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                          errors="replace", timeout=CALL_SECONDS)
    if check and done.returncode != 0:
        words = " ".join(map(str, command))
        raise AssertionError(f"{words} exited {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def write_files(folder, files):
    """Writes {path: text or bytes} below `folder` and returns it."""
    for path, content in files.items():
        target = pathlib.Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return pathlib.Path(folder)


class Workspace:
    """A temporary folder for one test class: `articles` to publish, `state` that outlives a daemon, `home`."""

    def __init__(self, files=None):
        self._temporary = tempfile.TemporaryDirectory(prefix="feedd-")
        self.home = pathlib.Path(self._temporary.name)
        self.articles = self.home / "articles"
        self.state = self.home / "ledger"
        self.articles.mkdir()
        self.state.mkdir()
        write_files(self.articles, files or {})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def run(self, *args, check=True):
        """One `feedd` command with this workspace's state; CompletedProcess with text output."""
        command = [BINARY, *map(str, args), "--state", str(self.state)]
        return call(command, environment(self.home), check=check)

    def serve(self, folder=None, *options):
        """A Daemon publishing `folder`, by default this workspace's own articles."""
        return Daemon(self, folder or self.articles, options)


class WorkspaceTest(unittest.TestCase):
    """A test with a workspace of its own, `space`."""

    def setUp(self):
        self.space = Workspace()
        self.addCleanup(self.space.__exit__)

    def write(self, files):
        write_files(self.space.articles, files)

    def eventually(self, claim, message=""):
        """Polls until `claim()` holds, and says what it held: what is waited for is the daemon's doing, not a time."""
        deadline = time.monotonic() + EVENTUALLY_SECONDS
        while not (held := claim()):
            if time.monotonic() > deadline:
                self.fail(message or "it did not happen in time")
            time.sleep(0.02)
        return held


class Daemon:
    """A running `feedd serve`. As a context manager it stops the daemon and asserts that it ended well."""

    def __init__(self, workspace, folder, options=()):
        arguments = [BINARY, "serve", str(folder), *options, "--state", str(workspace.state)]
        if "--listen" not in options:
            arguments += ["--listen", "127.0.0.1:0"]
        self.log = []
        self._urls = queue.Queue()
        self._process = subprocess.Popen(arguments, env=environment(workspace.home), stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                                         errors="replace")
        self._readers = [threading.Thread(target=self._read, args=(stream,), daemon=True)
                         for stream in (self._process.stdout, self._process.stderr)]
        for reader in self._readers:
            reader.start()
        self.url = self._wait_until_ready()
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port, self.prefix = parts.hostname, parts.port, parts.path.rstrip("/")

    def _read(self, stream):
        for line in stream:
            self.log.append(line.rstrip("\n"))
            found = READY_LINE.search(line)
            if found and stream is self._process.stdout:
                self._urls.put(found.group(1))
        self._urls.put(None)  # both streams end when the process does

    def _wait_until_ready(self):
        try:
            url = self._urls.get(timeout=READY_SECONDS)
        except queue.Empty:
            url = None
        if url is None:
            self._process.kill()
            self._process.wait()
            raise AssertionError("feedd serve was not ready; it said:\n" + "\n".join(self.log))
        return url

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        if kind is None and code != 0:
            raise AssertionError(f"feedd serve ended with {code}; it said:\n" + "\n".join(self.log))

    def hang_up(self):
        """SIGHUP: the daemon reads its configuration again."""
        self._process.send_signal(signal.SIGHUP)

    def descriptors(self):
        """How many are open."""
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def resident_bytes(self):
        return self._status("VmRSS") * 1024

    def is_sanitized(self):
        """AddressSanitizer's shadow takes terabytes of addresses."""
        return self._status("VmSize") > 1 << 30

    def _status(self, name):
        text = pathlib.Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+) kB$", text, re.M)[1])

    def kill(self):
        """SIGKILL: ends the daemon as a crash does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def stop(self):
        """Stops the daemon with SIGTERM and returns its exit code; a daemon that does not stop in time is killed."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._close()
        return code

    def _close(self):
        for reader in self._readers:
            reader.join()
        self._process.stdout.close()
        self._process.stderr.close()

    def get(self, target, headers=(), method="GET"):
        """One request on a connection of its own. `target` is a path or one of this daemon's URLs, `headers` a dict or
        pairs."""
        if target.startswith("http"):
            parts = urllib.parse.urlsplit(target)
            assert (parts.hostname, parts.port) == (self.host, self.port), f"{target} does not lead to {self.url}"
            target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers.items() if isinstance(headers, dict) else headers:
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def head(self, target, headers=()):
        """HEAD; http.client hides a body that should not be there, so conditional_test.py looks at the raw bytes."""
        return self.get(target, headers, method="HEAD")
