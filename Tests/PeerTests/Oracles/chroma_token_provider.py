"""Asks Chroma's own TokenAuthenticationServerProvider (0.5.1 to 0.6.3) with files of tokens.

A question is {"content": base64}; its answer {"starts": bool, "error": text or null, "users": [ids that get in]}.
"""

import base64
import json
import logging
import sys
import tempfile
import time

from chromadb.auth.token_authn import TokenAuthenticationServerProvider
from chromadb.config import Settings, System
from chromadb.errors import ChromaAuthError

# The provider waits a moment after each refusal, against timing attacks. Only that wait is left out.
time.sleep = lambda seconds: None


def lets_in(provider, token):
    """The id of the user whom a request with this token is taken for."""
    try:
        # A header reaches the server as Latin-1, stripped at both ends.
        value = f"Bearer {token}".encode("latin-1").decode("latin-1")
        return provider.authenticate_or_raise({"authorization": value}).user_id
    except (ChromaAuthError, UnicodeEncodeError):
        return None


logging.disable()
with tempfile.NamedTemporaryFile() as file:
    for line in sys.stdin:
        file.seek(0)
        file.truncate()
        file.write(base64.b64decode(json.loads(line)["content"]))
        file.flush()
        answer = {"starts": False, "error": None, "users": []}
        try:
            provider = TokenAuthenticationServerProvider(
                System(Settings(chroma_server_authn_credentials_file=file.name))
            )
        except Exception as error:
            answer["error"] = repr(error)
        else:
            answer["starts"] = True
            found = {lets_in(provider, token) for token in provider._token_user_mapping} - {None}
            answer["users"] = sorted(map(str, found))
        print(json.dumps(answer), flush=True)
