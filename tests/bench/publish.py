"""One article published into a large archive: from its commit to the new bytes in each coding, and requests meanwhile.

What is timed is said in README.md beside this file: the moment of the commit is feedd's own, the moments at which the
new documents are there are seen from outside by `probe`, over HTTP.
"""

import datetime
import json
import random
import re
import socket
import subprocess
import threading
import time

import articles
from measured import Connection, Feedd, Figure, header

PUBLICATIONS = 200
PAUSE_SECONDS = 0.1  # between one publication's last coding and the next: the better codings have begun meanwhile
PACE_SECONDS = 6
LIMITS_MS = {"identity": 3, "gzip": 15, "zstd": 100, "br": 100}
TEXTS = ("path", "id", "slug", "title", "summary", "content", "language", "rights", "photo_credit", "section", "url",
         "source_text")


def held_paths(tags, author):
    """The site's feed in four formats, two tags' and an author's in three: 13 documents."""
    feeds = [f"/tags/{tag}" for tag in tags] + [f"/authors/{author.lower().replace(' ', '-')}"]
    return [f"/feed.{kind}" for kind in ("rss", "atom", "json", "rdf")] + [
        f"{feed}.{kind}" for feed in feeds for kind in ("rss", "atom", "json")]


class Publishing:
    """Says `deliver` to the control socket, as `feedd publish` does, without its start and end."""

    def __init__(self, state, tags, author):
        self._socket = str(state / "control")
        self._tags, self._author = tags, author
        self._count = 0

    def request(self):
        self._count += 1
        dice = random.Random(f"published {self._count}")
        blocks = articles.body(dice, articles.SIZE).split("\n\n")
        content = "\n".join(f"<p>{block}</p>" for block in blocks)
        article = dict.fromkeys(TEXTS, "")
        article |= {"path": f"published-{self._count}.md", "slug": f"published-{self._count}", "content": content,
                    "title": f"Published as number {self._count}", "summary": "One of many", "language": "en",
                    "source_text": content, "authors": [self._author], "tags": self._tags, "aliases": [], "files": [],
                    "published": int(datetime.datetime.now().timestamp()), "draft": False, "slug_given": False,
                    "minor": False, "origin": 1, "details": "", "media": []}
        return json.dumps({"command": "deliver", "articles": [article]}).encode() + b"\n"

    def send(self, request):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(self._socket)
            control.sendall(request)
            answer = b"".join(iter(lambda: control.recv(1 << 16), b""))
        if b'"added":1' not in answer:
            raise RuntimeError(f"not published: {answer.decode()}")


def logged(log, event):
    """(seconds since the epoch, fields) of each line of an event."""
    for stamp, fields in re.findall(rf"^(\S+) info {event} (.*)$", log, re.M):
        moment = datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()
        yield moment, dict(re.findall(r"(\w+)=(\S+)", fields))


def percentile(values, of):
    return sorted(values)[min(len(values) - 1, int(len(values) * of / 100))]


def watched(probe, publishing, port, paths):
    """Publishes one after another; the moments at which all documents were there, by coding, and how fine that is."""
    moments, rounds = [], []
    command = [probe, "watch", str(port), *paths]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(PUBLICATIONS):
            request = publishing.request()
            process.stdin.write("go\n")
            process.stdin.flush()
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("probe ended")
            publishing.send(request)
            *nanoseconds, step = (int(word) for word in process.stdout.readline().split())
            moments.append([moment / 1e9 for moment in nanoseconds])
            rounds.append(step / 1e6)
            time.sleep(PAUSE_SECONDS)
        process.stdin.close()
    return moments, percentile(rounds, 50)


def unwatched(publishing):
    """Publishes as often; who watches takes a core of those that publish."""
    for _ in range(PUBLICATIONS):
        publishing.send(publishing.request())
        time.sleep(PAUSE_SECONDS)


