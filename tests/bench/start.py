"""How long until feedd serves, and what it weighs then."""

import time

from measured import Feedd, Figure, median, memory_mb

IDLE_SECONDS = 5  # files written just now are looked at again after 2.5 s, and the better coding is made


def started(bench, state, wait=0):
    with Feedd(bench.binary, bench.archive, state) as feedd:
        time.sleep(wait)
        return feedd.ready_s, memory_mb(feedd.pid)


def start(bench):
    """Cold: nothing in the store. Warm: the same store again. Files are in the page cache in both."""
    cold, warm, memory = [], [], []
    for number in range(bench.runs):
        state = bench.folder / f"start-{number}"
        cold.append(started(bench, state)[0])
        ready, weight = started(bench, state, IDLE_SECONDS)
        warm.append(ready)
        memory.append(weight)
    yield Figure(f"cold start, {bench.count} articles", median(cold), "s", 3)
    yield Figure(f"warm start, {bench.count} articles", median(warm), "s", 0.5)
    yield from weights(f"{bench.count} articles, warm, idle", memory, 64, None)


def memory(bench):
    """After a cold start, and idle with the sample articles."""
    loaded, idle = [], []
    for number in range(bench.runs):
        loaded.append(started(bench, bench.folder / f"memory-{number}", IDLE_SECONDS)[1])
        with Feedd(bench.binary, bench.source / "content" / "examples", bench.folder / f"samples-{number}") as feedd:
            time.sleep(IDLE_SECONDS)
            idle.append(memory_mb(feedd.pid))
    yield from weights(f"{bench.count} articles, cold", loaded, 64, None)
    yield Figure(f"{bench.count} articles, cold: peak VmHWM", median([one["VmHWM"] for one in loaded]), "MB")
    yield from weights("samples, idle", idle, 32, 12)


def weights(name, memories, rss_limit, anonymous_limit):
    yield Figure(f"{name}: VmRSS", median([one["VmRSS"] for one in memories]), "MB", rss_limit)
    yield Figure(f"{name}: RssAnon", median([one["RssAnon"] for one in memories]), "MB", anonymous_limit)
