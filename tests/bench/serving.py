"""What a request costs: feedd, other servers with the same bytes and the least a server can do, each alone on one core,
the load on another; how long answers take under a load that does not wait, and what a connection takes of memory.
"""

import contextlib
import os
import re
import subprocess
import threading
import time
from typing import NamedTuple

import articles
import servers
from measured import Connection, Feedd, Figure, cpu_ns, median, memory_mb, pinned
from publish import Publishing

SECONDS = 0.4
TURNS = 5  # of a run: what is compared is measured at nearly the same time
CONNECTIONS = (64, 1000)
IDLE = (0, 1000, 4000)
BUSY = 0.7  # of nginx's peak: the load that does not wait
OPEN_SECONDS = 5
PAUSE_SECONDS = 0.1  # ten articles a second
ARTICLES = 100
FEW = 4  # more documents leave more memory free when they are made, and connections would hide in it
SITE = """[feeds]
limit = {large}
[[feed]]
key = "tags/small"
limit = 4
"""
LARGE = 67  # entries of the site's feed
TLS_SECONDS = 2
NEWSBOAT = "User-Agent: newsboat/2.32 (Linux 6.1)"
TLS = """
[http.tls]
listen = "127.0.0.1:{port}"
certificate = "{folder}/cert.pem"
key = "{folder}/key.pem"
"""


class Case(NamedTuple):
    """One request. `limits`: what feedd's CPU time must stay below, in that of another server; `best`: of the best."""

    key: str
    title: str
    path: str
    coding: str
    status: int
    mode: str
    limits: dict

    def accept(self):
        return f"Accept-Encoding: {self.coding}\r\n" if self.coding else ""


LEAST = {"canned": 1.18}
CASES = (
    Case("small", "200 gzip, 6 KB", "/tags/small.atom", "gzip", 200, "closed",
         {"nginx": 0.60, "nginx, sendfile off": 0.72, **LEAST}),
    Case("plain", "200 identity, 25 KB", "/tags/small.atom", "", 200, "closed", {"nginx": 0.65, **LEAST}),
    Case("large", "200 gzip, 84 KB", "/feed.atom", "gzip", 200, "closed", {"nginx": 0.72, **LEAST}),
    Case("same", "304", "/tags/small.atom", "gzip", 304, "closed", {"nginx": 0.75, "best": 0.85, **LEAST}),
    Case("fresh", "304, a connection each", "/tags/small.atom", "gzip", 304, "fresh", {"nginx": 0.90, **LEAST}),
)
SMALL, _, WHOLE, SAME, _ = CASES


def write_site(folder, count):
    """Articles of one tag, and a configuration that makes feeds of about the sizes that are measured."""
    articles.write_archive(folder / "articles", count)
    for path in (folder / "articles").rglob("*.md"):
        path.write_text(re.sub(r"(?m)^tags: .*$", "tags: [small]", path.read_text()))
    config = folder / "feedd.toml"
    config.write_text(SITE.format(large=LARGE))
    return folder / "articles", config


class Site(servers.Asked):
    """A running feedd."""

    name = "feedd"

    def __init__(self, feedd, folder):
        self.pid, self.port = feedd.pid, feedd.port
        self.publishing = Publishing(folder / "state", ["small"], articles.AUTHORS[0])


@contextlib.contextmanager
def site(bench, name, core, more="", count=ARTICLES):
    """feedd with the articles, once the best codings of what is measured are made."""
    folder = bench.folder / name
    source, config = write_site(folder, count)
    config.write_text(config.read_text() + more)
    time.sleep(3)  # older than what feedd takes for possibly still being written
    with Feedd(bench.binary, source, folder / "state", core, ("--config", config)) as feedd:
        files_of(feedd.port)
        settle(feedd.pid)
        yield Site(feedd, folder)


def settle(pid):
    """Until a process has had nothing to do for a second."""
    while True:
        before = cpu_ns(pid)
        time.sleep(1)
        if cpu_ns(pid) - before < 20e6:
            return


def files_of(port):
    """{path: bytes} of what the others serve."""
    files = {}
    with Connection(port) as connection:
        for case in CASES:
            files[case.path] = connection.get(case.path)[2]
            files[case.path + ".gz"] = connection.get(case.path, "Accept-Encoding: gzip\r\n")[2]
    return files


def lines_of(server, case):
    tag = f"If-None-Match: {server.tag(case)}\r\n" if case.status == 304 else ""
    return case.accept() + tag


