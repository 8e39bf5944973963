"""Asks Chroma 0.4's own BasicAuthServerProvider with its htpasswd file."""

from chromadb.auth import ServerAuthenticationRequest
from chromadb.auth.basic import BasicAuthServerProvider
from chromadb.config import Settings, System
from overrides import override

from oracle import serve


class Request(ServerAuthenticationRequest):
    """A request that carries nothing but the header."""

    def __init__(self, header):
        self.header = header

    @override
    def get_auth_info(self, auth_info_type, auth_info_id=None):
        return self.header


def start(path):
    settings = Settings(
        chroma_server_auth_credentials_provider="htpasswd_file",
        chroma_server_auth_credentials_file=path,
    )
    return BasicAuthServerProvider(System(settings))


def hashes(provider):
    known = provider._credentials_provider._creds
    return {known["username"].get_secret_value(): known["password"].get_secret_value()}


def lets_in(provider, header):
    return provider.authenticate(Request(header)).success()


serve(start, hashes, lets_in)
