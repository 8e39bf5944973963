"""Calls methods of Chroma's own client, one user and one method at a time: PORT, then questions on standard input.

A question is {"user": text, "secret": text, "method": text, "via": get_collection|create|list|null}: the secret is a password
(a token with 0.4), and via is how the user comes by a collection. Its answer is {"allowed": bool, "error": text or null}. The
first question is that of an admin, who makes what the others ask for.

Without PORT it prints the names of the client's methods, one a line.
"""

import json
import sys

import chromadb
from chromadb.api.client import SharedSystemClient
from chromadb.config import Settings

is_first = chromadb.__version__.startswith("0.4.")


def names():
    """Public methods, without those that every model of pydantic has, and those that make clients and collections."""
    from chromadb.api.client import AdminClient, Client
    from chromadb.api.models.Collection import Collection
    from pydantic import BaseModel

    made = {"from_system", "clear_system_cache", "get_model"}
    plain = set(dir(BaseModel)) | made
    return sorted(
        name
        for kind in (Client, AdminClient, Collection)
        for name in set(dir(kind)) - plain
        if not name.startswith("_") and callable(getattr(kind, name))
    )


if len(sys.argv) == 1:
    print(*names(), sep="\n")
    sys.exit()
port = sys.argv[1]


def settings(question):
    user, secret = question["user"], question["secret"]
    values = {
        # FastAPI since 0.132 reads a body as JSON only where the request says so, and the client of 0.5 does not say it.
        "chroma_server_headers": {"Content-Type": "application/json"},
        "anonymized_telemetry": False,
    }
    # 0.4 knows the first user of a credential file alone.
    if is_first:
        values["chroma_client_auth_provider"] = "chromadb.auth.token.TokenAuthClientProvider"
        values["chroma_client_auth_credentials"] = secret
    else:
        values["chroma_client_auth_provider"] = "chromadb.auth.basic_authn.BasicAuthClientProvider"
        values["chroma_client_auth_credentials"] = f"{user}:{secret}"
    return Settings(**values)


def admin(question):
    own = settings(question)
    own.chroma_api_impl = "chromadb.api.fastapi.FastAPI"
    own.chroma_server_host = "127.0.0.1"
    own.chroma_server_http_port = int(port)
    return chromadb.AdminClient(own)


def client(question):
    return chromadb.HttpClient(
        host="127.0.0.1", port=int(port), headers={"Content-Type": "application/json"}, settings=settings(question)
    )


def collection(client, via):
    if via == "create":
        return client.get_or_create_collection("shared")
    if via == "list":
        return next(c for c in client.list_collections() if c.name == "shared")
    return client.get_collection("shared")


vector = [[1.0, 2.0, 3.0]]


def call(question):
    method, user = question["method"], question["user"]
    if method in ("create_tenant", "get_tenant"):
        name = user if method == "create_tenant" else "default_tenant"
        return getattr(admin(question), method)(name)
    if method in ("create_database", "get_database", "delete_database"):
        name = {"create_database": user, "get_database": "default_database"}.get(method, "unwanted")
        return getattr(admin(question), method)(name)
    if method == "list_databases":
        return admin(question).list_databases()
    own = client(question)
    if method == "HttpClient":
        return own
    if method in ("heartbeat", "get_version", "list_collections", "count_collections", "reset", "get_settings", "get_user_identity"):
        return getattr(own, method)()
    if method == "get_max_batch_size":
        return own.max_batch_size if is_first else own.get_max_batch_size()
    if method == "set_tenant":
        return own.set_tenant("default_tenant")
    if method == "set_database":
        return own.set_database("default_database")
    if method in ("create_collection", "get_or_create_collection"):
        return getattr(own, method)(user)
    if method == "get_collection":
        return own.get_collection("shared")
    if method == "delete_collection":
        return own.delete_collection(f"for-{user}")
    shared = collection(own, question["via"])
    if method in ("add", "upsert", "update"):
        return getattr(shared, method)(ids=["a"], embeddings=vector)
    if method == "delete":
        return shared.delete(ids=["other"])
    if method == "query":
        return shared.query(query_embeddings=vector, n_results=1)
    if method == "modify":
        return shared.modify(metadata={"by": user})
    return getattr(shared, method)()


def prepare(question, users):
    own = client(question)
    own.get_or_create_collection("shared").upsert(ids=["a"], embeddings=vector)
    for user in users:
        own.get_or_create_collection(f"for-{user}")


questions = [json.loads(line) for line in sys.stdin]
for number, question in enumerate(questions):
    # Clients of one address share what they are made of.
    SharedSystemClient.clear_system_cache()
    answer = {"allowed": True, "error": None}
    try:
        if number == 0:
            prepare(question, [q["user"] for q in questions if q["method"] == "delete_collection"])
            try:
                admin(question).create_database("unwanted")
            except Exception:
                pass
            SharedSystemClient.clear_system_cache()
        call(question)
    except Exception as error:
        answer = {"allowed": False, "error": repr(error)}
    print(json.dumps(answer), flush=True)
