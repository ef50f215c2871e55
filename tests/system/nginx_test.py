"""A real nginx in front: the client is whom it names, whatever that client says of itself."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import clients
import daemon
import pushing
from clients import submission, talk

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
if not NGINX:
    daemon.skip("nginx is not installed")

# Clients on loopback would be taken for proxies: X-Test-Client tells the outer nginx who they are.
CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  server {{
    listen 127.0.0.1:{outer};
    set_real_ip_from 127.0.0.0/8;
    real_ip_header X-Test-Client;
    location / {{ proxy_pass http://127.0.0.1:{inner}; }}
  }}
  server {{
    listen 127.0.0.1:{inner};
    location / {{ proxy_pass http://127.0.0.1:{feedd}; }}
  }}
}}
"""

POLITENESS = '[http.politeness]\ninterval = "10m"\nburst = 2\nenforce = true\n'


class Nginx(clients.ClientTest):
    def setUp(self):
        super().setUp()
        feedd = self.serve(POLITENESS)
        self.outer, self.inner = ("127.0.0.1", pushing.free_port()), ("127.0.0.1", pushing.free_port())
        folder = self.space.home / "nginx"
        folder.mkdir()
        file = folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(outer=self.outer[1], inner=self.inner[1], feedd=feedd.port),
                        encoding="utf-8")
        process = subprocess.Popen([NGINX, "-e", "error.log", "-p", str(folder), "-c", str(file)], cwd=folder,
                                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        self.eventually(lambda: self.listens(self.outer) or self.assertIsNone(process.poll(), "nginx ended"))

    def listens(self, address):
        try:
            socket.create_connection(address, timeout=daemon.ANSWER_SECONDS).close()
        except ConnectionRefusedError:
            return False
        return True

    def test_names_the_client(self):
        self.assertEqual(self.client_of(self.outer, submission("X-Test-Client: 203.0.113.7")), "203.0.113.7")
        self.assertEqual(self.client_of(self.outer, submission("X-Test-Client: 2001:db8::7")), "2001:db8::7")

    def test_keeps_what_a_client_says_of_itself_from_counting(self):
        me = "X-Test-Client: 203.0.113.7"
        for lines in (("X-Forwarded-For: 198.51.100.1",), ("X-Forwarded-For: 198.51.100.1, 127.0.0.1",),
                      ("X-Forwarded-For: unknown",), ("X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 127.0.0.1")):
            with self.subTest(lines):
                self.assertEqual(self.client_of(self.outer, submission(me, *lines)), "203.0.113.7")
        self.assertEqual(self.client_of(self.outer, submission(me, "Forwarded: for=198.51.100.1")), "",
                         "nginx passes on a field that it does not write")

    def test_passes_validators_and_preflights_through(self):
        request = "{} /feed.rss HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n"
        first = talk(self.outer, request.format("GET", "").encode())
        self.assertTrue(first.startswith(b"HTTP/1.1 200 "), first[:200])
        tag = next(line for line in first.decode().splitlines() if line.startswith("ETag: ")).removeprefix("ETag: ")
        for method, lines, status in (("GET", f"If-None-Match: {tag}\r\n", 304), ("GET", 'If-Match: "x"\r\n', 412),
                                      ("OPTIONS", "Origin: https://reader.example\r\n", 204)):
            answer = talk(self.outer, request.format(method, lines).encode())
            self.assertEqual(int(answer.split()[1]), status, answer[:200])

    def test_leaves_politeness_to_the_client_it_names(self):
        def statuses(address, *lines):
            request = "\r\n".join(("GET /feed.rss HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""))
            return [int(talk(address, request.encode()).split()[1]) for _ in range(3)]
        self.assertEqual(statuses(self.outer, "X-Test-Client: 203.0.113.7"), [200, 200, 429])
        self.assertEqual(statuses(self.outer, "X-Test-Client: 203.0.113.8"), [200, 200, 429], "somebody else")
        self.assertEqual(statuses(self.outer, "X-Test-Client: 203.0.113.9", 'If-None-Match: "x"'), [200] * 3)
        self.assertEqual(statuses(self.outer), [200] * 3, "nobody but programs on this machine")


if __name__ == "__main__":
    daemon.main()