def canned_answers(feedd):
    close = {"fresh": "Connection: close\r\n"}
    return {case.key: servers.whole_answer(feedd.port, case.path, lines_of(feedd, case) + close.get(case.mode, ""))
            for case in CASES}


def tools(bench):
    """Generator, the server for canned answers, two cores; or nothing, with a word."""
    programs = [bench.build / "tests" / "bench" / name for name in ("load", "canned")]
    cores = sorted(os.sched_getaffinity(0))
    if not all(program.exists() for program in programs):
        return bench.skip(f"serve: no {programs[0]}; build with -DFEEDD_BENCH=ON")
    if len(cores) < 2:
        return bench.skip("serve: needs two cores")
    return *programs, cores[0], cores[-1]


class Loaded(NamedTuple):
    """What the generator counted, and the CPU time a request took the server in us. Percentiles: of an open load."""

    answers: float
    body_bytes: float
    percentiles: list
    cost: float


def load(generator, core, mode, server, case, connections, seconds=SECONDS, status=None, lines=None):
    lines = (lines_of(server, case) if lines is None else lines).split("\r\n")[:-1]
    command = [generator, mode, server.port, server.path(case), status or case.status, seconds, connections, *lines]
    with subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          preexec_fn=pinned(core)) as process:
        process.stdout.readline()
        before = cpu_ns(server.pid)
        process.stdin.write("go\n")
        process.stdin.flush()
        words = [float(word) for word in process.stdout.readline().split()]
        spent = cpu_ns(server.pid) - before
        process.stdin.close()
    if process.returncode != 0:
        raise RuntimeError(f"load failed: {' '.join(map(str, command))}")
    return Loaded(words[0], words[1], words[2:], spent / words[0] / 1000)


def serve(bench):
    found = tools(bench)
    if not found:
        return
    generator, canned, core, load_core = found
    with contextlib.ExitStack() as stack:
        feedd = stack.enter_context(site(bench, "serve", core))
        running = [feedd, *beside(bench, stack, feedd, core, canned)]
        peaks = {}
        for connections in CONNECTIONS:
            for case in CASES:
                cost, rate = in_turns(bench, generator, load_core, running, case, connections)
                peaks.setdefault(case.key, rate.get("nginx"))
                yield from ratios(case, connections, cost, feedd)
        nginx = next((server for server in running if server.name == "nginx"), None)
        if nginx:
            for case in (SMALL, SAME):
                yield from open_load(bench, generator, load_core, (feedd, nginx), case, BUSY * peaks[case.key])
            yield from while_publishing(bench, generator, load_core, feedd, BUSY * peaks[SMALL.key])
            yield from delta(bench, generator, load_core, feedd, stack, core)
    yield from memory(bench, core)
    yield from tls(bench, core, load_core)


def beside(bench, stack, feedd, core, canned):
    files = files_of(feedd.port)
    for kind in (servers.Nginx, servers.NginxBuffers, servers.Lighttpd, servers.H2o):
        folder = bench.folder / kind.name.replace(", ", "-").replace(" ", "-")
        if servers.executable(kind.program):
            yield stack.enter_context(kind(folder, files, core))
        else:
            bench.skip(f"serve: {kind.program} is not installed; without it")
    yield stack.enter_context(servers.Canned(bench.folder / "canned", canned_answers(feedd), core, canned))


def in_turns(bench, generator, core, running, case, connections):
    """{server: [CPU time of a request in us]} and {server: answers per second}."""
    cost, rate = {server.name: [] for server in running}, {server.name: [] for server in running}
    for _ in range(bench.runs * TURNS):
        for server in running:
            loaded = load(generator, core, case.mode, server, case, connections)
            cost[server.name].append(loaded.cost)
            rate[server.name].append(loaded.answers / SECONDS)
    return cost, {name: median(values) for name, values in rate.items()}


def ratios(case, connections, cost, feedd):
    spent = ", ".join(f"{name} {median(values):.2f}" for name, values in cost.items())
    others = {name: values for name, values in cost.items() if name not in ("feedd", "canned")}
    if others:
        others["best"] = others[min(others, key=lambda name: median(others[name]))]
    others["canned"] = cost["canned"]
    note = f"{size(feedd, case)}us: {spent}; "
    for name, limit in case.limits.items():
        if name not in others:
            continue
        pairs = sorted(own / other for own, other in zip(cost["feedd"], others[name]))
        yield Figure(f"{case.title}, {connections}: CPU, feedd / {name}", median(pairs), "", limit,
                     f"{note}{spread(pairs)}")
        note = ""


