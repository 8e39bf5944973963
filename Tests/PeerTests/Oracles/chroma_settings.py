"""Starts Chroma's own FastAPI server, 0.4 to 0.6, in this process, with the environment as it is.

Prints "open" if a stranger's request is answered, "protected" if it is refused, "exits" if the server does not start.
"""

import logging

logging.disable()

try:
    import chromadb
    from chromadb.config import Settings
    from chromadb.server.fastapi import FastAPI
    from starlette.testclient import TestClient

    # Of 0.6.3, v1 answers 400 to everybody.
    api = "/api/v1" if chromadb.__version__.startswith("0.4.") else "/api/v2"
    app = FastAPI(Settings(anonymized_telemetry=False)).app()
    with TestClient(app) as client:
        status = client.get(f"{api}/tenants/default_tenant").status_code
except BaseException:  # a validator, an import, a component: whatever it is, the server is not there
    print("exits")
else:
    print("protected" if status in (401, 403) else "open")
