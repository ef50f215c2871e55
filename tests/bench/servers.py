"""Web servers beside feedd: each one process that serves the same bytes from files, tuned for what is measured.

`port` and `pid` are those of a running one; `path(case)` says by which path it is asked for.
"""

import os
import re
import shutil
import socket
import subprocess
import time

from measured import Connection, header, pinned

NGINX = """daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; root root; types {{ application/atom+xml atom; }} default_type application/octet-stream;
  keepalive_requests 100000000; keepalive_timeout 1h; open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
  gzip_static on; gzip_vary on; tcp_nopush on; server_tokens off;
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  add_header Cache-Control "public, max-age=900";
  server {{ listen 127.0.0.1:{port} backlog=4096; {more} }}
}}
"""
LIGHTTPD = """server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{folder}/root"
server.errorlog = "{folder}/error.log"
server.modules = ("mod_setenv")
server.event-handler = "linux-sysepoll"
server.network-backend = "sendfile"
server.max-fds = 16384
server.max-connections = 4096
server.listen-backlog = 4096
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 3600
server.stat-cache-engine = "simple"
mimetype.assign = (".atom" => "application/atom+xml", ".gz" => "application/atom+xml")
$HTTP["url"] =~ "\\.gz$" {{
  setenv.add-response-header = ("Cache-Control" => "public, max-age=900", "Vary" => "Accept-Encoding",
    "Content-Encoding" => "gzip")
}} else {{
  setenv.add-response-header = ("Cache-Control" => "public, max-age=900", "Vary" => "Accept-Encoding")
}}
"""
H2O = """listen: {{host: 127.0.0.1, port: {port}}}
user: {user}
num-threads: 1
max-connections: 4096
http1-request-timeout: 3600
access-log: /dev/null
hosts:
  default:
    paths:
      /:
        file.dir: {folder}/root
        file.send-compressed: ON
        header.set: "Cache-Control: public, max-age=900"
"""


def executable(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Asked:
    """What the load needs to know of a server: `name`, `pid`, `port`, and how it is asked for a case's document."""

    def path(self, case):
        return case.path

    def tag(self, case):
        with Connection(self.port) as connection:
            return header(connection.get(self.path(case), case.accept())[1], "etag")


class Server(Asked):
    """A process that serves `files` ({path: bytes}), bound to `core`, stopped at the end of a with block."""

    name = program = ""

    def __init__(self, folder, files, core):
        self.folder, self.port, self._core = folder, free_port(), core
        for path, content in files.items():
            target = folder / "root" / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def command(self):
        raise NotImplementedError

    def __enter__(self):
        with open(self.folder / "said", "wb") as said:
            self._process = subprocess.Popen([str(word) for word in self.command()], cwd=self.folder, stdout=said,
                                             stdin=subprocess.DEVNULL, stderr=said, preexec_fn=pinned(self._core))
        self.pid = self._process.pid
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.02)
        self._process.kill()
        raise RuntimeError(f"{self.name} did not start: {(self.folder / 'said').read_text()}")

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


class Nginx(Server):
    name, program, more = "nginx", "nginx", "sendfile on;"

    def command(self):
        (self.folder / "nginx.conf").write_text(NGINX.format(port=self.port, more=self.more))
        return executable(self.program), "-e", "error.log", "-p", self.folder, "-c", self.folder / "nginx.conf"


class NginxBuffers(Nginx):
    """Better for small files."""

    name, more = "nginx, sendfile off", "sendfile off; output_buffers 1 512k;"


class NginxTls(Nginx):
    def __init__(self, folder, files, core, keys):
        super().__init__(folder, files, core)
        self.more = (f"sendfile on; ssl_certificate {keys}/cert.pem; ssl_certificate_key {keys}/key.pem; "
                     "ssl_protocols TLSv1.3; ssl_buffer_size 16k;")

    def command(self):
        command = super().command()
        config = self.folder / "nginx.conf"
        config.write_text(config.read_text().replace("backlog=4096;", "ssl backlog=4096;"))
        return command


class Lighttpd(Server):
    """Knows no files compressed beforehand: it is asked for them by their own names."""

    name = program = "lighttpd"

    def command(self):
        (self.folder / "lighttpd.conf").write_text(LIGHTTPD.format(port=self.port, folder=self.folder))
        return executable(self.program), "-D", "-f", self.folder / "lighttpd.conf"

    def path(self, case):
        return case.path + (".gz" if case.coding else "")


class H2o(Server):
    name = program = "h2o"

    def command(self):
        user = os.environ.get("USER") or "root"
        (self.folder / "h2o.conf").write_text(H2O.format(port=self.port, folder=self.folder, user=user))
        return executable(self.program), "-m", "worker", "-c", self.folder / "h2o.conf"


class Canned(Server):
    """feedd's own answers, sent as they are by the least a server can do."""

    name = "canned"

    def __init__(self, folder, answers, core, program):
        super().__init__(folder, {f"/{name}": answer for name, answer in answers.items()}, core)
        self._names = list(answers)
        self._program = program

    def command(self):
        return self._program, self.port, *(f"{name}=root/{name}" for name in self._names)

    def path(self, case):
        return f"/{case.key}"


def whole_answer(port, path, lines):
    """What a server sends for one request, head and body, to its last byte."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
        data = b""
        while True:
            head, end, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            wanted = int(length[1]) if length and b" 304 " not in head[:13] else 0
            if end and len(body) >= wanted:
                return data
            piece = connection.recv(1 << 20)
            if not piece:
                raise RuntimeError(f"{path} ended early")
            data += piece