def size(feedd, case):
    if case.status == 304:
        return ""
    with Connection(feedd.port) as connection:
        return f"{len(connection.get(case.path, case.accept())[2])} bytes; "


def open_load(bench, generator, core, pair, case, rate):
    """Percentiles of both at one load."""
    took = {server.name: [] for server in pair}
    for _ in range(bench.runs):
        for server in pair:
            loaded = load(generator, core, f"open:{rate:.0f}", server, case, 64, OPEN_SECONDS)
            took[server.name].append(loaded.percentiles)
    middle = {name: [median(column) for column in zip(*values)] for name, values in took.items()}
    pairs = sorted(own[1] / other[1] for own, other in zip(took["feedd"], took["nginx"]))
    told = "; ".join(f"{name} p50 {values[0]:.0f}, p99 {values[1]:.0f} us" for name, values in middle.items())
    yield Figure(f"{case.title} at {rate:.0f}/s: p99, feedd / nginx", median(pairs), "", 1.0,
                 f"{told}; {spread(pairs)}")


def while_publishing(bench, generator, core, feedd, rate):
    """The same request while its feed gets ten articles a second. Who publishes runs beside the generator and gives way
    to it: what keeps a generator from sending looks like a late answer."""
    stop = threading.Event()
    requests = [feedd.publishing.request() for _ in range(2 * bench.runs * int(OPEN_SECONDS / PAUSE_SECONDS))]

    def publish():
        os.sched_setaffinity(0, {core})
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        while not stop.wait(PAUSE_SECONDS):
            feedd.publishing.send(requests.pop())

    quiet, busy = [], []
    for _ in range(bench.runs):
        quiet.append(load(generator, core, f"open:{rate:.0f}", feedd, SMALL, 64, OPEN_SECONDS).percentiles[1])
        stop.clear()
        thread = threading.Thread(target=publish)
        thread.start()
        try:
            busy.append(load(generator, core, f"open:{rate:.0f}", feedd, SMALL, 64, OPEN_SECONDS).percentiles[1])
        finally:
            stop.set()
            thread.join()
        settle(feedd.pid)
    pairs = sorted(after / before for before, after in zip(quiet, busy))
    yield Figure(f"{SMALL.title} at {rate:.0f}/s: p99, 10 articles a second / none", median(pairs), "", 1.1,
                 f"{median(busy):.0f}, {median(quiet):.0f} us; {spread(pairs)}")


def delta(bench, generator, core, feedd, stack, server_core):
    """What newsboat gets after one new article, beside nginx's whole feed."""
    before = feedd.tag(WHOLE)
    feedd.publishing.send(feedd.publishing.request())
    while feedd.tag(WHOLE) == before:
        time.sleep(0.1)
    settle(feedd.pid)
    nginx = stack.enter_context(servers.Nginx(bench.folder / "nginx-delta", files_of(feedd.port), server_core))
    lines = f"{WHOLE.accept()}A-IM: feed\r\n{NEWSBOAT}\r\nIf-None-Match: {before}\r\n"
    cost, sizes = {"feedd": [], "nginx": []}, {}
    for _ in range(bench.runs * TURNS):
        for server, status in ((feedd, 226), (nginx, 200)):
            loaded = load(generator, core, "closed", server, WHOLE, 64, status=status, lines=lines)
            cost[server.name].append(loaded.cost)
            sizes[server.name] = loaded.body_bytes / loaded.answers
    yield Figure("226 of one new entry, bytes: feedd / nginx's 200", sizes["feedd"] / sizes["nginx"], "", 0.2,
                 f"{sizes['feedd']:.0f}, {sizes['nginx']:.0f} bytes")
    pairs = sorted(own / other for own, other in zip(cost["feedd"], cost["nginx"]))
    yield Figure("226 of one new entry, 64: CPU, feedd / nginx's 200", median(pairs), "", 0.75,
                 two_costs(cost, pairs))


def two_costs(cost, pairs):
    told = ", ".join(f"{name} {median(values):.2f}" for name, values in cost.items())
    return f"us: {told}; {spread(pairs)}"


def spread(pairs):
    """The middle half of them."""
    return f"{pairs[len(pairs) // 4]:.2f}-{pairs[-1 - len(pairs) // 4]:.2f}"


