"""Behind proxies: whom the daemon takes for its client, by their fields and by the PROXY protocol."""

import pathlib
import socket
import struct
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import clients
import daemon
from clients import submission, talk

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
TRUSTED = 'trusted_proxies = ["192.0.2.0/24", "2001:db8::/32"]\n'


def proxied(source, behind=b""):
    """A PROXY header, version 2, of a client over TCP, with `behind` after its addresses."""
    is_ipv6 = ":" in source
    family = socket.AF_INET6 if is_ipv6 else socket.AF_INET
    ends = socket.inet_pton(family, source) + socket.inet_pton(family, "::1" if is_ipv6 else "127.0.0.1")
    rest = ends + struct.pack("!HH", 12345, 80) + behind
    return SIGNATURE + bytes((0x21, 0x21 if is_ipv6 else 0x11)) + struct.pack("!H", len(rest)) + rest


LOCAL = SIGNATURE + b"\x20\x00\x00\x00"


class Fields(clients.ClientTest):
    def test_name_the_client_behind_every_proxy_that_is_trusted(self):
        feedd = self.serve(TRUSTED)
        for lines, client in (
                ((), "127.0.0.1"),
                (("X-Forwarded-For: 198.51.100.1, 203.0.113.7, 192.0.2.9",), "203.0.113.7"),
                (("X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 192.0.2.9, 2001:db8::1"), "203.0.113.7"),
                (('Forwarded: for=198.51.100.1, for="[2001:db9::7]:4711";proto=https, for=192.0.2.9',), "2001:db9::7"),
                (("X-Forwarded-For: 203.0.113.7, unknown",), ""),
                (("Forwarded: for=203.0.113.7, for=_hidden",), ""),
                (("Forwarded: for=198.51.100.1", "X-Forwarded-For: 203.0.113.7"), "")):
            with self.subTest(lines):
                self.assertEqual(self.client_of((feedd.host, feedd.port), submission(*lines)), client)

    def test_are_believed_at_a_unix_socket(self):
        path = str(self.space.home / "http")
        self.serve("", "--listen", f"unix:{path}")
        self.assertEqual(self.client_of(path, submission("X-Forwarded-For: 198.51.100.1, 203.0.113.7")), "203.0.113.7")
        self.assertEqual(self.client_of(path, submission()), "")


class ProxyProtocol(clients.ClientTest):
    def test_names_the_client_and_whether_its_fields_are_believed(self):
        feedd = self.serve(TRUSTED + "proxy_protocol = true\n")
        forwarded = submission("X-Forwarded-For: 198.51.100.1")
        for header, request, client in ((proxied("203.0.113.7"), submission(), "203.0.113.7"),
                                        (proxied("2001:db9::7", b"\x04\x00\x01x"), submission(), "2001:db9::7"),
                                        (proxied("203.0.113.7"), forwarded, "203.0.113.7"),
                                        (proxied("192.0.2.9"), forwarded, "198.51.100.1"),
                                        (LOCAL, submission(), "127.0.0.1"), (LOCAL, forwarded, "198.51.100.1")):
            with self.subTest(header=header, request=request):
                self.assertEqual(self.client_of((feedd.host, feedd.port), header + request), client)

    def test_is_spoken_by_everybody_or_nobody_is_answered(self):
        feedd = self.serve("proxy_protocol = true\n")
        address = (feedd.host, feedd.port)
        request = b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        for header in (b"", b"PROXY TCP4 203.0.113.7 127.0.0.1 12345 80\r\n", SIGNATURE + b"\x31\x11\x00\x0c" + b"x" * 12):
            self.assertEqual(talk(address, header + request), b"")
        pieces = [bytes((byte,)) for byte in proxied("203.0.113.7") + request]
        self.assertTrue(talk(address, *pieces).startswith(b"HTTP/1.1 200 "))

    def test_is_spoken_at_unix_sockets_but_not_to_operators(self):
        path = str(self.space.home / "http")
        self.serve("proxy_protocol = true\n", "--listen", f"unix:{path}")
        self.assertEqual(self.client_of(path, proxied("203.0.113.7") + submission()), "203.0.113.7")
        ready = talk(str(self.space.state / "admin"), b"GET /readyz HTTP/1.0\r\n\r\n")
        self.assertTrue(ready.startswith(b"HTTP/1.1 200 "), ready)


if __name__ == "__main__":
    daemon.main()
