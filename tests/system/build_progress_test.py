"""The building that daemon/run and tests/run begin with: whoever waits sees how far it is, and is not flooded."""

import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

STEPS = 40
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(steps NONE)
foreach(step RANGE 1 {steps})
  add_custom_command(OUTPUT step${{step}} COMMAND ${{CMAKE_COMMAND}} -E touch step${{step}} VERBATIM)
  list(APPEND outputs step${{step}})
endforeach()
add_custom_command(OUTPUT last COMMAND {last} DEPENDS ${{outputs}} VERBATIM)
add_custom_target(everything ALL DEPENDS ${{outputs}} last)
"""
SCRIPT = 'set -euo pipefail; source "$0"; build_feedd build'


class BuildProgress(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="feedd-")))
        self.project("${CMAKE_COMMAND} -E touch last")
        self.command = ["bash", "-c", SCRIPT, str(daemon.SOURCE_DIR / "daemon" / "prepare.sh")]

    def project(self, last):
        (self.folder / "CMakeLists.txt").write_text(PROJECT.format(steps=STEPS, last=last))

    def build(self):
        return subprocess.run(self.command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                              timeout=daemon.CALL_SECONDS)

    def test_a_log_gets_a_line_for_each_tenth(self):
        done = self.build()
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        lines = done.stderr.splitlines()
        self.assertIn("building in build", lines[0])
        self.assertEqual([line.split(" after")[0] for line in lines[1:]], [f"feedd: built {tenth}0 %" for tenth in range(1, 11)])
        self.assertEqual(len(self.build().stderr.splitlines()), 1, "nothing is left to do")

    def test_what_fails_is_shown_and_fails(self):
        self.project("${CMAKE_COMMAND} -E cat no-such-file")
        done = self.build()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no-such-file", done.stderr)

    @unittest.skipUnless(shutil.which("ninja"), "a terminal shows what ninja says")
    def test_a_terminal_shows_how_far_it_is(self):
        primary, terminal = pty.openpty()
        with subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal,
                              env={**os.environ, "TERM": "xterm"}) as build:
            os.close(terminal)
            shown = b""
            try:
                while more := os.read(primary, 65536):
                    shown += more
            except OSError:  # how a terminal says that its last writer has gone
                pass
            os.close(primary)
        self.assertEqual(build.returncode, 0)
        self.assertIn(b"feedd: built 20 of 41 after", shown)
        self.assertIn(b"\r", shown, "on one line")
        self.assertLess(shown.count(b"\n"), 5)


if __name__ == "__main__":
    daemon.main()
