"""CPU time of a request: feedd and nginx with the same bytes, each alone on one core, the load on another."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

from measured import Connection, Feedd, Figure, cpu_ns, header, median, pinned

SECONDS = 2
CONNECTIONS = 64
NGINX = """daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; root {folder}/root; types {{ application/atom+xml atom; }} default_type application/octet-stream;
  keepalive_requests 100000000; open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
  gzip_static on; gzip_vary on; tcp_nopush on; server_tokens off;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  add_header Cache-Control "public, max-age=900";
  server {{ listen 127.0.0.1:{sendfile_port}; sendfile on; }}
  server {{ listen 127.0.0.1:{buffered_port}; sendfile off; output_buffers 1 512k; }}
}}
"""


class Nginx:
    """One nginx process that serves `files` twice: with sendfile, and from buffers (better for small files)."""

    def __init__(self, folder, files, core, template=NGINX):
        (folder / "root").mkdir(parents=True)
        folder.chmod(0o755)
        for name, content in files.items():
            (folder / "root" / name).write_bytes(content)
        self.ports = {"sendfile": free_port(), "buffers": free_port()}
        config = folder / "nginx.conf"
        config.write_text(template.format(folder=folder, sendfile_port=self.ports["sendfile"],
                                       buffered_port=self.ports["buffers"]))
        self._process = subprocess.Popen([executable("nginx"), "-p", folder, "-c", config], stdin=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, preexec_fn=pinned(core))
        self.pid = self._process.pid
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.ports["buffers"])).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.02)
        raise RuntimeError(f"nginx did not start: {(folder / 'error.log').read_text()}")

    def stop(self):
        self._process.terminate()
        self._process.wait()


def executable(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def requests(bench):
    generator = bench.build / "tests" / "bench" / "load"
    cores = sorted(os.sched_getaffinity(0))
    if not generator.exists():
        return bench.skip(f"requests: no {generator}; build with -DFEEDD_BENCH=ON")
    if len(cores) < 2:
        return bench.skip("requests: needs two cores")
    samples = bench.source / "content" / "examples"
    with Feedd(bench.binary, samples, bench.folder / "requests", cores[0]) as feedd:
        time.sleep(5)  # the better codings are made
        servers = {"feedd": (feedd.pid, feedd.port)}
        nginx = beside(bench, feedd.port, cores[0])
        if nginx:
            servers |= {f"nginx {name}": (nginx.pid, port) for name, port in nginx.ports.items()}
        try:
            yield from cases(bench, generator, servers, cores[1])
        finally:
            if nginx:
                nginx.stop()


def beside(bench, port, core):
    if not executable("nginx"):
        return bench.skip("requests: nginx is not installed (apt install nginx-light); feedd alone")
    with Connection(port) as connection:
        plain = connection.get("/feed.atom")[2]
        packed = connection.get("/feed.atom", "Accept-Encoding: gzip\r\n")[2]
    return Nginx(bench.folder / "nginx", {"feed.atom": plain, "feed.atom.gz": packed}, core)


def cases(bench, generator, servers, core):
    for case, status, coding in (("200 identity", 200, ""), ("200 gzip", 200, "gzip"), ("304", 304, "gzip")):
        cost, rate, size = {name: [] for name in servers}, {name: [] for name in servers}, 0
        for _ in range(bench.runs):
            for name, (pid, port) in servers.items():
                headers = [f"Accept-Encoding: {coding}"] if coding else []
                with Connection(port) as connection:
                    _, head, body = connection.get("/feed.atom", "".join(f"{line}\r\n" for line in headers))
                if status == 304:
                    headers.append(f"If-None-Match: {header(head, 'etag')}")
                else:
                    size = len(body)
                before = cpu_ns(pid)
                answers = load(generator, core, port, status, headers)
                cost[name].append((cpu_ns(pid) - before) / answers / 1000)
                rate[name].append(answers / SECONDS)
        for name in servers:
            better = median([other / own for other, own in zip(cost[name], cost["feedd"])])
            against = "" if name == "feedd" else f"; {better:.2f}x feedd's"
            bytes_each = f"{size} bytes, " if status == 200 else ""
            yield Figure(f"{case}, {name}: CPU per request", median(cost[name]), "us",
                         note=f"{bytes_each}{median(rate[name]):.0f}/s{against}")


def load(generator, core, port, status, headers):
    """Answers within SECONDS; every one of them had `status`."""
    command = [generator, str(port), "/feed.atom", str(status), str(SECONDS), str(CONNECTIONS), *headers]
    done = subprocess.run(command, check=True, capture_output=True, text=True, preexec_fn=pinned(core))
    return int(done.stdout.split()[0])
