"""Starts Chroma's own FastAPI server, 0.4 to 0.6, in this process, once for each line of JSON on standard input.

A line has `folder` (the working folder), `environment`, `dotenv` (`.env` in base64, or null) and `logins`: headers that
those send who believe they can log in. The answer is a line of JSON: `outcome`, and for people `error`.
"""

import base64
import json
import logging
import os
import sys
import traceback
import warnings

logging.disable()
warnings.simplefilter("ignore")

import chromadb
import fastapi
from chromadb.config import Settings
from chromadb.server.fastapi import FastAPI
from starlette.testclient import TestClient

# Of 0.6.3, v1 answers 400 to everybody.
API = "/api/v1" if chromadb.__version__.startswith("0.4.") else "/api/v2"
EMPTY = [{"Authorization": "Bearer "}, {"X-Chroma-Token": ""}]
HOME = dict(os.environ)

# One route is asked for. To make the others takes most of the time, and no setting has a say in it.
add_api_route = fastapi.APIRouter.add_api_route


def add_route(router, path, *arguments, **options):
    if path.rstrip("/").endswith(f"{API}/tenants/{{tenant}}"):
        add_api_route(router, path, *arguments, **options)


fastapi.APIRouter.add_api_route = add_route


def answer(question):
    os.chdir(question["folder"])
    os.environ.clear()
    os.environ.update({name: HOME[name] for name in ("HOME", "PATH") if name in HOME})
    os.environ.update(question["environment"])
    if os.path.isfile(".env"):
        os.unlink(".env")
    if question.get("dotenv") is not None:
        with open(".env", "wb") as file:
            file.write(base64.b64decode(question["dotenv"]))
    try:
        app = FastAPI(Settings(anonymized_telemetry=False)).app()
        with TestClient(app, raise_server_exceptions=False) as client:
            def is_answered(headers):
                url = f"{API}/tenants/default_tenant"
                return client.get(url, headers=headers).status_code == 200

            if any(is_answered(headers) for headers in [{}, *EMPTY]):
                return {"outcome": "open"}
            for login in question["logins"]:
                if is_answered(login):
                    isBasic = login.get("Authorization", "").startswith("Basic ")
                    return {"outcome": "protected-basic" if isBasic else "protected-token"}
            return {"outcome": "nobody-gets-in"}
    except BaseException as error:  # a validator, an import, a component: whatever it is, the server is not there
        return {"outcome": "does-not-start", "error": "".join(traceback.format_exception_only(error))[:1000]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
