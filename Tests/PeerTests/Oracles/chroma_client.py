"""Lists the collections of a server with Chroma's own client: PORT, then none|basic|HEADER and CREDENTIALS, in turn.

HEADER is that of a token, Authorization or X-Chroma-Token. Prints a line for each: in, refused, or the error.
"""

import sys

import chromadb
from chromadb.api.client import SharedSystemClient
from chromadb.config import Settings

port, *pairs = sys.argv[1:]
is_first = chromadb.__version__.startswith("0.4.")


def settings(kind, credentials):
    """What a user of this release writes."""
    values = {"anonymized_telemetry": False}
    if kind == "none":
        return Settings(**values)
    values["chroma_client_auth_credentials"] = credentials
    module, name = ("basic", "Basic") if kind == "basic" else ("token", "Token")
    suffix = "" if is_first else "_authn"
    values["chroma_client_auth_provider"] = f"chromadb.auth.{module}{suffix}.{name}AuthClientProvider"
    if kind != "basic" and is_first:
        values["chroma_client_auth_token_transport_header"] = kind.upper().replace("-", "_")
    elif kind != "basic":
        values["chroma_auth_token_transport_header"] = kind
    return Settings(**values)


for kind, credentials in zip(pairs[::2], pairs[1::2]):
    # Clients of one address share what they are made of.
    SharedSystemClient.clear_system_cache()
    try:
        client = chromadb.HttpClient(
            host="127.0.0.1", port=int(port), settings=settings(kind, credentials)
        )
        client.list_collections()
    except Exception as error:
        refusals = ("ChromaAuthError", "AuthorizationError", "Forbidden", "Unauthorized", "401", "403")
        print("refused" if any(word in repr(error) for word in refusals) else repr(error))
    else:
        print("in")
