#!/usr/bin/env python3
"""Clients that mean harm, or whose network does: each is answered with the right status or dropped without a word,
memory and descriptors come back to where they were, and a reader that behaves is answered all the while, every time
rightly.

usage: hostile_clients_test.py [--connections N] [--noise N]
"""

import http.client
import os
import pathlib
import random
import re
import selectors
import socket
import struct
import sys
import threading
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import clients
import daemon

CONNECTIONS = daemon.option("--connections", 20000)  # opened and dropped
NOISE = daemon.option("--noise", 400)  # conversations of garbage
PATH = "/feed.json"
TAKES_POSTS = "/rsscloud/pleaseNotify"
NEXT = f"GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
LAST = f"GET {PATH} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
# The least there can be: what the sweep adds, once a second, is the most of a slow client's time.
TIMES = 'first_byte_timeout = "1s"\nheader_timeout = "1s"\nidle_timeout = "2s"\n'
PAUSE_SECONDS = 0.005  # of the reader that behaves, between two requests
# What may stay of an attack: the allocator keeps some of what its peak took. Twenty thousand connections that each
# leave no more than their own 500 bytes behind would be 10 MB.
KEPT_BYTES = 4 << 20
QUARANTINE_MB = 4  # AddressSanitizer keeps what was freed, by default 256 MB of it
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close() sends RST


def article(number):
    text = " ".join(f"{random.Random(number + at).getrandbits(64):x}" for at in range(400))
    return f"---\ntitle: Number {number}\ndate: 2026-01-{number + 1:02}\n---\n\n{text}\n"


def request(*lines, start=f"GET {PATH} HTTP/1.1", body=b""):
    return "\r\n".join((start, "Host: a", *lines, "", "")).encode("latin-1") + body


def post(*lines, path=TAKES_POSTS, body=b""):
    return request(*lines, start=f"POST {path} HTTP/1.1", body=body)


def statuses(data):
    """Of all answers in what a connection brought. They must be whole: a client must know where each ends."""
    found = []
    while data:
        head, end, data = data.partition(b"\r\n\r\n")
        status = re.match(rb"HTTP/1\.1 (\d{3}) [ -~]+\r\n", head)
        if not status or not end:
            raise AssertionError(f"no head of an answer: {head[:200]}")
        found.append(int(status[1]))
        length = re.search(rb"\r\nContent-Length: (\d+)(?:\r\n|$)", head)
        size = int(length[1]) if length and found[-1] != 304 else 0
        if len(data) < size:
            raise AssertionError(f"{len(data)} of {size} bytes behind {head}")
        data = data[size:]
    return found


