"""Who the daemon takes its clients for, seen in its log: what they submit is logged at level debug.

Python 3.11, standard library only.
"""

import re
import socket

import daemon
import pushing

PATH = "/rsscloud/pleaseNotify"
SUBMITTED = re.compile(rf"submission path={PATH} client=(\S*)")
DEBUG = '\n[log]\nlevel = "debug"\n'


def submission(*lines, body="x=y"):
    """A POST as bytes, on a connection that ends with its answer."""
    head = (f"POST {PATH} HTTP/1.1", "Host: localhost", f"Content-Type: {pushing.FORM}", "Connection: close",
            f"Content-Length: {len(body)}", *lines)
    return "\r\n".join((*head, "", body)).encode()


def talk(address, *pieces):
    """All that comes back for what is sent piece by piece, to a (host, port) or a Unix socket's path."""
    is_path = isinstance(address, str)
    with socket.socket(socket.AF_UNIX if is_path else socket.AF_INET) as connection:
        connection.settimeout(daemon.ANSWER_SECONDS)
        connection.connect(address)
        if not is_path:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:  # closed with bytes unread
            return b""


class ClientTest(daemon.WorkspaceTest):
    """A test with a daemon that says who its clients are."""

    def setUp(self):
        super().setUp()
        self.write({"first.md": pushing.article("First")})

    def serve(self, http="", *options):
        file = self.space.home / "feedd.toml"
        file.write_text(f"[http]\n{http}{DEBUG}", encoding="utf-8")
        self.feedd = self.enterContext(self.space.serve(None, "--config", str(file), *options))
        return self.feedd

    def clients(self):
        return [found.group(1).strip('"') for found in map(SUBMITTED.search, list(self.feedd.log)) if found]

    def client_of(self, address, *pieces):
        """Whom the daemon takes for the client of one submission."""
        before = len(self.clients())
        answer = talk(address, *pieces)
        self.assertTrue(answer.startswith(b"HTTP/1.1 "), answer)
        self.eventually(lambda: len(self.clients()) > before, "no submission is logged")
        return self.clients()[before]
