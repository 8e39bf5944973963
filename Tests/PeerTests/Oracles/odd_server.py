"""A server that is none of Chroma's: PORT MODE.

Modes: garbage (no HTTP), html (200 for everything), redirect (to the URL of the third argument), hang (an answer that
never comes), endless (one that never ends), empty (a connection that is closed), error (500 for everything but the
heartbeat), proxy (answers what a proxy is asked for), large (an open Chroma of the version of the third argument, with
a long list of collections), broken (the same, but the list ends before its end), late (no answer, then 503, and then
those of proxy), record (200 for everything, in words that are Chroma's for the heartbeat alone), guarded (a Chroma of
the version of the third argument that refuses strangers), walled (the same, behind a proxy that refuses them), http10 (a
Chroma behind a proxy that speaks HTTP/1.0 to it), pages (the same, behind something that has a page for every
path of v1), closed (401 for everything).
"""

import socketserver
import sys
import time

port, mode, *rest = sys.argv[1:]
asked = 0


def answer(status, body, *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Handler(socketserver.StreamRequestHandler):
    """Answers one request."""

    def handle(self):
        """Reads the head of a request, and does what the mode says."""
        head = []
        while (line := self.rfile.readline().strip()) != b"":
            head.append(line)
        with open("requests", "ab") as log:
            log.write(b"\n".join(head) + b"\n\n")
        path = head[0].split()[1] if head else b""
        if path == b"/ready":
            self.wfile.write(answer("200 OK", b""))
        elif mode == "record" and head[0] not in (b"GET /api/v2/heartbeat HTTP/1.1", b"GET /api/v2/heartbeat HTTP/1.0"):
            self.wfile.write(answer("200 OK", b"reached"))
        elif mode == "http10":
            body = b'{"error":"InvalidHTTPVersion","message":"HTTP version 1.0 is not supported"}'
            self.wfile.write(answer("400 Bad Request", body))
        elif mode == "garbage":
            self.wfile.write(b"\xff\xfe220 mail.example ESMTP\r\n")
        elif mode == "html":
            self.wfile.write(answer("200 OK", b"<h1>It works</h1>\x1b[31m"))
        elif mode == "redirect":
            self.wfile.write(answer("302 Found", b"", f"Location: {rest[0]}{path.decode()}"))
        elif mode == "hang":
            time.sleep(3600)
        elif mode == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                self.wfile.write(b"x" * 65536)
        elif mode == "empty" or mode == "late" and self.count() == 1:
            pass
        elif mode == "late" and asked == 2:
            self.wfile.write(answer("503 Service Unavailable", b"", "Retry-After: 30"))
        elif path.endswith(b"version") and mode in ("large", "broken", "guarded", "walled", "pages"):
            self.wfile.write(answer("200 OK", f'"{rest[0]}"'.encode()))
        elif path.endswith(b"collections") and mode == "large":
            self.wfile.write(answer("200 OK", b"[" + b" " * (1 << 20) + b"]"))
        elif path.endswith(b"collections") and mode == "broken":
            self.wfile.write(answer("200 OK", b"[" + b" " * (1 << 20) + b"]")[:-1])
        elif mode == "closed":
            self.wfile.write(answer("401 Unauthorized", b"", "WWW-Authenticate: Basic"))
        elif path.endswith(b"heartbeat") or mode in ("proxy", "late"):
            self.wfile.write(answer("200 OK", b'{"nanosecond heartbeat":1}'))
        elif mode == "pages" and path.startswith(b"/api/v1"):
            self.wfile.write(answer("200 OK", b"<h1>It works</h1>"))
        elif mode in ("guarded", "pages"):
            self.wfile.write(answer("403 Forbidden", b'{"error":"AuthError","message":"Forbidden"}'))
        elif mode == "walled":
            self.wfile.write(answer("401 Unauthorized", b"", "WWW-Authenticate: Basic"))
        else:
            self.wfile.write(answer("500 Internal Server Error", b""))


    @staticmethod
    def count():
        """How many requests there were, with this one."""
        global asked
        asked += 1
        return asked


class Server(socketserver.ThreadingTCPServer):
    """A thread for each request."""

    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Somebody who hangs up is no error."""


with Server(("127.0.0.1", int(port)), Handler) as server:
    server.serve_forever()