def memory(bench, core):
    """What kept connections take that have had an answer each; each server fresh."""
    grown = {}
    with site(bench, "serve-memory", core, count=FEW) as feedd:
        files = files_of(feedd.port)
        settle(feedd.pid)
        grown["feedd"] = growth(feedd)
    if servers.executable("nginx"):
        with servers.Nginx(bench.folder / "nginx-memory", files, core) as nginx:
            size_of(nginx)
            grown["nginx"] = growth(nginx)
    for name in ("VmRSS", "RssAnon"):
        first, second = {}, {}
        for server, looks in grown.items():
            none, some, many = (look[name] * 1024 * 1024 for look in looks)
            first[server], second[server] = (some - none) / 1024, (many - some) / (IDLE[2] - IDLE[1])
        yield Figure(f"{name}, {IDLE[1]} idle connections above none", first.pop("feedd"), "kB", first.get("nginx"),
                     "".join(f"{server} {value:.0f} kB" for server, value in first.items()))
        yield Figure(f"{name}, each of {IDLE[2] - IDLE[1]} more", second.pop("feedd"), "bytes", 512,
                     "".join(f"{server} {value:.0f} bytes" for server, value in second.items()))


def size_of(server):
    with Connection(server.port) as connection:
        return len(connection.get(server.path(SMALL), SMALL.accept())[2])


def growth(server):
    """Memory at each number of connections."""
    kept, looks = [], []
    for count in IDLE:
        kept += [Connection(server.port) for _ in range(count - len(kept))]
        for connection in kept:
            connection.get(server.path(SMALL), SMALL.accept())
        looks.append(memory_mb(server.pid))
    for connection in kept:
        connection.close()
    return looks


def tls(bench, core, load_core):
    """By wrk, which speaks it; only the servers' CPU time counts."""
    missing = [name for name in ("wrk", "nginx", "openssl") if not servers.executable(name)]
    if missing:
        return bench.skip(f"serve: TLS: {', '.join(missing)} not installed")
    folder = bench.folder / "tls"
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=localhost", "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                   check=True, capture_output=True)
    port = servers.free_port()
    try:
        with site(bench, "serve-tls", core, TLS.format(port=port, folder=folder)) as feedd:
            files = files_of(feedd.port)
            feedd.port = port
            with servers.NginxTls(bench.folder / "nginx-tls", files, core, folder) as nginx:
                yield from tls_in_turns(bench, load_core, feedd, nginx)
    except RuntimeError as error:
        bench.skip(f"serve: TLS: {str(error).splitlines()[-1]}")


def tls_in_turns(bench, core, feedd, nginx):
    cost = {"feedd": [], "nginx": []}
    for _ in range(bench.runs):
        for server in (feedd, nginx):
            before = cpu_ns(server.pid)
            done = subprocess.run(["wrk", "-t1", "-c64", f"-d{TLS_SECONDS}s", "-H", SMALL.accept().strip(),
                                   f"https://127.0.0.1:{server.port}{SMALL.path}"], check=True, stdout=subprocess.PIPE,
                                  text=True, preexec_fn=pinned(core))
            if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
                raise RuntimeError(done.stdout)
            answers = int(re.search(r"(\d+) requests in", done.stdout)[1])
            cost[server.name].append((cpu_ns(server.pid) - before) / answers / 1000)
    pairs = sorted(own / other for own, other in zip(cost["feedd"], cost["nginx"]))
    yield Figure("TLS 1.3, 200 gzip, 6 KB, 64: CPU, feedd / nginx", median(pairs), "", 0.85,
                 two_costs(cost, pairs))


def soak(bench):
    """Memory under all kinds of requests, while articles are published, for `--minutes`: flat after the first tenth."""
    found = tools(bench)
    if not found:
        return
    generator, _, core, load_core = found
    with site(bench, "soak", core) as feedd:
        end, looks, answers = time.monotonic() + 60 * bench.minutes, [], 0
        while time.monotonic() < end:
            feedd.publishing.send(feedd.publishing.request())
            for case in CASES:
                lines = case.accept() + (f"If-None-Match: {feedd.tag(case)}\r\n" if case.status == 304 else "")
                answers += load(generator, load_core, case.mode, feedd, case, 64, 1, lines=lines).answers
            looks.append(memory_mb(feedd.pid)["VmRSS"])
    first, rest = looks[len(looks) // 10], looks[len(looks) // 10:]
    yield Figure(f"VmRSS after {bench.minutes} minutes, above that after a tenth", looks[-1] - first, "MB", 2,
                 f"{first:.1f} to {looks[-1]:.1f} MB, {max(rest):.1f} at most; {answers / 1e6:.1f} million answers")
