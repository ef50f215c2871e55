"""knock.py URL: asks again and again, a connection each, until SIGTERM; exits 1 if any was refused or cut.
knock.py URL --idle: asks once and then holds the connection until the other side or a signal ends it."""
import collections
import http.client
import signal
import sys
import urllib.parse

url = urllib.parse.urlsplit(sys.argv[1])
running = True


def stop(*_):
    global running
    running = False


def ask(connection):
    connection.request("GET", url.path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
if "--idle" in sys.argv:
    ask(connection)
    print("held", flush=True)
    connection.sock.recv(1)
    sys.exit()

signal.signal(signal.SIGTERM, stop)
seen = collections.Counter()
while running:
    try:
        seen[ask(connection)] += 1
    except (OSError, http.client.HTTPException) as error:
        seen[repr(error)] += 1
    connection.close()
print(dict(seen))
answered = sum(count for status, count in seen.items() if isinstance(status, int))
sys.exit(answered < 20 or answered != seen.total())
