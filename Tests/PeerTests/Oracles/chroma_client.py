"""Lists the collections of a server with Chroma's own client: PORT none|basic|HEADER CREDENTIALS.

HEADER is that of a token, Authorization or X-Chroma-Token. Exits 3 when it is refused.
"""

import sys

import chromadb
from chromadb.config import Settings

port, kind, credentials = sys.argv[1:]
is_first = chromadb.__version__.startswith("0.4.")
values = {"anonymized_telemetry": False}
if kind == "basic":
    values["chroma_client_auth_provider"] = (
        "chromadb.auth.basic.BasicAuthClientProvider"
        if is_first
        else "chromadb.auth.basic_authn.BasicAuthClientProvider"
    )
elif kind != "none":
    values["chroma_client_auth_provider"] = (
        "chromadb.auth.token.TokenAuthClientProvider"
        if is_first
        else "chromadb.auth.token_authn.TokenAuthClientProvider"
    )
    if is_first:
        values["chroma_client_auth_token_transport_header"] = kind.upper().replace("-", "_")
    else:
        values["chroma_auth_token_transport_header"] = kind
if kind != "none":
    values["chroma_client_auth_credentials"] = credentials
try:
    client = chromadb.HttpClient(host="127.0.0.1", port=int(port), settings=Settings(**values))
    client.list_collections()
except Exception as error:
    print(repr(error), file=sys.stderr)
    refusals = ("ChromaAuthError", "AuthorizationError", "Forbidden", "Unauthorized", "401", "403")
    sys.exit(3 if any(word in repr(error) for word in refusals) else 1)
