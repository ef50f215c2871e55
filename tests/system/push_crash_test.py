"""Kill -9 at random moments of publishing and delivering: nothing that is in the store goes untold, nothing that is not
is told, and what is told twice for a kill is bounded by what was under way and one group of acknowledgements.

usage: push_crash_test.py [--kills N] [--seed N]
"""

import collections
import hashlib
import json
import pathlib
import random
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
import xmlrpc.client

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import expectations
import pushing
import subscriber

PARALLEL = 8  # as configured below
GROUP = 512  # Settlements::group_limit
PEERS = 8
CALLBACKS = 80  # of each peer: together more than may be told twice for one kill
TAGS = ("harbour", "rail", "tide")
TOPICS = ("/feed.atom", "/feed.json", *(f"/tags/{tag}.rss" for tag in TAGS))
# What is edited is in every document of its feeds, so that no two commits leave the same bytes.
NEWEST = 10
SETTLED_SECONDS = 90  # retries sleep for seconds, and a killed one's host may be left alone for half a minute
CONNECTED = ("01", "08")  # ESTABLISHED, CLOSE_WAIT: the other end is gone, and this one has not seen it yet
TITLE = re.compile(r"Number (\d+) version (\d+)")

KILLS = daemon.option("--kills", 10)
SEED = daemon.option("--seed", 1)


def versions(text):
    """{number: version} of the articles that a document tells of."""
    return {int(number): int(version) for number, version in TITLE.findall(text)}


class Delivery:
    """One that was answered as taken."""

    def __init__(self, callback, body, run):
        self.callback, self.run, self.at = callback, run, time.monotonic()
        self.digest = hashlib.sha256(body).hexdigest()
        self.versions = versions(body.decode())


class Peers:
    """Subscribers, some slow, some failing now and then; and what is pinged."""

    def __init__(self, test, dice):
        self._lock = threading.Lock()
        self._dice = dice
        self.run = 0  # of the daemon: how often it was started
        self.deliveries = []
        self.hooks = []  # titles
        self.fetched = {}  # what was found at a feed's address when it was told of last: {address: versions}
        self.failures = 0
        self.subscribers = [test.peer() for _ in range(PEERS)]
        for number, peer in enumerate(self.subscribers):
            peer.delivery = self._policy(peer, slow=number == 0, failing=number % 2 == 1)
        self.hook = test.peer(delivery=self._take_hook)
        self.aggregator = test.peer(delivery=self._take_ping)
        self.hub = test.peer(delivery=self._take_publish)

    def callbacks(self):
        return [(peer, f"/callback/{number}", TOPICS[number % len(TOPICS)])
                for peer in self.subscribers for number in range(CALLBACKS)]

    def _policy(self, peer, slow, failing):
        well = [0]  # answers since the last failure

        def answer(exchange):
            run = self.run
            with self._lock:
                chance, pause = self._dice.random(), self._dice.random()
                fails = failing and chance < 0.15 and well[0] > 3  # less often than a host is left alone for
                well[0] = 0 if fails else well[0] + 1
                self.failures += fails
            if slow and exchange.received.path.endswith("0") or pause < 0.005:
                exchange.wait(0.2)
            if fails:
                return subscriber.close_early(exchange) if chance < 0.05 else exchange.answer(500)
            with self._lock:
                self.deliveries.append(Delivery(peer.url(exchange.received.path), exchange.received.body, run))
            exchange.answer(202)

        return answer

    def _take_hook(self, exchange):
        told = json.loads(exchange.received.body)
        with self._lock:
            self.hooks.append({one["title"] for one in told["articles"]})
        exchange.answer(200)

    def _take_ping(self, exchange):
        (_, _, _, feed), _ = xmlrpc.client.loads(exchange.received.body)
        if self._fetch(feed):
            exchange.answer(200, xmlrpc.client.dumps(({"flerror": False, "message": "ok"},), methodresponse=True).encode(),
                            {"Content-Type": "text/xml"})
        else:
            exchange.answer(503)

    def _take_publish(self, exchange):
        exchange.answer(204 if self._fetch(exchange.received.form["hub.topic"][0]) else 503)

    def _fetch(self, url):
        """As a hub and an aggregator do before they take a ping; false where the daemon is gone meanwhile."""
        try:
            with urllib.request.urlopen(url, timeout=daemon.ANSWER_SECONDS) as answer:
                found = versions(answer.read().decode())
        except OSError:
            return False
        with self._lock:
            self.fetched[url] = found
        return True

    def drain(self):
        """Until everything is read that a process which is no more had sent."""
        ports = {f"{peer.port:04X}" for peer in (*self.subscribers, self.hook, self.aggregator, self.hub)}
        while any(local.rpartition(":")[2] in ports and state in CONNECTED for _, local, _, state, *_ in
                  map(str.split, pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])):
            time.sleep(0.005)

    def last(self):
        """{callback: the digest it was sent last}"""
        with self._lock:
            return {one.callback: one.digest for one in self.deliveries}


