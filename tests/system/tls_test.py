"""TLS as clients and operators meet it: feeds over HTTPS, certificates that change, and those that are wrong."""

import datetime
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing

REQUEST = b"GET /feed.rss HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# With which `openssl ca` signs its own.
AUTHORITY = """[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
"""


class TlsTest(daemon.WorkspaceTest):
    """A test with a certificate for localhost and a configuration that names it by paths relative to itself."""

    def setUp(self):
        super().setUp()
        self.write({"first.md": pushing.article("First")})
        self.certificate, self.key = self.space.home / "tls.pem", self.space.home / "tls.key"
        self.issue("localhost")
        self.configure()

    def issue(self, name, days=90):
        """A new certificate and its key, which replace the old ones at once."""
        fresh = self.space.home / "fresh"
        daemon.call(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-days", str(days), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout",
                     f"{fresh}.key", "-out", f"{fresh}.pem"])
        pathlib.Path(f"{fresh}.key").replace(self.key)
        pathlib.Path(f"{fresh}.pem").replace(self.certificate)

    def issue_between(self, begins, ends):
        """A certificate of these times, `YYYYMMDDhhmmssZ`, which `openssl req` cannot give."""
        authority = self.space.home / "authority"
        authority.mkdir()
        (authority / "index").touch()
        (authority / "ca.conf").write_text(AUTHORITY, encoding="utf-8")
        daemon.call(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                     "/CN=localhost", "-keyout", str(self.key), "-out", str(authority / "request")])
        daemon.call(["sh", "-c", 'cd "$1" && shift && exec openssl ca "$@"', "sh", str(authority), "-batch", "-selfsign",
                     "-notext", "-config", "ca.conf", "-create_serial", "-keyfile", str(self.key), "-in", "request", "-out",
                     str(self.certificate), "-startdate", begins, "-enddate", ends])

    def configure(self, more="", http=""):
        self.config = self.space.home / "feedd.toml"
        self.config.write_text(f'[http]\n{http}\n[http.tls]\nlisten = "127.0.0.1:0"\ncertificate = "tls.pem"\n'
                               f'key = "tls.key"\n{more}', encoding="utf-8")

    def serve(self):
        feedd = self.enterContext(self.space.serve(None, "--config", str(self.config)))
        status = json.loads(self.space.run("status", "--json", "--config", self.config).stdout)
        self.port = int(status["tls"]["listen"].rpartition(":")[2])
        return feedd

    def connect(self, context=None, name="localhost"):
        if context is None:
            context = ssl.create_default_context(cafile=str(self.certificate))
            context.set_alpn_protocols(["h2", "http/1.1"])
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=daemon.ANSWER_SECONDS)
        return context.wrap_socket(plain, server_hostname=name)

    def answer(self, connection):
        connection.sendall(REQUEST)
        return b"".join(iter(lambda: connection.recv(65536), b""))

    def names(self):
        """Whom the certificate is for that is served now."""
        unverified = ssl.create_default_context()
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        with self.connect(unverified) as connection:
            return connection.getpeercert(binary_form=True)

    def served(self):
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())


class Serving(TlsTest):
    def test_is_what_plain_http_serves_too(self):
        feedd = self.serve()
        with self.connect() as connection:
            self.assertEqual((connection.version(), connection.selected_alpn_protocol()), ("TLSv1.3", "http/1.1"))
            head, _, body = self.answer(connection).partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 200 OK\r\n"), head)
        self.assertEqual(body, feedd.get("/feed.rss").body)

    def test_is_met_by_curl(self):
        if not shutil.which("curl"):
            self.skipTest("curl is not installed")
        self.serve()
        url = f"https://localhost:{self.port}/feed.atom"
        for options in (["--tls-max", "1.2"], ["--tlsv1.3"], ["--http2"], ["--compressed"]):
            done = daemon.call(["curl", "-sS", "--fail", "--cacert", self.certificate, "--connect-to",
                                f"localhost:{self.port}:127.0.0.1:{self.port}", "-w", "%{http_code} %{http_version}",
                                *options, url, url])
            self.assertEqual(done.stdout.count("<feed "), 2)
            self.assertIn("200 1.1", done.stdout)

    def test_tells_plain_http_what_it_speaks(self):
        self.serve()
        with socket.create_connection(("127.0.0.1", self.port), timeout=daemon.ANSWER_SECONDS) as plain:
            self.assertIn(b"This port speaks HTTPS", self.answer(plain))

    def test_demands_the_version_that_is_configured(self):
        self.configure('min_version = "1.3"\n')
        self.serve()
        old = ssl.create_default_context(cafile=str(self.certificate))
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises(ssl.SSLError):
            self.connect(old)
        with self.connect() as connection:
            self.assertEqual(connection.version(), "TLSv1.3")