def pace(probe, port, path):
    """Percentiles in us: 304 p50 p99 worst, 200 p50 p99 worst."""
    done = subprocess.run([probe, "pace", str(port), path, str(PACE_SECONDS)], check=True, capture_output=True,
                          text=True)
    return [float(word) for word in done.stdout.split()]


def pace_while_publishing(probe, publishing, port, path):
    stop = threading.Event()

    def publish():
        while not stop.wait(PAUSE_SECONDS):
            publishing.send(publishing.request())

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        return pace(probe, port, path)
    finally:
        stop.set()
        thread.join()


def sizes(port, paths):
    """Bytes of all documents together, by coding."""
    total = dict.fromkeys(LIMITS_MS, 0)
    with Connection(port) as connection:
        for coding in LIMITS_MS:
            for path in paths:
                _, head, body = connection.get(path, f"Accept-Encoding: {coding}\r\n")
                if (header(head, "content-encoding") or "identity") != coding:
                    raise RuntimeError(f"{path} is not there in {coding}")
                total[coding] += len(body)
    return total


def publish(bench):
    probe = bench.build / "tests" / "bench" / "probe"
    if not probe.exists():
        return bench.skip(f"publish: no {probe}; build with -DFEEDD_BENCH=ON")
    archive, state = bench.folder / "publish-articles", bench.folder / "publish"
    articles.write_archive(archive, bench.large)
    tags, author = articles.TOPICS[:2], articles.AUTHORS[0]
    paths = held_paths(tags, author)
    publishing = Publishing(state, tags, author)
    with Feedd(bench.binary, archive, state) as feedd:
        with Connection(feedd.port) as connection:
            for path in paths:
                if connection.get(path)[0] != 200:
                    raise RuntimeError(f"no {path}")
        time.sleep(5)
        alone = pace(probe, feedd.port, "/feed.rss")
        before = len(list(logged(feedd.log(), "published")))
        unwatched(publishing)
        moments, step = watched(probe, publishing, feedd.port, paths)
        served = list(logged(feedd.log(), "published"))[before:before + 2 * PUBLICATIONS]
        commits = [float(fields["ms"]) for _, fields in logged(feedd.log(), "committed")][:2 * PUBLICATIONS]
        time.sleep(5)
        best = sizes(feedd.port, paths)
        busy = pace_while_publishing(probe, publishing, feedd.port, "/feed.rss")
    if {fields["documents_made"] for _, fields in served} != {str(len(paths))}:
        raise RuntimeError("not every document was made for every publication")
    yield from figures(bench, paths, moments, served, commits, best)
    for index, status in enumerate(("304", "200 gzip")):
        for name, values in (("nothing published", alone), ("10 articles a second", busy)):
            middle, high, worst = values[3 * index:3 * index + 3]
            yield Figure(f"{status} on a kept connection, {name}: p99", high / 1000, "ms",
                         note=f"p50 {middle / 1000:.2f}, worst {worst / 1000:.1f} ms")
    yield Figure("a round of the watching probe", step, "ms", note="the figures above are late by at most so much")


def figures(bench, paths, moments, served, commits, best):
    count = f"{2 * len(moments)} publications into {bench.large} articles"
    yield Figure("the durable commit: p99", percentile(commits, 99), "ms", note=f"p50 {percentile(commits, 50):.2f}; {count}")
    own = [float(fields["ms"]) for _, fields in served[:PUBLICATIONS]]
    yield Figure("commit to identity in every loop, by feedd's clock: p99", percentile(own, 99), "ms", 3,
                 f"p50 {percentile(own, 50):.2f}; nobody watching")
    served = served[PUBLICATIONS:]
    committed = [moment - float(fields["ms"]) / 1000 for moment, fields in served]
    for index, (coding, limit) in enumerate(LIMITS_MS.items()):
        took = [1000 * (seen[index] - began) for seen, began in zip(moments, committed)]
        note = f"p50 {percentile(took, 50):.2f}; {len(paths)} documents, {best[coding] / 1e6:.2f} MB"
        yield Figure(f"commit to {coding} seen by a client: p99", percentile(took, 99), "ms", limit, note)
