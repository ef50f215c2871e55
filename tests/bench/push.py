"""One publication told to 10,000 subscribers by feedd's own hub, beside what curl does alone; and how soon, in how
much memory, and what others notice of it.

What is timed is said in README.md beside this file: deliveries arrive when `push_sink`, a process on the other core,
has read them whole.
"""

import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import threading
import time
import urllib.parse
from typing import NamedTuple

import articles
from measured import Connection, Feedd, Figure, memory_mb, pinned, thread_cpu_ns
from publish import Publishing, logged, percentile

SUBSCRIBERS = 10_000
ROUNDS = 7
FEW = 10
PUBLICATIONS = 100  # to few subscribers
BACKLOG = 120_000  # deliveries while requests are paced
PACES = 5
IN_FLIGHT = 32  # of the loops of curl beside feedd: as many as feedd has at one host; more are slower
ENTRIES = 4  # some 20 KB
CONFIG = f"""[feeds]
limit = {ENTRIES}
[push]
allow_networks = ["127.0.0.0/8"]
"""
TOPIC = "feed.rss"


class Arrivals(NamedTuple):
    count: int
    distinct: int
    signed: int
    first: int  # ns since the epoch, as all that follow
    thousandth: int
    last: int


class Sink:
    """The process that is delivered to."""

    def __init__(self, program, core):
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         preexec_fn=pinned(core))
        self.port = int(self._process.stdout.readline())

    def await_(self, count):
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "ready\n":
            raise RuntimeError("push_sink ended")

    def arrivals(self):
        arrivals = Arrivals(*map(int, self._process.stdout.readline().split()))
        if arrivals.distinct != arrivals.count or arrivals.signed != arrivals.count:
            raise RuntimeError(f"not each callback got its own signed delivery: {arrivals}")
        return arrivals

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Peak(threading.Thread):
    """The most that a process holds of memory while a with block runs."""

    def __init__(self, pid):
        super().__init__()
        self._pid = pid
        self._ended = threading.Event()
        self.anon_mb = 0.0

    def run(self):
        while not self._ended.wait(0.01):
            self.anon_mb = max(self.anon_mb, memory_mb(self._pid)["RssAnon"])

    def __enter__(self):
        pathlib.Path(f"/proc/{self._pid}/clear_refs").write_text("5")  # VmHWM begins anew
        self.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self.join()
        self.rss_mb = memory_mb(self._pid)["VmHWM"]


class Place:
    """A folder of few articles and a configuration; every state is its own."""

    def __init__(self, bench, sink):
        self.bench, self.sink = bench, sink
        self.archive = bench.folder / "push-articles"
        self.config = bench.folder / "push.toml"
        articles.write_archive(self.archive, ENTRIES)
        self.config.write_text(CONFIG)
        time.sleep(3)

    def serve(self, name, core=None):
        return Feedd(self.bench.binary, self.archive, self.state(name), core, ("--config", self.config))

    def state(self, name):
        return self.bench.folder / name

    def publishing(self, name):
        return Publishing(self.state(name), articles.TOPICS[:2], articles.AUTHORS[0])

    def callback(self, number):
        return f"http://127.0.0.1:{self.sink.port}/callback/{number}"

    def subscribe_in_store(self, name, count, behind):
        """Writes subscriptions as the hub does; `behind`: they have been told nothing yet."""
        store = sqlite3.connect(self.state(name) / "feedd.db")
        news = store.execute("SELECT revision FROM site").fetchone()[0]
        host = f"127.0.0.1:{self.sink.port}"
        now = int(time.time())
        store.executemany(
            "INSERT INTO push_subscription(site, topic, callback, wire, host, topic_url, secret, procedure, created,"
            " expires, told) VALUES(1, ?, ?, 0, ?, ?, ?, '', ?, ?, ?)",
            ((TOPIC, self.callback(number), host, f"http://localhost/{TOPIC}", f"secret {number}".encode(), now,
              now + 864_000, 0 if behind else news) for number in range(count)))
        store.commit()
        store.close()


def subscribe(place, feedd, name):
    """Through the hub, one after another on a kept connection; seconds until all are confirmed and on disk."""
    topic = f"http://127.0.0.1:{feedd.port}/{TOPIC}"
    began = time.monotonic()
    with Connection(feedd.port) as connection:
        for number in range(SUBSCRIBERS):
            form = urllib.parse.urlencode({"hub.mode": "subscribe", "hub.topic": topic, "hub.secret": f"s{number}",
                                           "hub.callback": place.callback(number)})
            while (answer := connection.post_form("/hub", form))[0] in (429, 503):
                time.sleep(0.005)
            if answer[0] != 202:
                raise RuntimeError(f"the hub says to number {number}: {answer}")
    store = sqlite3.connect(place.state(name) / "feedd.db")
    while store.execute("SELECT count(*) FROM push_subscription").fetchone()[0] < SUBSCRIBERS:
        time.sleep(0.005)
    store.close()
    return time.monotonic() - began


