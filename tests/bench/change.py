"""One edited file on its way to a reader: from the rename to the first answer that has the new title."""

import os
import re
import time

import articles
from measured import Connection, Feedd, Figure, header, median

EDITS = 5  # for each run
SETTLED_SECONDS = 3.2  # an edited file is looked at once more after 2.5 s; the next edit stands alone


def quiet_ms(source):
    """How long feedd waits for a burst of events to end: the constant in the publisher."""
    text = (source / "daemon" / "publisher_thread.hpp").read_text()
    return int(re.search(r"quiet_time\{(\d+)\};", text)[1])


def edit(path, text, title):
    """As an editor saves: a temporary file beside it, then a rename. Returns the moment of the rename."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(re.sub(r'(?m)^title: .*$', f'title: "{title}"', text, count=1), encoding="utf-8")
    moment = time.monotonic()
    os.rename(temporary, path)
    return moment


def seconds_until(connection, title, since):
    """Polls without pause, conditionally as readers do."""
    tag = header(connection.get("/feed.atom")[1], "etag")
    while True:
        status, head, body = connection.get("/feed.atom", f"If-None-Match: {tag}\r\n")
        if status == 200:
            if title.encode() in body:
                return time.monotonic() - since
            tag = header(head, "etag")
        if time.monotonic() - since > 30:
            raise RuntimeError(f"{title} did not come")


def change(bench):
    name, text = articles.article(bench.count - 1, bench.count)
    own = re.search(r"^tags: \[([\w, ]+)\]$", text, re.M)[1].split(", ")
    others = [topic for topic in articles.TOPICS if topic not in own][:5]
    path = bench.archive / name
    took, made, after = [], [], bench.quiet_ms or quiet_ms(bench.source)
    with Feedd(bench.binary, bench.archive, bench.folder / "change") as feedd, Connection(feedd.port) as connection:
        held = {topic: connection.get(f"/tags/{topic}.atom")[1] for topic in [own[0], *others]}
        time.sleep(SETTLED_SECONDS)
        try:
            for number in range(EDITS * bench.runs):
                title = f"Edited for the {number + 1}. time at {time.time_ns()}"
                took.append(1000 * seconds_until(connection, title, edit(path, text, title)))
                time.sleep(SETTLED_SECONDS)
        finally:
            edit(path, text, articles.title(text))
        made = [int(count) for count in re.findall(r" published .*documents_made=(\d+)", feedd.log())][1:]
        same = [topic for topic in others
                if header(connection.get(f"/tags/{topic}.atom")[1], "etag") == header(held[topic], "etag")]
    if len(same) != len(others):
        raise RuntimeError("a feed changed that the edit does not touch")
    yield Figure("edit to visible, all of it", median(took), "ms", note=f"worst of {len(took)}: {max(took):.0f}")
    yield Figure(f"edit to visible, after the {after} ms of quiet", median(took) - after, "ms", 50)
    yield Figure("documents made for an edit", median(made[:len(took)]), "", 5,
                 "held: the site's 3, 1 of its tag, 5 of other tags")