class Reload(TlsTest):
    def reload(self, feedd):
        before = len(feedd.log)
        feedd.hang_up()
        self.eventually(lambda: any("reload effect=done" in line for line in feedd.log[before:]))
        return feedd.log[before:]

    def test_serves_the_new_certificate_and_keeps_connections(self):
        feedd = self.serve()
        with self.connect() as kept:
            self.assertEqual(self.names(), self.served())
            old = self.served()
            self.issue("localhost", 60)
            self.assertEqual(self.names(), old)
            log = self.reload(feedd)
            self.assertTrue([line for line in log if " tls " in line and "names=localhost expires=" in line], log)
            self.assertEqual(self.names(), self.served())
            self.assertTrue(self.answer(kept).startswith(b"HTTP/1.1 200 "))

    def test_keeps_the_old_certificate_where_the_new_is_broken(self):
        feedd = self.serve()
        old = self.served()
        self.certificate.write_text("-----BEGIN CERTIFICATE-----\n", encoding="utf-8")
        log = self.reload(feedd)
        self.assertTrue([line for line in log if "tls.pem: there is no certificate in it" in line], log)
        self.assertEqual(self.names(), old)
        self.issue("localhost")
        self.reload(feedd)
        self.assertEqual(self.names(), self.served())

    def test_says_what_takes_a_restart(self):
        feedd = self.serve()
        self.config.write_text(self.config.read_text().replace("127.0.0.1:0", "127.0.0.1:1"), encoding="utf-8")
        self.assertTrue([line for line in self.reload(feedd) if "key=http.tls.listen" in line])


class Start(TlsTest):
    def complaint(self):
        done = self.space.run("serve", self.space.articles, "--listen", "127.0.0.1:0", "--config", self.config,
                              check=False)
        self.assertEqual(done.returncode, 78, done.stderr)
        return done.stderr

    def test_ends_with_78_where_the_certificate_is_wrong(self):
        other = self.key.read_text()
        self.issue("localhost")
        mine = self.key.read_text()
        self.key.write_text(other, encoding="utf-8")
        self.assertIn("tls.key: it is not the key of the first certificate in", self.complaint())
        checked = self.space.run("check", str(self.space.articles), "--config", str(self.config), check=False)
        self.assertEqual(checked.returncode, 1)
        self.assertIn("tls.key: it is not the key", checked.stderr)
        self.key.unlink()
        self.assertIn("tls.key: cannot be read: No such file or directory", self.complaint())
        self.key.write_text(mine, encoding="utf-8")
        self.certificate.write_text("", encoding="utf-8")
        self.assertIn("tls.pem: there is no certificate in it", self.complaint())

    def test_ends_with_78_where_the_configuration_is_wrong(self):
        for more, reason in (('min_version = "1.1"\n', 'http.tls.min_version must be "1.2" or "1.3"'),
                             ("ciphers = 1\n", "unknown key http.tls.ciphers")):
            self.configure(more)
            self.assertIn(reason, self.complaint())
        self.config.write_text("[http.tls]\n", encoding="utf-8")
        self.assertIn("http.tls needs certificate and key", self.complaint())


class Handed(TlsTest):
    """Sockets that systemd holds."""

    def activate(self, *names):
        """Has feedd started by the first who connects to one of the sockets; their ports."""
        command = shutil.which("systemd-socket-activate")
        if not command:
            self.skipTest("systemd-socket-activate is not installed")
        ports = []
        for _ in names:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                ports.append(probe.getsockname()[1])
        listen = [word for port in ports for word in ("-l", f"127.0.0.1:{port}")]
        process = subprocess.Popen(
            [command, *listen, f"--fdname={':'.join(names)}", daemon.BINARY, "serve", str(self.space.articles),
             "--config", str(self.config), "--state", str(self.space.state)],
            env=daemon.environment(self.space.home), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        self.eventually(lambda: "Listening on" in process.stderr.readline())
        return process, ports

    def test_are_told_apart_by_their_names(self):
        _, (plain, self.port) = self.activate("http", "https")
        with self.connect() as connection:
            self.assertTrue(self.answer(connection).startswith(b"HTTP/1.1 200 "))
        with socket.create_connection(("127.0.0.1", plain), timeout=daemon.ANSWER_SECONDS) as connection:
            self.assertTrue(self.answer(connection).startswith(b"HTTP/1.1 200 "))

    def test_end_the_start_with_78_where_there_is_no_certificate(self):
        self.config.write_text("", encoding="utf-8")
        process, (_, port) = self.activate("http", "https")
        with socket.create_connection(("127.0.0.1", port)):
            self.assertEqual(process.wait(timeout=daemon.READY_SECONDS), 78)
        self.assertIn("a socket named https, but there is no [http.tls]", process.stderr.read())


class Expiry(TlsTest):
    def test_is_told_to_operators(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        self.issue_between(*(f"{now + datetime.timedelta(days=days):%Y%m%d%H%M%SZ}" for days in (-87, 3)))
        feedd = self.serve()
        self.assertTrue([line for line in feedd.log if "trouble=" in line and "expires at" in line], feedd.log)
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.space.state / "admin"))
            admin.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
            ready = b"".join(iter(lambda: admin.recv(65536), b""))
        self.assertIn(b"\ndegraded: the certificate expires at ", ready)


if __name__ == "__main__":
    if not shutil.which("openssl"):
        daemon.skip("the command openssl is not installed")
    daemon.main()
