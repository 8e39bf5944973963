"""Asks Chroma's own BasicAuthenticationServerProvider (0.5.4 to 0.6)."""

import time

from chromadb.auth.basic_authn import BasicAuthenticationServerProvider
from chromadb.config import Settings, System
from chromadb.errors import ChromaAuthError

from oracle import serve

# The provider waits a moment after each refusal, against timing attacks. Only that wait is left out.
time.sleep = lambda seconds: None


def start(path):
    settings = Settings(chroma_server_authn_credentials_file=path)
    return BasicAuthenticationServerProvider(System(settings))


def lets_in(provider, header):
    try:
        provider.authenticate_or_raise({"authorization": header})
    except ChromaAuthError:
        return False
    return True


def hashes(provider):
    return {user: field.get_secret_value() for user, field in provider._creds.items()}


serve(start, hashes, lets_in)
