"""A daemon that pushes, as its tests drive it: configured, fed by `feedd publish`, subscribed to, asked how it stands.

Python 3.11, standard library only.
"""

import http.client
import json
import re
import socket
import sqlite3
import time
import urllib.parse

import daemon
import subscriber

LOOPBACK = 'allow_networks = ["127.0.0.0/8"]\n'
FORM = "application/x-www-form-urlencoded"


def article(title, **fields):
    """An article file; `date` may be given, others go into the front matter as they are."""
    lines = {"title": f'"{title}"', "date": "2026-01-01T10:00:00Z", **fields}
    head = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return f"---\n{head}---\n\nWhat {title} is about.\n"


def free_port():
    """One that nobody listens at now, for what must be known before it is bound."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_query(url, fields):
    return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode(fields)}"


def links(response):
    """{rel: [address]} of the Link fields of an answer."""
    found = {}
    for field in response.headers.get_all("Link") or []:
        for address, relation in re.findall(r'<([^>]*)>; rel="?([a-z]+)"?', field):
            found.setdefault(relation, []).append(address)
    return found


class PushTest(daemon.WorkspaceTest):
    """A test with a workspace, peers on loopback, and a daemon that may call them."""

    def setUp(self):
        super().setUp()
        self.write({"first.md": article("First", tags="[korea]", author="Mira")})

    def peer(self, **policies):
        peer = self.enterContext(subscriber.Subscriber())
        for name, policy in policies.items():
            setattr(peer, name, policy)
        return peer

    def configure(self, push=LOOPBACK, rest=""):
        file = self.space.home / "feedd.toml"
        file.write_text(f"{rest}\n[push]\n{push}", encoding="utf-8")
        return file

    def start(self, push=LOOPBACK, *options, rest=""):
        """A daemon with `[push]` whose courier is at work; the caller ends it."""
        feedd = self.space.serve(self.space.articles, "--config", str(self.configure(push, rest)), *options)
        self.eventually(lambda: self.post(feedd, f"{feedd.prefix}/hub", {}).status != 503, "the courier did not begin")
        return feedd

    def serve(self, push=LOOPBACK, *options, rest=""):
        """The same, ended with the test, and held to ending well."""
        return self.enterContext(self.start(push, *options, rest=rest))

    def publish(self, name, title=None, **fields):
        """Publishes an article through the running daemon; what the command reports."""
        file = self.space.home / "loose" / f"{name}.md"
        daemon.write_files(self.space.home, {f"loose/{name}.md": article(title or name, **fields)})
        return json.loads(self.space.run("publish", file, "--json").stdout.splitlines()[0])

    def publish_and_serve(self, name, **fields):
        """The same, and waits until every loop serves it: who subscribes then is told of what comes after."""
        before = self.whole_status()["revision"]
        self.publish(name, **fields)

        def is_served():
            now = self.whole_status()
            return before < now["revision"] == now["served_revision"]
        self.eventually(is_served)

    def post(self, feedd, path, fields, media_type=FORM):
        """POST of a form (a dict, pairs) or of bytes."""
        body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields).encode()
        connection = http.client.HTTPConnection(feedd.host, feedd.port, timeout=daemon.ANSWER_SECONDS)
        try:
            connection.request("POST", path, body, {"Content-Type": media_type} if media_type else {})
            answer = connection.getresponse()
            return daemon.Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def ask_hub(self, feedd, mode, topic, callback, **fields):
        """One request to the hub; `topic` is a path or an address. `lease_seconds` and `secret` are what they say."""
        address = topic if "://" in topic else feedd.url.rstrip("/") + topic
        named = {f"hub.{name}": value for name, value in fields.items()}
        return self.post(feedd, f"{feedd.prefix}/hub",
                         {"hub.mode": mode, "hub.topic": address, "hub.callback": callback, **named})

    def subscribe(self, feedd, peer, topic="/feed.atom", path="/callback", **fields):
        """Subscribes and waits until it stands in the store; the question that was asked."""
        before = len(peer.asked(path))
        answer = self.ask_hub(feedd, "subscribe", topic, peer.url(path), **fields)
        self.assertEqual(answer.status, 202, answer.text)
        question = peer.wait_for(before + 1, "GET", path)[before]
        granted = int(question.asked("hub.lease_seconds"))
        wanted = fields.get("secret", "").encode()

        def stands():
            row = self.subscription(peer.url(path), topic)
            return row and row["secret"] == wanted and abs(row["expires"] - time.time() - granted) < 10
        self.eventually(stands, "the subscription does not stand")
        return question

    def subscription(self, callback, topic="/feed.atom"):
        """What the store knows of a subscription, or None: nothing else tells when a renewal is on disk."""
        return next((row for row in self.subscriptions()
                     if (row["callback"], row["topic"]) == (callback, topic[1:])), None)

    def subscriptions(self):
        connection = sqlite3.connect(f"file:{self.space.state / 'feedd.db'}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return connection.execute("SELECT * FROM push_subscription").fetchall()
        finally:
            connection.close()

    def whole_status(self):
        return json.loads(self.space.run("status", "--json").stdout)

    def status(self):
        return self.whole_status()["push"]

    def endpoint(self, kind):
        """What status says of the one endpoint of a kind."""
        self.eventually(lambda: self.status()["endpoints"], "the courier did not begin")
        found = [one for one in self.status()["endpoints"] if one["kind"] == kind]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def admin(self, path):
        """GET at the admin listener's Unix socket: (status, text)."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(daemon.ANSWER_SECONDS)
            connection.connect(str(self.space.state / "admin"))
            connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
            return int(head.split()[1]), body.decode()

    def metric(self, name, **labels):
        """The value of one sample of /metrics; every one of `labels` must be its own."""
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        found = [line.rpartition(" ")[2] for line in self.admin("/metrics")[1].splitlines()
                 if re.match(rf"{name}[{{ ]", line) and all(one in line for one in wanted)]
        self.assertEqual(len(found), 1, f"{name} {labels}: {found}")
        return float(found[0])

    def outbox(self, *arguments):
        return [json.loads(line) for line in self.space.run("outbox", *arguments, "--json").stdout.splitlines()]
