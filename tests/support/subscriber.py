"""A peer that is told of changes, on loopback: it records what it is asked and sent, and answers by a policy.

Policies are plain functions of one Exchange, set at any time: `peer.verification` answers GET, `peer.delivery` answers
POST and PURGE. Knows nothing of the daemon. Python 3.11, standard library only.
"""

import hashlib
import hmac
import http.server
import threading
import time
import urllib.parse
from typing import NamedTuple

WAIT_SECONDS = 20  # for what must come; a sanitizer build on a busy machine
PIECE = b"y" * 65536


class Received(NamedTuple):
    """One request. `target` is as it was sent, `query` what it says decoded, `at` is time.monotonic()."""

    method: str
    target: str
    headers: object
    body: bytes
    at: float

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        return urllib.parse.parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def form(self):
        return urllib.parse.parse_qs(self.body.decode("utf-8"), keep_blank_values=True)

    def asked(self, name):
        """The one value of a parameter of the query, or None."""
        values = self.query.get(name)
        assert values is None or len(values) == 1, f"{name} comes more than once: {self.target}"
        return values and values[0]


class Exchange(http.server.BaseHTTPRequestHandler):
    """A request under way; policies answer through it."""

    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.server.open_sockets.add(self.connection)

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the other side has gone, which is what some policies are for
            self.close_connection = True

    def answer(self, status, body=b"", headers=()):
        self.send_response_only(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def wait(self, seconds=WAIT_SECONDS):
        """Until the peer ends, or so long; true where it ends."""
        return self.server.ending.wait(seconds)

    def take(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.received = Received(self.command, self.path, self.headers, self.rfile.read(length), time.monotonic())
        peer = self.server.peer
        with peer.news:
            peer.received.append(self.received)
            peer.news.notify_all()
        (peer.verification if self.command == "GET" else peer.delivery)(self)

    do_GET = do_POST = do_PURGE = take

    def log_message(self, *_):
        pass


def status(code, body=b"", **headers):
    """Answers this and nothing else; `retry_after=2` is Retry-After."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return lambda exchange: exchange.answer(code, body, named)


ok = status(200)


def first(times, policy, then=ok):
    """The policy for so many requests, then the other."""
    left = iter(range(times))
    return lambda exchange: (policy if next(left, None) is not None else then)(exchange)


def by_path(policies, otherwise=ok):
    """A policy for each path."""
    return lambda exchange: policies.get(exchange.received.path, otherwise)(exchange)


def echo(exchange):
    """Confirms (WebSub 5.3); rssCloud's challenge is another parameter."""
    asked = exchange.received
    challenge = asked.asked("hub.challenge") or asked.asked("challenge") or ""
    exchange.answer(200, challenge.encode(), {"Content-Type": "text/plain"})


def echo_but(change, code=200):
    """Sends back what `change` makes of the challenge."""
    return lambda exchange: exchange.answer(code, change(exchange.received.asked("hub.challenge") or "").encode())


def redirect_to(url, code=302):
    """Sends the challenge back too: only the status says that it is elsewhere."""
    return lambda exchange: exchange.answer(code, (exchange.received.asked("hub.challenge") or "").encode(),
                                            {"Location": url})


def silent(exchange):
    """Takes the request and never answers."""
    exchange.wait()
    exchange.close_connection = True


def drip(exchange):
    """A byte of an endless line of headers every now and then."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while not exchange.wait(0.05):
        exchange.wfile.write(b"x")
    exchange.close_connection = True


def endless(exchange):
    """200 and a body without end, as fast as it is taken."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
    while not exchange.wait(0):
        exchange.wfile.write(PIECE)
    exchange.close_connection = True


def close_early(exchange):
    """Closes in the middle of the status line."""
    exchange.wfile.write(b"HTTP/1.1 20")
    exchange.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass


class Subscriber:
    """A context manager. One host and port each: what one makes the hub do to its host concerns no other."""

    def __init__(self, port=0, host="127.0.0.1"):
        self.received = []
        self.news = threading.Condition()
        self.verification = echo
        self.delivery = ok
        self._server = Server((host, port), Exchange)
        self._server.peer = self
        self._server.ending = threading.Event()
        self._server.open_sockets = set()
        self.host, self.port = self._server.server_address[:2]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.ending.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path="/callback", host=None):
        return f"http://{host or self.host}:{self.port}{path}"

    def seen(self, method, path=None):
        """What came so far by a method, at a path or anywhere."""
        with self.news:
            return [one for one in self.received if one.method == method and path in (None, one.path)]

    def asked(self, path=None):
        return self.seen("GET", path)

    def delivered(self, path=None):
        return self.seen("POST", path)

    def wait_for(self, count, method="POST", path=None, seconds=WAIT_SECONDS):
        """The first `count` requests by a method, as soon as they have come; fails where they do not."""
        deadline = time.monotonic() + seconds
        with self.news:
            while True:
                came = [one for one in self.received if one.method == method and path in (None, one.path)]
                if len(came) >= count:
                    return came[:count]
                if not self.news.wait(deadline - time.monotonic()):
                    raise AssertionError(f"{len(came)} of {count} {method} came to {self.url(path or '')}")


def signature(secret, body, algorithm="sha256"):
    """X-Hub-Signature of a body (WebSub 7.1), worked out by Python's own hmac."""
    return f"{algorithm}={hmac.new(secret, body, getattr(hashlib, algorithm)).hexdigest()}"
