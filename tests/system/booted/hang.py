"""hang.py CGROUP THREAD: waits for a thread of this name, stops it by ptrace and keeps it stopped until its process ends.
Ended itself, it lets the thread go on."""
import ctypes
import os
import pathlib
import sys
import time

SEIZE, INTERRUPT, WALL = 0x4206, 0x4207, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def find(cgroup, name):
    try:
        for thread in (pathlib.Path(cgroup) / "cgroup.threads").read_text().split():
            if pathlib.Path(f"/proc/{thread}/comm").read_text().strip() == name:
                return int(thread)
    except OSError:  # not started yet, or just gone
        pass
    return None


while not (thread := find(*sys.argv[1:])):
    time.sleep(0.001)
ptrace(SEIZE, thread)
ptrace(INTERRUPT, thread)
print("hung", flush=True)
while True:  # a dead thread has to be collected here before its process can end
    _, status = os.waitpid(thread, WALL)
    if not os.WIFSTOPPED(status):
        break