class Newsroom(threading.Thread):
    """Drops articles into the folder and publishes others, some of them again and again, until it is told to end."""

    def __init__(self, test, dice):
        super().__init__()
        self._test, self._dice = test, dice
        self._end = threading.Event()
        self._count = 0
        self.gate = threading.Lock()  # held while a command runs, which would meet the store of a daemon that starts
        self.acknowledged = {}  # {number: version}
        self.problem = None

    def run(self):
        try:
            while not self._end.wait(self._pause()):
                self._one()
        except Exception as problem:  # shown by end()
            self.problem = problem

    def _pause(self):
        """A burst, or for so long that everybody has been told."""
        return 1.2 if self._dice.random() < 0.1 else self._dice.uniform(0, 0.15)

    def end(self):
        self._end.set()
        self.join()
        if self.problem:
            raise self.problem

    def _one(self):
        again = self._count > NEWEST and self._dice.random() < 0.3
        number = self._dice.randrange(self._count - NEWEST, self._count) + 1 if again else self._count + 1
        self._count = max(self._count, number)
        version = self.acknowledged.get(number, 0) + 1
        title = f"Number {number} version {version}"
        text = pushing.article(title, tags=f"[{TAGS[number % len(TAGS)]}]",
                               date=f"2026-01-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z")
        with self.gate:
            taken = self._drop(number, text) if number % 2 else self._publish(number, text)
        if taken:
            self.acknowledged[number] = version

    def _drop(self, number, text):
        partial = self._test.space.home / "partial.md"
        partial.write_text(text, encoding="utf-8")
        partial.rename(self._test.space.articles / f"number-{number}.md")
        return True

    def _publish(self, number, text):
        file = self._test.space.home / "loose" / f"number-{number}.md"
        daemon.write_files(file.parent, {file.name: text})
        done = self._test.space.run("publish", file, "--json", check=False)
        return done.returncode == 0


