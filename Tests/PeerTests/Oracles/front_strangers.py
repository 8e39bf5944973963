"""What real fronts do with strangers: CASES FRONT COMMAND...

CASES is a file of configurations: each begins with a line `@@ NAME ...`. In a configuration PORT and OTHER are ports to
listen on, UPSTREAM is that of a server which stands for Chroma, FILE and SHA are credential files. COMMAND starts the
front with the file `configuration`, in a folder of its own. Standard input holds free ports, at least two for each
configuration, a line each. Prints a line for each case: its name, and `reached` with a request without credentials that
got through, `refused` where none did, or `silent` where the front does not listen.
"""

import concurrent.futures
import http.server
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

cases, front, *command = sys.argv[1:]
free_ports = [int(line) for line in sys.stdin]
BCRYPT = "alice:$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q\n"
SHA = "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
PATHS = [COLLECTIONS, "/api/v2/reset", "/docs", "/open" + COLLECTIONS, "/api/v2/tenants/x%2F..%2F..%2Fheartbeat"]
# A wrong password of alice: for a name that is not there, Caddy computes a hash of cost 14.
HEADERS = ["", "Authorization: Basic YWxpY2U6eA==", "Authorization: Bearer x", "Authorization: Token x", "Authorization: x",
           "X-Chroma-Token: x", "Upgrade: websocket\r\nConnection: Upgrade", "Host: other.example"]


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers every request."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        """In words that nothing else has. Of the heartbeat's path it says nothing."""
        path = self.path.split("?")[0]
        body = b"alive" if path in ("/api/v2/heartbeat", "/api/v2/version") else b"reached"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_DELETE = do_OPTIONS = answer

    def log_message(self, *arguments):
        """Nothing."""


def reaches(port, method, path, header):
    lines = [f"{method} {path} HTTP/1.1", "Content-Length: 0"]
    if not header.startswith("Host"):
        lines.append(f"Host: 127.0.0.1:{port}")
    if not header.startswith("Upgrade"):
        lines.append("Connection: close")
    if header:
        lines.append(header)
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.settimeout(3 if header.startswith("Upgrade") else 20)
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b""
        try:
            while True:
                more = connection.recv(65536)
                if not more:
                    break
                answer += more
                length = re.search(rb"(?i)content-length: (\d+)\r\n", answer)
                head = answer.find(b"\r\n\r\n")
                if head >= 0 and length and len(answer) >= head + 4 + int(length.group(1)):
                    break
        except OSError:
            pass
    return answer.endswith(b"reached")


def listens(port, process):
    for _ in range(2400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.05)
    return False


def ask(name, text):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for file, content in (("file", BCRYPT), ("sha", SHA)):
            with open(f"{folder}/{file}", "w", encoding="utf-8") as output:
                output.write(content)
        ports = [free_ports.pop() for _ in range(2 if re.search(r"\bOTHER\b", text) else 1)]
        values = {"PORT": str(ports[0]), "OTHER": str(ports[-1]), "UPSTREAM": str(upstream.server_port),
                  "FILE": f"{folder}/file", "SHA": f"{folder}/sha", "FOLDER": folder}
        text = re.sub(r"\b(PORT|OTHER|UPSTREAM|FILE|SHA|FOLDER)\b", lambda match: values[match.group()], text)
        with open(f"{folder}/configuration", "w", encoding="utf-8") as output:
            output.write(text)
        with open(f"{folder}/log", "wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True,
                                       env=dict(os.environ, HOME=folder, PORT=str(ports[0]), XDG_CONFIG_HOME=folder,
                                                XDG_DATA_HOME=folder))
        try:
            if not all(listens(port, process) for port in ports):
                with open(f"{folder}/log", encoding="utf-8", errors="replace") as log:
                    return f"{name} silent {' '.join(log.read().split())[-300:]}"
            for port in ports:
                if front == "traefik":
                    # It listens before it has its routers.
                    for _ in range(2400):
                        with socket.create_connection(("127.0.0.1", port), 20) as connection:
                            connection.sendall(b"GET /api/v2/heartbeat HTTP/1.0\r\n\r\n")
                            if b" 404 " not in connection.recv(100):
                                break
                        time.sleep(0.05)
                for path in PATHS:
                    for method in ("GET", "POST", "DELETE") if path == COLLECTIONS else ("GET",):
                        for header in HEADERS:
                            if reaches(port, method, path, header):
                                return f"{name} reached {method} {path} {header!r}"
            return f"{name} refused"
        finally:
            # It may have ended itself.
            if process.poll() is None:
                process.kill()
            process.wait()


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 100
    daemon_threads = True


upstream = Server(("127.0.0.1", 0), Upstream)
threading.Thread(target=upstream.serve_forever, daemon=True).start()
with open(cases, encoding="utf-8") as file:
    parts = re.split(r"(?m)^@@ ", file.read())[1:]
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for line in pool.map(lambda part: ask(part.split(None, 1)[0], part.split("\n", 1)[1]), parts):
        print(line, flush=True)
