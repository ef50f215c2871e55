"""Commands beside a daemon that is only just making its store, and beside another command: each answers rightly, and none
tells of what goes on inside."""

import fcntl
import json
import pathlib
import subprocess
import sys
import threading

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

ARTICLE = "---\ntitle: Pier\ndate: 2026-01-02\n---\nIt stands.\n"


class Starting(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write({"pier.md": ARTICLE})

    def begin(self, *args):
        """A command under way."""
        command = [daemon.BINARY, *map(str, args), "--state", str(self.space.state)]
        return subprocess.Popen(command, env=daemon.environment(self.space.home), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    def end(self, process):
        out, err = process.communicate(timeout=daemon.CALL_SECONDS)
        return process.returncode, out, err

    def test_a_store_in_the_making_is_waited_for(self):
        (self.space.state / "feedd.db").touch()
        with (self.space.state / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            listing = self.begin("list", self.space.articles, "--json")
            checking = self.begin("check", self.space.articles)
            self.assertEqual(self.end(checking)[0], 0)
            with self.assertRaises(subprocess.TimeoutExpired):
                listing.communicate(timeout=0.3)
        code, out, err = self.end(listing)
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(json.loads(out)["title"], "Pier")

    def test_a_daemon_waits_for_a_command_that_has_the_store_and_not_for_another_daemon(self):
        with (self.space.state / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            threading.Timer(0.5, lambda: fcntl.flock(lock, fcntl.LOCK_UN)).start()
            with self.space.serve():
                code, _, err = self.end(self.begin("serve", self.space.articles, "--listen", "127.0.0.1:0"))
                self.assertEqual(code, 1)
                self.assertIn("another feedd works with this state", err)

    def test_commands_that_write_wait_for_one_another(self):
        self.space.run("list", self.space.articles)
        self.space.run("ids", "--export", self.space.home / "ids")
        for arguments in (("withdraw", "pier.md"), ("withdraw", "--undo", "pier.md"), ("ids", "--import", self.space.home / "ids")):
            with (self.space.state / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                threading.Timer(0.3, lambda held=lock: fcntl.flock(held, fcntl.LOCK_UN)).start()
                code, _, err = self.end(self.begin(*arguments))
                self.assertEqual((code, err), (0, ""))

    def test_a_state_without_a_store_is_named(self):
        for arguments in (("list",), ("show", "pier"), ("ids", "--export")):
            for make in (lambda: None, (self.space.state / "feedd.db").touch):
                make()
                code, out, err = self.end(self.begin(*arguments))
                self.assertEqual((code, out), (1, ""))
                self.assertIn(f"{self.space.state}: there is no store in it yet", err)

    def test_every_command_answers_while_a_daemon_starts(self):
        for _ in range(5):
            for file in self.space.state.iterdir():
                file.unlink()
            serving = subprocess.Popen([daemon.BINARY, "serve", self.space.articles, "--listen", "127.0.0.1:0", "--state",
                                        self.space.state], env=daemon.environment(self.space.home), stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
            self.addCleanup(serving.stdout.close)
            self.addCleanup(serving.wait)
            self.addCleanup(serving.kill)
            self.eventually((self.space.state / "lock").exists)
            running = [self.begin(*arguments) for arguments in
                       (("list", self.space.articles), ("list",), ("show", "pier"), ("check", self.space.articles), ("status",))]
            for process in running:
                code, _, err = self.end(process)
                self.assertNotIn("no such table", err)
                self.assertNotIn("unable to open", err)
                if process.args[1] in ("list", "check"):
                    self.assertEqual(code, 0, f"{process.args}: {err}")
            self.assertIn("open http", serving.stdout.readline())
            serving.terminate()
            self.assertEqual(serving.wait(daemon.STOP_SECONDS), 0)


if __name__ == "__main__":
    daemon.main()