class Crash(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.dice = random.Random(SEED)
        self.peers = Peers(self, random.Random(SEED + 1))
        self.port = pushing.free_port()
        push = pushing.LOOPBACK + (
            f'parallel = {PARALLEL}\nparallel_per_host = {PARALLEL}\n'
            f'hubs = ["{self.peers.hub.url("/hub")}"]\nxml_rpc = ["{self.peers.aggregator.url("/RPC2")}"]\n'
            f'[[push.webhook]]\nurl = "{self.peers.hook.url("/hook")}"\n')
        self.options = ("--config", str(self.configure(push, "[feeds]\nlimit = 20\n")), "--listen",
                        f"127.0.0.1:{self.port}")

    def started(self):
        self.peers.run += 1
        return self.space.serve(self.space.articles, *self.options)

    def kill_while_starting(self):
        """Before it says that it is ready, mostly."""
        self.peers.run += 1
        command = [daemon.BINARY, "serve", self.space.articles, *self.options, "--state", self.space.state]
        process = subprocess.Popen(list(map(str, command)), env=daemon.environment(self.space.home),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.dice.uniform(0, 0.2))
        process.kill()
        process.wait()
        self.peers.drain()

    def subscribe_all(self, feedd):
        callbacks = self.peers.callbacks()
        for peer, path, topic in callbacks:
            answer = self.ask_hub(feedd, "subscribe", topic, peer.url(path), secret=path)
            self.assertEqual(answer.status, 202, answer.text)
        self.eventually(lambda: len(self.subscriptions()) == len(callbacks), "not all are subscribed")

    def served(self):
        """{topic: (digest, versions)} as anybody is served now."""
        answers = {topic: self.feedd.get(topic) for topic in TOPICS}
        return {topic: (hashlib.sha256(answer.body).hexdigest(), versions(answer.text))
                for topic, answer in answers.items()}

    def untold(self):
        """Whoever has not been told the newest, as far as can be seen from outside."""
        served = self.served()
        last = self.peers.last()
        behind = [f"{peer.url(path)} of {topic}" for peer, path, topic in self.peers.callbacks()
                  if last.get(peer.url(path)) != served[topic][0]]
        base = f"http://127.0.0.1:{self.port}"
        for feed in ("/feed", *(f"/tags/{tag}" for tag in TAGS)):
            for url in (f"{base}{feed}.rss", f"{base}{feed}.atom"):
                if self.peers.fetched.get(url) != versions(self.feedd.get(url).text):
                    behind.append(f"an endpoint, of {url}")
        hooked = set().union(*self.peers.hooks)
        behind += [f"the webhook, of {title}" for title in self.titles() - hooked]
        return behind

    def titles(self):
        return {one["title"] for one in expectations.list_of(self.space) if TITLE.match(one["title"])}

    def crash(self, newsroom):
        for _ in range(KILLS):
            time.sleep(self.dice.uniform(0, 1.5))
            self.feedd.kill()
            with newsroom.gate:
                self.peers.drain()
                if self.dice.random() < 0.2:
                    self.kill_while_starting()
                self.feedd = self.started()

    def test_loses_no_announcement_and_invents_none(self):
        self.feedd = self.start_and_subscribe()
        newsroom = Newsroom(self, random.Random(SEED + 2))
        newsroom.start()
        try:
            self.crash(newsroom)
        finally:
            newsroom.end()
        with self.feedd:
            self.settle()
            self.check_articles(newsroom)
            self.check_duplicates()

    def start_and_subscribe(self):
        self.write({f"tag-{tag}.md": pushing.article(f"About {tag}", tags=f"[{tag}]") for tag in TAGS})
        feedd = self.started()
        self.eventually(lambda: self.post(feedd, "/hub", {}).status != 503, "the courier did not begin")
        self.subscribe_all(feedd)
        return feedd

    def settle(self):
        deadline = time.monotonic() + SETTLED_SECONDS
        while behind := self.untold():
            self.assertLess(time.monotonic(), deadline, f"not told after {SETTLED_SECONDS} s: {behind}\n"
                            f"{self.status()}\n{self.outbox()}")
            time.sleep(0.2)
        self.eventually(lambda: not any(self.status()[key] for key in ("waiting", "retrying", "under_way")),
                        "something is still to be told")

    def check_articles(self, newsroom):
        stored = versions("\n".join(self.titles()))
        lost = {number: version for number, version in newsroom.acknowledged.items()
                if stored.get(number, 0) < version}
        self.assertEqual(lost, {}, "acknowledged, and not in the store")
        for delivery in self.peers.deliveries:
            invented = {number: version for number, version in delivery.versions.items()
                        if stored.get(number, 0) < version}
            self.assertEqual(invented, {}, f"told to {delivery.callback}, and not in the store")
        told = {number for titles in self.peers.hooks for number in versions("\n".join(titles))}
        self.assertEqual(told - stored.keys(), set(), "told to the webhook, and not in the store")

    def check_duplicates(self):
        by_kill = collections.Counter()
        seen = {}
        for delivery in self.peers.deliveries:
            key = delivery.callback, delivery.digest
            if before := seen.get(key):
                self.assertNotEqual(before.run, delivery.run, f"told twice without a kill between: {delivery.callback},"
                                    f" {delivery.at - before.at:.3f} s apart, run {delivery.run}, {delivery.versions}")
                by_kill[before.run] += 1
            seen[key] = delivery
        counts = [by_kill[run] for run in range(1, self.peers.run)]
        print(f"{len(counts)} kills, {len(self.peers.deliveries)} deliveries taken, {self.peers.failures} refused; twice"
              f" {sum(counts)}: for a kill {max(counts)} at most, {statistics.mean(counts):.1f} on average"
              f" (bound {PARALLEL + GROUP}); {len(self.titles())} articles", file=sys.stderr)
        self.assertLessEqual(max(counts), PARALLEL + GROUP)


if __name__ == "__main__":
    daemon.main()