class Reader(threading.Thread):
    """Behaves: asks for a feed whole and for what changed on a kept connection, then on a new one, over and over."""

    def __init__(self, feedd):
        super().__init__(daemon=True)
        self._address = feedd.host, feedd.port
        first = feedd.get(PATH)
        self._body, self._tag = first.body, first.headers["ETag"]
        self._ended = threading.Event()
        self.answers, self.wrong = 0, None

    def run(self):
        try:
            kept = self._connect()
            while not self._ended.wait(PAUSE_SECONDS):
                self._ask(kept, 200, {})
                self._ask(kept, 304, {"If-None-Match": self._tag})
                own = self._connect()
                self._ask(own, 200, {"Connection": "close"})
                own.close()
            kept.close()
        except Exception as error:  # whatever it is, the test tells
            self.wrong = repr(error)

    def _connect(self):
        connection = http.client.HTTPConnection(*self._address, timeout=daemon.ANSWER_SECONDS)
        connection.connect()
        connection.auto_open = 0  # one that was closed is a client that noticed
        return connection

    def _ask(self, connection, status, headers):
        connection.request("GET", PATH, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        wanted = self._body if status == 200 else b""
        if (answer.status, answer.headers["ETag"], body) != (status, self._tag, wanted):
            raise AssertionError(f"{answer.status} with {len(body)} bytes in place of {status}")
        self.answers += 1

    def stop(self):
        self._ended.set()
        self.join()


class HostileClients(daemon.unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = os.environ.get("ASAN_OPTIONS", "")
        os.environ["ASAN_OPTIONS"] = f"{options}:quarantine_size_mb={QUARANTINE_MB}".lstrip(":")
        cls.space = cls.enterClassContext(daemon.Workspace({f"{n}.md": article(n) for n in range(30)}))
        config = cls.space.home / "feedd.toml"
        config.write_text(f"[http]\n{TIMES}", encoding="utf-8")
        cls.feedd = cls.enterClassContext(cls.space.serve(None, "--config", str(config)))
        cls.address = cls.feedd.host, cls.feedd.port
        cls.drop(2000)  # what is allocated once for good is allocated
        cls.settle()

    @classmethod
    def settle(cls):
        """Waits until the best codings of what was asked for are made: they take more memory than any attack."""
        looks, deadline = [], time.monotonic() + daemon.EVENTUALLY_SECONDS
        while len(looks) < 40 or len(set(looks[-40:])) > 1:
            if time.monotonic() > deadline:
                raise AssertionError(f"memory never comes to rest: {looks[-40:]}")
            looks.append(cls.feedd.resident_bytes())
            time.sleep(0.02)

    def setUp(self):
        self.descriptors, self.resident = self.feedd.descriptors(), self.feedd.resident_bytes()
        self.reader = Reader(self.feedd)
        self.reader.start()

    def tearDown(self):
        before = self.reader.answers
        self.eventually(lambda: self.reader.wrong or self.reader.answers >= before + 6, "the reader waits for an answer")
        self.reader.stop()
        self.assertIsNone(self.reader.wrong, f"after {self.reader.answers} answers")
        self.eventually(lambda: self.feedd.descriptors() <= self.descriptors, "descriptors stay open")
        kept = KEPT_BYTES + (QUARANTINE_MB << 20 if self.feedd.is_sanitized() else 0)
        self.eventually(lambda: self.feedd.resident_bytes() <= self.resident + kept,
                        f"memory is not given back: {self.resident >> 10} kB before, at most {kept >> 10} more allowed")

    def eventually(self, claim, message):
        daemon.WorkspaceTest.eventually(self, claim, message)

    def connect(self, buffer=None):
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(daemon.ANSWER_SECONDS)
        connection.connect(self.address)
        self.addCleanup(connection.close)
        return connection

    def assert_answered(self, pieces, wanted):
        """By exactly these, and then the connection ends."""
        self.assertEqual(statuses(clients.talk(self.address, *pieces)), wanted)

    def test_two_readings_of_where_a_request_ends_are_refused_and_what_follows_is_never_answered(self):
        chunked = "Transfer-Encoding: chunked"
        smuggled = b"0\r\n\r\n" + NEXT
        for name, status, data in (
                ("CL.TE", 400, request("Content-Length: 5", chunked, body=smuggled)),
                ("TE.CL", 400, request(chunked, "Content-Length: 5", body=smuggled)),
                ("CL.TE of a POST", 400, post("Content-Length: 5", chunked, body=smuggled)),
                ("TE of a GET", 400, request(chunked, body=smuggled)),
                ("TE of a POST that is taken", 411, post(chunked, body=smuggled)),
                ("TE of a POST that is not", 405, post(chunked, path=PATH, body=smuggled)),
                ("TE of HTTP/1.0", 400, request(chunked, start=f"GET {PATH} HTTP/1.0", body=smuggled)),
                ("TE that is not chunked", 400, request("Transfer-Encoding: identity", body=NEXT)),
                ("TE in a list", 501, request("Transfer-Encoding: gzip, chunked", body=smuggled)),
                ("TE twice", 400, request(chunked, "Transfer-Encoding: identity", body=smuggled)),
                ("TE with a tab", 400, request("Transfer-Encoding:\tchunked", body=smuggled)),
                ("TE with a vertical tab", 400, request("Transfer-Encoding: \vchunked", body=smuggled)),
                ("TE behind a space", 400, request(" Transfer-Encoding: chunked", body=smuggled)),
                ("TE before a space", 400, request("Transfer-Encoding : chunked", body=smuggled)),
                ("TE with quotes", 400, request('Transfer-Encoding: "chunked"', body=smuggled)),
                ("TE in a line that is folded", 400, request("A: b", " " + chunked, body=smuggled)),
                ("TE behind a bare CR", 400, request("A: b\r" + chunked, body=smuggled)),
                ("TE behind a bare LF", 400, request("A: b\n" + chunked, body=smuggled)),
                ("a chunk of negative size", 411, post(chunked, body=b"-1\r\n" + smuggled)),
                ("a chunk of any size", 411, post(chunked, body=b"FFFFFFFFFFFFFFFFF\r\n" + smuggled)),
                ("a chunk with an extension", 411, post(chunked, body=b"5;a=\"\r\n\"\r\n" + smuggled)),
                ("CL twice, the same", 400, post("Content-Length: 5", "Content-Length: 5", body=b"12345" + NEXT)),
                ("CL twice, two", 400, post("Content-Length: 0", "Content-Length: 5", body=b"12345" + NEXT)),
                ("CL in a list", 400, post("Content-Length: 5, 5", body=b"12345" + NEXT))):
            with self.subTest(name):
                self.assert_answered([data], [status])

    def test_lengths_that_are_none_are_refused(self):
        for value, status in (("", 400), ("-1", 400), ("+5", 400), ("0x5", 400), ("5 5", 400), ("5;", 400), ("1e1", 400),
                              ("99999999999999999999", 400), ("18446744073709551616", 400),
                              ("18446744073709551615", 413), ("9223372036854775808", 413), ("10000000", 413)):
            for make in (request, post):
                with self.subTest(value, make=make):
                    self.assert_answered([make(f"Content-Length: {value}", body=b"12345" + NEXT)], [status])

    def test_a_body_is_never_taken_for_a_request(self):
        length = f"Content-Length: {len(NEXT)}"
        self.assert_answered([request(length, body=NEXT) + LAST], [200, 200])
        self.assert_answered([request(length, start=f"GET {PATH} HTTP/1.0", body=NEXT)], [200])
        self.assert_answered([post(length, path=PATH, body=NEXT) + LAST], [405, 200])
        pieces = [bytes((byte,)) for byte in request(length, body=NEXT) + LAST]
        self.assert_answered(pieces, [200, 200])

    def test_heads_that_are_none_are_refused(self):
        line = f"GET {PATH} HTTP/1.1"
        for status, data in (
                (400, NEXT.replace(b"\r\n", b"\n")), (400, line.encode() + b"\nHost: a\r\n\r\n"), (400, b"\n" + NEXT),
                (400, line.encode() + b"\r\nHost: a\n\r\n\r\n"), (400, line.encode() + b"\r\n\r\n"),
                (400, request("Host: a")), (400, request("Host: b")), (400, request("A: b", " folded")),
                (400, request("A: b", "\tfolded")), (400, f"{line}\r\n folded\r\nHost: a\r\n\r\n".encode()),
                (400, request("A : b")), (400, request("A\t: b")), (400, request(": b")), (400, request("A")),
                (400, request("A: b\0c")), (400, request("A\0: b")), (400, request(start="GET /\0 HTTP/1.1")),
                (400, request("A: b\x7fc")), (400, request("A: b\x01c")), (400, request("A: b\rc")),
                (400, request(start=f"GET {PATH}\r HTTP/1.1")), (400, request(start=f"GET\t{PATH}\tHTTP/1.1")),
                (400, request(start=f"GET  {PATH} HTTP/1.1")), (400, request(start=f"GET {PATH} HTTP/1.1 ")),
                (400, request(start=f"GET {PATH}")), (400, request(start=f" GET {PATH} HTTP/1.1")),
                (400, request(start=f"GET {PATH} http/1.1")), (400, request(start=f"GET {PATH} HTTP/1.10")),
                (400, request(start=f"GET {PATH} HTTP/11")), (505, request(start=f"GET {PATH} HTTP/2.0")),
                (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), (501, request(start=f"get {PATH} HTTP/1.1")),
                (501, request(start=f"{'X' * 2000} {PATH} HTTP/1.1")), (400, request(start=f"G@T {PATH} HTTP/1.1")),
                (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), (400, b"\0" * 100), (400, b"\xff" * 100),
                (414, request(start=f"GET /{'a' * 9000} HTTP/1.1")), (414, b"GET /" + b"a" * 9000),
                (431, request("A: " + "a" * 17000)), (431, request(*("A: b",) * 101)),
                (431, line.encode() + b"\r\nA: " + b"a" * 17000), (417, request("Expect: 200-ok"))):
            with self.subTest(data[:80]):
                self.assert_answered([data + NEXT], [status])

    def test_a_client_that_sends_slowly_has_its_time_and_no_more(self):
        endings = {
            "head": (request()[:-2] + b"X: " + b"y" * 10000, [408]),
            "first line": (b"GET /" + b"a" * 5000, [408]),
            "CR alone": (NEXT.replace(b"\r\n", b"\r") * 100, [408]),
            "body that is taken": (post("Content-Length: 10000", body=b"x" * 10000), [408]),
            "body that is read away": (request("Content-Length: 10000", body=b"x" * 10000), [200]),
            "nothing": (b"", []),
        }
        slow = []  # [socket, name, what it sends, how much of it was, what came]
        for name, (data, _) in endings.items():
            head = data.find(b"\r\n\r\n") + 4 if "body" in name else 0
            for _ in range(50):
                slow.append([self.connect(), name, data, head, b""])
                slow[-1][0].sendall(data[:head])
        self.drip(slow)
        for _, name, _, _, came in slow:
            self.assertEqual(statuses(came), endings[name][1], name)

    def drip(self, slow):
        """A byte of each every tenth of a second, until all are ended by the other side."""
        with selectors.DefaultSelector() as selector:
            for each in slow:
                selector.register(each[0], selectors.EVENT_READ, each)
            deadline, tick = time.monotonic() + daemon.EVENTUALLY_SECONDS, 0
            while selector.get_map():
                self.assertLess(time.monotonic(), deadline, f"{len(selector.get_map())} are still served")
                for key, _ in selector.select(0.05):
                    if not self.receive(key.data):
                        selector.unregister(key.fileobj)
                        key.fileobj.close()
                if time.monotonic() < tick:
                    continue
                tick = time.monotonic() + 0.1
                for key in list(selector.get_map().values()):
                    self.send_byte(key.data)

    @staticmethod
    def receive(each):
        try:
            came = each[0].recv(1 << 16)
        except ConnectionResetError:  # its last byte met a closed socket
            came = b""
        each[4] += came
        return bool(came)

    @staticmethod
    def send_byte(each):
        connection, _, data, sent, _ = each
        try:
            each[3] += connection.send(data[sent:sent + 1]) if sent < len(data) else 0
        except (BrokenPipeError, ConnectionResetError):
            pass  # its end is seen by receive()

    def test_a_client_that_reads_slowly_gets_all_of_it(self):
        whole = clients.talk(self.address, LAST)
        slow = [self.connect(buffer=4096) for _ in range(10)]
        for connection in slow:
            connection.sendall(LAST)
        came = {connection: b"" for connection in slow}
        while slow:
            time.sleep(0.001)
            for connection in list(slow):
                piece = connection.recv(1500)
                came[connection] += piece
                if not piece:
                    slow.remove(connection)
        for data in came.values():
            self.assertEqual(data.partition(b"\r\n\r\n")[2], whole.partition(b"\r\n\r\n")[2])

    def test_clients_that_never_read_cost_no_copies(self):
        stuck = []
        for _ in range(100):
            connection = self.connect(buffer=4096)
            connection.sendall(NEXT * 500)  # answers of some 100 MB
            stuck.append(connection)
        before = self.reader.answers
        self.eventually(lambda: self.reader.wrong or self.reader.answers >= before + 30, "the reader waits")
        grown = self.feedd.resident_bytes() - self.resident
        self.assertLess(grown, 100 * 2 * 32 * 1024 + KEPT_BYTES + (QUARANTINE_MB << 20),
                        "more than twice what one recv takes is kept of each client's requests")
        for connection in stuck:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.close()

    def test_a_client_that_has_said_all_is_still_answered(self):
        for data, wanted in ((NEXT, [200]), (NEXT * 3, [200] * 3), (NEXT[:-2], []), (NEXT[:10], []), (b"", []),
                             (NEXT + NEXT[:-1], [200]), (request("Content-Length: 9", body=b"half"), [200]),
                             (post("Content-Length: 9", body=b"half"), []), (b"GET / HTTP/9\r\n\r\n", [400])):
            with self.subTest(data[:80], size=len(data)):
                connection = self.connect()
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                self.assertEqual(statuses(b"".join(iter(lambda: connection.recv(65536), b""))), wanted)

    def test_resets_in_the_midst_of_an_answer_end_only_their_own(self):
        for turn in range(300):
            connection = self.connect(buffer=4096)
            connection.sendall(NEXT * (1 + turn % 3 * 40))
            if turn % 2:
                self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 200 "))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.close()

    @classmethod
    def drop(cls, count):
        """Opens and drops so many, fifty at a time: after nothing, a part of a head, a whole request or noise; with FIN
        or RST."""
        said = (b"", NEXT[:20], NEXT, b"\x16\x03\x01", post("Content-Length: 100", body=b"x"))
        for first in range(0, count, 50):
            batch = []
            for turn in range(first, min(first + 50, count)):
                connection = socket.create_connection(cls.address, timeout=daemon.ANSWER_SECONDS)
                if said[turn % 5]:
                    connection.send(said[turn % 5])
                if turn % 4:  # most: what ended with FIN keeps its port for a while
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                batch.append(connection)
            for connection in batch:
                connection.close()

    def test_many_connections_opened_and_dropped_leave_nothing(self):
        self.drop(CONNECTIONS)

    def test_garbage_is_refused_or_dropped(self):
        for seed in range(NOISE):
            with self.subTest(seed=seed):
                dice = random.Random(seed)
                data = dice.randbytes(dice.randint(1, 3000))
                if seed % 2:  # a request with some bytes changed
                    data = bytearray(request("Accept-Encoding: gzip", "Content-Length: 5", body=b"12345") + NEXT)
                    for _ in range(dice.randint(1, 5)):
                        data[dice.randrange(len(data))] = dice.choice(b"\0\t\n\r :,;%/\x7f\xff" + dice.randbytes(1))
                connection = self.connect()
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                came = statuses(b"".join(iter(lambda: connection.recv(65536), b"")))
                refused = [status for status in came if status not in (200, 400, 404, 405)]  # 400: a path that is none
                self.assertLessEqual(set(refused), {413, 414, 417, 431, 501, 505})
                self.assertEqual(refused, came[-1:] if refused else [], "a refusal is the last word")
                if not seed % 2:
                    self.assertLessEqual(set(came), {400, 414, 431})


if __name__ == "__main__":
    daemon.main()
