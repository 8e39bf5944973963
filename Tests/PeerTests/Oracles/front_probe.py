"""What a front lets through without credentials: OPENAPI FRONT_PORT EVERY [--cors] [HEADER...].

Of the paths it asks for one in EVERY.

Reads the routes of a real Chroma from the file OPENAPI (its /openapi.json), and asks the front for each of them with
each method, plain and with each parameter replaced by text that a front may take for the open heartbeat when it decodes
and normalises the path. Each HEADER goes along with every request. With --cors the front answers OPTIONS itself, with nothing. Prints a line for every request that is answered by
anything but a refusal or the heartbeat, a count of all at the end. The heartbeat itself has to be answered.
"""

import itertools
import json
import re
import socket
import sys

document, port, every, *headers = sys.argv[1:]
answers_options = headers[:1] == ["--cors"]
headers = headers[1:] if answers_options else headers
REFUSALS = {400, 401, 403, 404, 405, 413, 414, 421, 501}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]
HEARTBEAT = "/api/v2/heartbeat"


def climbs(depth):
    """Ways from a parameter up to the API's root and down to the heartbeat."""
    for slash, dots in itertools.product(["%2F", "%2f", "/", "\\", "%5C", "%252F"], ["..", "%2e%2e", ".%2E"]):
        yield "x" + slash + (dots + slash) * depth + "heartbeat"
    yield "x%2F" + "..%2F" * depth + "heartbeat%2F"
    yield "x%2F" + "..%2F" * depth + "heartbeat%3Fx"
    yield "x%2F" + "..%2F" * depth + "heartbeat;x"
    yield "x%2F" + "..%2F" * depth + "heartbeat%00"
    yield "x;%2F" + "..;%2F" * depth + "heartbeat"


def paths(routes):
    """Every route, its parameters replaced one at a time, from each of which the heartbeat is some steps up."""
    for route in routes:
        parameters = list(re.finditer(r"\{[^}]*\}", route))
        plain = re.sub(r"\{[^}]*\}", "x", route)
        yield plain
        yield plain + "/..%2F..%2Fheartbeat"
        for index, parameter in enumerate(parameters):
            before = re.sub(r"\{[^}]*\}", "x", route[: parameter.start()])
            after = re.sub(r"\{[^}]*\}", "x", route[parameter.end() :])
            # Segments between /api/v2/ and the parameter, and the x before the first slash.
            depth = before.count("/") - 2
            for climb in climbs(depth) if index == len(parameters) - 1 else itertools.islice(climbs(depth), 1):
                yield before + climb + after
                # The route's end is climbed out of as well.
                yield before + climb[: -len("heartbeat")] + after.lstrip("/") + "/..%2F" * after.count("/") + "heartbeat"


ODD = [
    "/", "//", "/docs", "/openapi.json", "/api/v1", "/api/v2", "/api/v2/", "/api/v2/version", "/api/v2/reset",
    "/api/v2/heartbeat/", "/api/v2/heartbeat/x", "/api/v2/heartbeat/../version", "/api/v2/heartbeat%2F..%2Fversion",
    "/api/v2/heartbeat;/../version", "/api/v2/heartbeat%00", "/api/v2/heartbeat%20", "/api/v2/heartbeat%0d%0ax",
    "/api/v2/heartbeat%3F/../version", "/api/v2/heartbeat#/../version", "/API/V2/HEARTBEAT", "/api/v2/Heartbeat",
    "//api/v2/version", "/x/../api/v2/version", "/%61pi/v2/version", "/api/v2/%76ersion", "/api//v2/version",
    "/./api/v2/version", "/api/v2/version?/api/v2/heartbeat", "/api/v2/version;/api/v2/heartbeat",
    "/api/v2/version/..%2Fheartbeat", "/api/v2/reset%2F..%2Fheartbeat", "/api/v2/collections/x%2F..%2F..%2Fheartbeat",
    "http://127.0.0.1/api/v2/version", "http://x/api/v2/heartbeat/../version", "http://x/api/v2/reset%2F..%2Fheartbeat",
    "*", "/api/v2/heartbeat/%2e%2e/version", "/api/v2/heartbeat/%2E%2E/reset", "/api/v2/heartbeat\\..\\version",
    "/api/v2/pre-flight-checks", "/api/v2/auth/identity", "/api/v2/heartbeat.json", "/api/v2//heartbeat/x",
]
SPOOFS = [
    "X-Original-URL: /api/v2/heartbeat", "X-Rewrite-URL: /api/v2/heartbeat", "X-Forwarded-Prefix: /api/v2/heartbeat",
    "X-Forwarded-Uri: /api/v2/heartbeat", "X-HTTP-Method-Override: GET",
]


class Connection:
    """Keeps a connection as long as the front does."""

    def __init__(self):
        self.socket = None

    def ask(self, method, target, extra=()):
        for _ in range(2):
            fresh = self.socket is None
            try:
                if fresh:
                    self.socket = socket.create_connection(("127.0.0.1", int(port)))
                    self.reader = self.socket.makefile("rb")
                return self.exchange(method, target, extra)
            except (ConnectionError, EOFError):
                self.socket = None
                if fresh:
                    return 0
        return 0

    def exchange(self, method, target, extra):
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Length: 0", *headers, *extra]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        first = self.reader.readline()
        if not first:
            raise EOFError
        status = int(first.split()[1])
        length, closes, chunked = 0, False, False
        while (line := self.reader.readline().strip().lower()) != b"":
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            closes = closes or line == b"connection: close"
            chunked = chunked or line == b"transfer-encoding: chunked"
        body = b""
        if method != "HEAD":
            if chunked:
                while (size := int(self.reader.readline(), 16)) > 0:
                    body += self.reader.read(size + 2)
                self.reader.readline()
            else:
                body = self.reader.read(length)
        if closes:
            self.socket = None
        return "heartbeat" if status == 200 and body.startswith(b'{"nanosecond heartbeat":') else status


def is_refusal(status, method, target):
    # Nothing at all (0) is a connection that was closed. About itself (OPTIONS *) a front may answer anybody.
    if method == "OPTIONS" and (status == 200 and target == "*" or status == 204 and answers_options):
        return True
    return status in REFUSALS or status == 0


connection = Connection()
asked = 0
with open(document, encoding="utf-8") as file:
    routes = [route for route in json.load(file)["paths"] if route != HEARTBEAT]
for target in itertools.islice(itertools.chain(paths(routes), ODD), 0, None, int(every)):
    for method in METHODS:
        asked += 1
        status = connection.ask(method, target)
        # Of a path that is the heartbeat's once it is normalised, the heartbeat's answer gives nothing away.
        if not is_refusal(status, method, target) and (status, method) != ("heartbeat", "GET"):
            print(f"{status} {method} {target}")
for spoof in SPOOFS:
    for method in METHODS:
        asked += 1
        status = connection.ask(method, "/api/v2/version", [spoof])
        if not is_refusal(status, method, "/api/v2/version"):
            print(f"{status} {method} /api/v2/version with {spoof}")
if connection.ask("GET", HEARTBEAT) != "heartbeat":
    print("the heartbeat is not answered")
print(f"asked {asked}")
