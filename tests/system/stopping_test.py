"""Commands while the daemon stops: what it took before is answered, what comes later is refused in words."""

import json
import pathlib
import signal
import socket
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

ARTICLE = "---\ntitle: Pier {0}\ndate: 2026-01-02\ntags: [t{0}]\n---\nIt stands.\n"


class Stopping(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write({f"pier{number}.md": ARTICLE.format(number) for number in range(50)})

    def ask(self, request):
        """A request on the control socket, sent and not yet answered."""
        client = socket.socket(socket.AF_UNIX)
        self.addCleanup(client.close)
        client.settimeout(daemon.STOP_SECONDS)
        client.connect(str(self.space.state / "control"))
        client.sendall(json.dumps(request).encode() + b"\n")
        return client

    def answer(self, client):
        """What was answered: its first line, and the rest."""
        answer = b""
        while more := client.recv(65536):
            answer += more
        self.assertNotEqual(answer, b"", "closed without a word")
        first, _, rest = answer.decode().partition("\n")
        return json.loads(first), rest

    def unfinished_request(self, feedd):
        """Keeps the daemon draining: a reader who has not said everything."""
        reader = socket.create_connection((feedd.host, feedd.port))
        self.addCleanup(reader.close)
        reader.sendall(b"GET /feed.rss HTTP/1.1\r\nHost:")
        feedd.get("/feed.rss")  # by now the other one is read too
        return reader

    def end(self, feedd, reader):
        """Lets the drain end; a second signal would end the daemon at once."""
        reader.close()
        self.assertEqual(feedd._process.wait(daemon.STOP_SECONDS), 0)

    def test_what_was_taken_is_answered_done_or_refused(self):
        for pause in (0, 0.001, 0.01):
            with self.space.serve() as feedd:
                reader = self.unfinished_request(feedd)
                asked = [self.ask({"command": "withdraw", "id": f"pier{number}.md"}) for number in range(5)]
                asked += [self.ask({"command": "regenerate"}) for _ in range(3)]
                asked += [self.ask({"command": "list"})]
                time.sleep(pause)
                feedd._process.send_signal(signal.SIGTERM)
                withdrawn = set()
                for number, client in enumerate(asked):
                    first, rest = self.answer(client)
                    if first["ok"] and number < 5:
                        withdrawn.add(json.loads(rest)["slug"])
                    if not first["ok"]:
                        self.assertIn("the daemon stops", first["error"])
                self.end(feedd, reader)
            listed = map(json.loads, self.space.run("list", self.space.articles, "--json").stdout.splitlines())
            self.assertEqual(withdrawn, {one["slug"] for one in listed if one["status"] == "withdrawn"})
            for slug in withdrawn:
                self.space.run("withdraw", "--undo", slug)

    def test_nobody_connects_to_what_is_not_answered_any_more(self):
        with self.space.serve() as feedd:
            reader = self.unfinished_request(feedd)
            feedd._process.send_signal(signal.SIGTERM)

            def refused():
                try:
                    socket.create_connection((feedd.host, feedd.port)).close()
                except ConnectionRefusedError:
                    return True
                return False

            self.eventually(refused)
            self.assertIsNone(feedd._process.poll(), "it still drains")
            self.end(feedd, reader)

    def test_the_file_of_its_socket_goes(self):
        file = self.space.state.parent / "http.sock"
        with self.space.serve(self.space.articles, "--listen", f"unix:{file}", "--base-url", "http://localhost"):
            self.assertTrue(file.is_socket())
        self.assertFalse(file.exists())

    def test_what_comes_during_the_drain_is_refused_at_once(self):
        with self.space.serve() as feedd:
            reader = self.unfinished_request(feedd)
            feedd._process.send_signal(signal.SIGTERM)
            self.eventually(lambda: any("stop" in line for line in feedd.log))
            began = time.monotonic()
            done = self.space.run("regenerate", check=False)
            self.assertLess(time.monotonic() - began, 4, "it does not wait for the readers")
            self.assertEqual(done.returncode, 1)
            self.assertIn("the daemon stops", done.stderr)
            self.end(feedd, reader)


if __name__ == "__main__":
    daemon.main()