def rest(state):
    """Until every acknowledgement is in the store."""
    store = sqlite3.connect(state / "feedd.db")
    while store.execute("SELECT min(told) < max(told) FROM push_subscription").fetchone()[0]:
        time.sleep(0.05)
    store.close()
    time.sleep(0.5)


def last_commit(feedd):
    """When what was published last was committed, ns since the epoch."""
    moment, fields = list(logged(feedd.log(), "published"))[-1]
    return 1e9 * moment - 1e6 * float(fields["ms"])


class Round(NamedTuple):
    """One publication to all subscribers, and the same by curl alone right after it."""

    size: int  # bytes of a delivery
    rate: float
    courier_us: float  # CPU a delivery, of the courier's thread
    all_us: float
    rss_mb: float
    anon_mb: float
    first_ms: float
    thousandth_ms: float
    bare: float
    easy: float


def alone(bench, size):
    """Deliveries a second by the bare loop and by the reused easy handle."""
    words = (SUBSCRIBERS, 1, IN_FLIGHT, size)
    done = subprocess.run([bench.build / "tests/bench/push_bench", *map(str, words)], check=True, capture_output=True,
                          text=True)
    rates = dict(re.findall(r"^\| (\w+) +\| +(\d+) \|", done.stdout, re.M))
    return float(rates["bare"]), float(rates["curl_easy"])


def one_round(place, feedd, publishing, state):
    before = thread_cpu_ns(feedd.pid)
    with Peak(feedd.pid) as peak:
        place.sink.await_(SUBSCRIBERS)
        publishing.send(publishing.request())
        arrivals = place.sink.arrivals()
        rest(state)
    spent = thread_cpu_ns(feedd.pid) - before
    committed = last_commit(feedd)
    with Connection(feedd.port) as connection:
        size = len(connection.get("/" + TOPIC)[2])
    return Round(size, (arrivals.count - 1) / (arrivals.last - arrivals.first) * 1e9,
                 spent["courier"] / 1000 / SUBSCRIBERS, spent.total() / 1000 / SUBSCRIBERS, peak.rss_mb, peak.anon_mb,
                 (arrivals.first - committed) / 1e6, (arrivals.thousandth - committed) / 1e6,
                 *alone(place.bench, size))


def fan_out(place, name, core):
    """(seconds to subscribe, memory when idle, rounds)"""
    publishing = place.publishing(name)
    with place.serve(name, core) as feedd:
        took = subscribe(place, feedd, name)
        time.sleep(3)
        idle = memory_mb(feedd.pid)
        rounds = [one_round(place, feedd, publishing, place.state(name)) for _ in range(ROUNDS)]
    return took, idle, rounds


def fan_out_figures(place, name, core, where):
    took, idle, rounds = fan_out(place, name, core)
    middle = Round(*map(statistics.median, zip(*rounds)))
    yield Figure(f"{SUBSCRIBERS} subscriptions through the hub, {where}", took, "s", note=f"{SUBSCRIBERS / took:.0f}/s")
    yield Figure(f"deliveries, {where}", middle.rate, "/s",
                 note=f"{middle.size} bytes, signed, acknowledged; {len(rounds)} rounds")
    yield from beside_curl(middle, rounds, limited=core is None)
    yield Figure("CPU of the courier's thread, a delivery", middle.courier_us, "us",
                 note=f"{middle.all_us:.1f} us of all threads")
    yield Figure("memory above idle: VmRSS", max(one.rss_mb for one in rounds) - idle["VmRSS"], "MB", 64,
                 f"idle {idle['VmRSS']:.1f} MB; the most of all rounds")
    yield Figure("memory above idle: RssAnon", max(one.anon_mb for one in rounds) - idle["RssAnon"], "MB", 64,
                 f"idle {idle['RssAnon']:.1f} MB")
    yield Figure(f"commit to the 1,000th of {SUBSCRIBERS}, {where}", middle.thousandth_ms, "ms", 1000,
                 f"the first {middle.first_ms:.1f} ms; worst 1,000th {max(one.thousandth_ms for one in rounds):.0f} ms")


