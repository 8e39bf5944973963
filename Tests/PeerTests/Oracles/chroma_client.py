"""Lists the collections of a server with Chroma's own client: PORT [USER:PASSWORD]. Exits 3 when it is refused."""

import sys

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaAuthError

port, *credentials = sys.argv[1:]
settings = Settings(anonymized_telemetry=False)
if credentials:
    settings.chroma_client_auth_provider = "chromadb.auth.basic_authn.BasicAuthClientProvider"
    settings.chroma_client_auth_credentials = credentials[0]
try:
    chromadb.HttpClient(host="127.0.0.1", port=int(port), settings=settings).list_collections()
except Exception as error:
    print(repr(error), file=sys.stderr)
    sys.exit(3 if isinstance(error, ChromaAuthError) or "Forbidden" in str(error) else 1)
