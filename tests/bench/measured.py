"""The processes that are measured, and what the kernel says of them. Linux only."""

import collections
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import time
from typing import NamedTuple

READY_SECONDS = 120
STOP_SECONDS = 30


class Figure(NamedTuple):
    """One line of the table. It must stay below `limit`, or reach `at_least`, where there is one."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""
    at_least: float | None = None


class Spent(NamedTuple):
    """What one run of a program took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def median(values):
    return statistics.median(values)


def run(command):
    """Runs a program to its end. Dirty pages of whoever wrote before are on disk first."""
    os.sync()
    began = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} exited {process.returncode}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def memory_mb(pid):
    """VmRSS, RssAnon and VmHWM."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    lines = re.findall(r"^(VmRSS|RssAnon|VmHWM):\s+(\d+)", text, re.M)
    return {name: int(kilobytes) / 1024 for name, kilobytes in lines}


def cpu_ns(pid):
    """Time on a CPU by the scheduler's own account, all threads that live."""
    return sum(thread_cpu_ns(pid).values())


def cpu_s(pid):
    """The same in steps of 10 ms, threads that have ended included (proc_pid_stat(5): utime, stime)."""
    after_name = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def thread_cpu_ns(pid):
    """The same by the threads' names, all of a name together."""
    spent = collections.Counter()
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        spent[(task / "comm").read_text().strip()] += int((task / "schedstat").read_text().split()[0])
    return spent


class Feedd:
    """A running `feedd serve`, stopped at the end of a with block. `ready_s`: from exec to the line `feedd: open`."""

    def __init__(self, binary, folder, state, core=None, arguments=()):
        self.log_path = pathlib.Path(f"{state}.log")
        command = [binary, "serve", folder, "--listen", "127.0.0.1:0", "--state", state, *arguments]
        with open(self.log_path, "wb") as log:
            began = time.monotonic()
            self._process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                             stdout=subprocess.PIPE, stderr=log, preexec_fn=pinned(core))
            line = self._process.stdout.readline().decode()
            self.ready_s = time.monotonic() - began
        found = re.match(r"feedd: open http://[^/]*:(\d+)/", line)
        if not found:
            self._process.kill()
            raise RuntimeError(f"feedd serve was not ready:\n{self.log()}")
        self.port = int(found[1])
        self.pid = self._process.pid

    def log(self):
        return self.log_path.read_text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def pinned(core):
    """A preexec_fn that binds the process to one core; None: to none."""
    return None if core is None else lambda: os.sched_setaffinity(0, {core})


class Connection:
    """HTTP/1.1 on one kept connection, as little Python as possible between two requests."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path, headers=""):
        """(status, head as text, body). `headers`: whole lines."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())

    def post_form(self, path, form):
        """The same."""
        return self._ask(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
                         f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}".encode())

    def _ask(self, request):
        self._socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        wanted = int(length[1]) if length and status != 304 else 0
        parts, got = [body], len(body)
        while got < wanted:
            parts.append(self._receive())
            got += len(parts[-1])
        return status, head.decode("latin-1"), b"".join(parts)

    def _receive(self):
        data = self._socket.recv(1 << 20)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()


def header(head, name):
    found = re.search(rf"(?i)\r\n{name}: *([^\r]*)", head)
    return found[1] if found else ""