def beside_curl(middle, rounds, limited):
    def ratio(of, to):
        return statistics.median(getattr(one, of) / getattr(one, to) for one in rounds)

    least = (0.9, 3) if limited else (None, None)
    yield Figure("of the bare loop's in the same round", ratio("rate", "bare"), "x", at_least=least[0],
                 note=f"{middle.bare:.0f}/s")
    yield Figure("of the reused easy handle's in the same round", ratio("rate", "easy"), "x", at_least=least[1],
                 note=f"{middle.easy:.0f}/s; the bare loop's own {ratio('bare', 'easy'):.2f} x")


def latencies(place, name):
    """ms from each commit to its first delivery and to its last."""
    with place.serve(name):
        pass
    place.subscribe_in_store(name, FEW, behind=False)
    publishing = place.publishing(name)
    first, last = [], []
    with place.serve(name) as feedd:
        time.sleep(1)
        for _ in range(PUBLICATIONS):
            request = publishing.request()
            place.sink.await_(FEW)
            publishing.send(request)
            arrivals = place.sink.arrivals()
            time.sleep(0.2)
            committed = last_commit(feedd)
            first.append((arrivals.first - committed) / 1e6)
            last.append((arrivals.last - committed) / 1e6)
    return first, last


def pace(place, feedd):
    """p50, p99 and worst of 304s in us."""
    probe = place.bench.build / "tests" / "bench" / "probe"
    done = subprocess.run([probe, "pace", str(feedd.port), "/" + TOPIC, "3"], check=True, capture_output=True,
                          text=True)
    return [float(word) for word in done.stdout.split()][:3]


def paced(place, name):
    """(304s with nothing to be told, while a backlog is, while curl alone sends as much to others; deliveries/s)"""
    publishing = place.publishing(name)
    with place.serve(name) as feedd:
        publishing.send(publishing.request())  # there is news to be behind of
        time.sleep(3)
        quiet = pace(place, feedd)
        beside = subprocess.Popen([place.bench.build / "tests/bench/push_bench", str(BACKLOG), "1", str(IN_FLIGHT),
                                   "20000", "bare"], stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        curl = pace(place, feedd)
        if beside.poll() is not None:
            raise RuntimeError("curl was done before the requests were")
        beside.wait()
    place.subscribe_in_store(name, BACKLOG, behind=True)
    place.sink.await_(BACKLOG)
    with place.serve(name) as feedd:
        busy = pace(place, feedd)
        ended = time.time_ns()
        arrivals = place.sink.arrivals()
    if arrivals.last < ended:
        raise RuntimeError("the backlog was delivered before the requests were done")
    return quiet, busy, curl, (arrivals.count - 1) / (arrivals.last - arrivals.first) * 1e9


def pace_figures(place):
    runs = [paced(place, f"push-pace-{number}") for number in range(PACES)]
    rate = statistics.median(run[3] for run in runs)
    names = ("nothing is told", f"{BACKLOG} are told, {rate:.0f}/s", "curl alone sends beside it")
    for which, name in enumerate(names):
        middle, high, worst = (statistics.median(one) for one in zip(*(run[which] for run in runs)))
        yield Figure(f"304 while {name}: p99", high, "us", note=f"p50 {middle:.0f}, worst {worst:.0f}; {len(runs)} runs")
    for which, name in ((1, "told"), (2, "curl alone sends")):
        ratio = statistics.median(run[which][1] / run[0][1] for run in runs)
        yield Figure(f"p99 of 304 while {name}, of that without", ratio, "x", 1.1 if which == 1 else None)


def push(bench):
    program = bench.build / "tests" / "bench" / "push_sink"
    if not program.exists():
        return bench.skip(f"push: no {program}; build with -DFEEDD_BENCH=ON")
    cores = sorted(os.sched_getaffinity(0))
    with Sink(program, cores[-1]) as sink:
        place = Place(bench, sink)
        yield from fan_out_figures(place, "push-one-core", cores[0], "feedd on one core")
        yield from fan_out_figures(place, "push", None, "feedd on all cores")
        first, last = latencies(place, "push-few")
        yield Figure(f"commit to the first delivery of {FEW}: p50", percentile(first, 50), "ms", 10,
                     f"p99 {percentile(first, 99):.1f}; {len(first)} publications")
        yield Figure(f"commit to the last delivery of {FEW}: p50", percentile(last, 50), "ms",
                     note=f"p99 {percentile(last, 99):.1f}")
        yield from pace_figures(place)
