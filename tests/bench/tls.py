"""CPU time of a request by TLS 1.3: feedd and nginx with the same bytes, certificate and cipher, each alone on one core."""

import os
import re
import subprocess
import time

import serving
from measured import Connection, Feedd, Figure, cpu_ns, median

CONFIG = """[http.tls]
listen = "127.0.0.1:0"
certificate = "{certificate}"
key = "{key}"
"""
SERVER = """  ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_protocols TLSv1.3; ssl_session_tickets on;
  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ssl_buffer_size 16k;
  server {{ listen 127.0.0.1:{sendfile_port} ssl; sendfile on; }}
  server {{ listen 127.0.0.1:{buffered_port} ssl; sendfile off; output_buffers 1 512k; }}
}}
"""


def requests(bench):
    generator = bench.build / "tests" / "bench" / "load"
    cores = sorted(os.sched_getaffinity(0))
    missing = next((name for name in ("openssl", "nginx") if not serving.executable(name)), None)
    if missing or not generator.exists() or len(cores) < 2:
        return bench.skip(f"tls: needs two cores, {missing or generator}")
    issue = make_certificate(bench.folder)
    config = bench.folder / "tls.toml"
    config.write_text(CONFIG.format(**issue))
    samples = bench.source / "content" / "examples"
    with Feedd(bench.binary, samples, bench.folder / "tls", cores[0], ("--config", config)) as feedd:
        time.sleep(5)  # the better codings are made
        with Connection(feedd.port) as connection:
            plain = connection.get("/feed.atom")[2]
            packed = connection.get("/feed.atom", "Accept-Encoding: gzip\r\n")[2]
        nginx = serving.Nginx(bench.folder / "nginx-tls", {"feed.atom": plain, "feed.atom.gz": packed}, cores[0],
                              serving.NGINX[:serving.NGINX.index("  server")] + escaped(SERVER, issue))
        servers = {"feedd": (feedd.pid, int(re.search(r" tls=\S+:(\d+)", feedd.log())[1]))}
        servers |= {f"nginx {name}": (nginx.pid, port) for name, port in nginx.ports.items()}
        try:
            yield from cases(bench, generator, servers, cores[1], len(packed))
        finally:
            nginx.stop()


def make_certificate(folder):
    issue = {"certificate": folder / "fullchain.pem", "key": folder / "privkey.pem"}
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "30", "-subj", "/CN=localhost", "-out", issue["certificate"], "-keyout", issue["key"]],
                   check=True, capture_output=True)
    return issue


def escaped(server, issue):
    """`server` with the files in it, and everything else left to the template that it becomes part of."""
    return server.replace("{certificate}", str(issue["certificate"])).replace("{key}", str(issue["key"]))


def cases(bench, generator, servers, core, size):
    cost, rate = {name: [] for name in servers}, {name: [] for name in servers}
    for _ in range(bench.runs):
        for name, (pid, port) in servers.items():
            before = cpu_ns(pid)
            answers = serving.load(generator, core, f"tls:{port}", 200, ["Accept-Encoding: gzip"])
            cost[name].append((cpu_ns(pid) - before) / answers / 1000)
            rate[name].append(answers / serving.SECONDS)
    for name in servers:
        ratio = median([own / other for other, own in zip(cost[name], cost["feedd"])])
        against = "" if name == "feedd" else f"; feedd takes {ratio:.2f} of it"
        yield Figure(f"TLS 1.3, 200 gzip, {name}: CPU per request", median(cost[name]), "us",
                     note=f"{size} bytes, {median(rate[name]):.0f}/s{against}")
