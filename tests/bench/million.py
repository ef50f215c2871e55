"""A store of a million articles, brought by an import: what it takes to serve it, and what ten thousand feeds of it cost.

Only where it is asked for by name: the import takes a quarter of an hour, and 3 GB of disk.
"""

import datetime
import random
import time

from measured import Connection, Feedd, Figure, memory_mb, run

TAGS = 20_000
AUTHORS = 200
FEEDS = 10_000
IDLE_SECONDS = 5
WORDS = "harbour tide lamp rope market ferry island council winter bridge report figure notice storm anchor letter".split()


def write_feed(path, count):
    """One RSS document of `count` items, ten minutes apart, each with two of the tags and one of the authors."""
    chosen = random.Random(7)
    paragraphs = [" ".join(chosen.choice(WORDS) for _ in range(28)) for _ in range(5000)]
    first = datetime.datetime(2005, 1, 1)
    with open(path, "w", encoding="utf-8") as feed:
        feed.write('<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
                   ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Archive</title>\n')
        for number in range(count):
            date = (first + datetime.timedelta(minutes=10 * number)).strftime("%a, %d %b %Y %H:%M:%S +0000")
            text = "".join(f"&lt;p&gt;{chosen.choice(paragraphs)}.&lt;/p&gt;" for _ in range(2))
            feed.write(f'<item><title>Report {number}</title><link>https://old.example/{number}/</link>'
                       f'<guid isPermaLink="false">urn:x-archive:{number}</guid><pubDate>{date}</pubDate>'
                       f'<dc:creator>Author {number % AUTHORS}</dc:creator><category>tag {number % TAGS}</category>'
                       f'<category>tag {number * 7919 % TAGS}</category>'
                       f'<content:encoded>{text}</content:encoded></item>\n')
        feed.write("</channel></rss>\n")


def answer_ms(connection, path):
    """Of an answer that must be 200."""
    began = time.monotonic()
    status, _, _ = connection.get(path, "Accept-Encoding: gzip\r\n")
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return (time.monotonic() - began) * 1000


def million(bench):
    feed, state, nothing = bench.folder / "archive.rss", bench.folder / "million", bench.folder / "nothing"
    nothing.mkdir()
    write_feed(feed, bench.huge)
    spent = run([bench.binary, "import", feed, "--state", state])
    yield Figure(f"import of {bench.huge} articles", bench.huge / spent.wall_s, "/s", note=f"peak {spent.peak_mb:.0f} MB")
    with Feedd(bench.binary, nothing, state):
        pass  # the first start notes how feeds are made
    with Feedd(bench.binary, nothing, state) as feedd:
        yield Figure("READY with this store", feedd.ready_s, "s")
        time.sleep(IDLE_SECONDS)
        yield Figure("idle: VmRSS", memory_mb(feedd.pid)["VmRSS"], "MB")
        connection = Connection(feedd.port)
        times = sorted(answer_ms(connection, f"/tags/tag-{2 * number}.rss") for number in range(FEEDS))
        yield Figure(f"{FEEDS} cold tag feeds: whole answer, p50", times[FEEDS // 2], "ms")
        yield Figure("the same, p99", times[FEEDS * 99 // 100], "ms", 20, note=f"worst {times[-1]:.1f} ms")
        yield Figure("after them: VmRSS", memory_mb(feedd.pid)["VmRSS"], "MB", 128)
        yield Figure(f"index page with {TAGS} tags, cold", answer_ms(connection, "/"), "ms")
