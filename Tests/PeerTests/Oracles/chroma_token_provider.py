"""Asks Chroma's own TokenAuthenticationServerProvider (0.5.1 to 0.6.3) with files of tokens.

A question is {"content": base64, "tokens": [texts]}; its answer {"starts": bool, "error": the exception's type or null,
"allowed": {token: [id]}, "asked": [bool]}: every token of the file that gets in with the id of its user, null for an id that
is no text, and whether each token of the question gets in.
"""

import time

from chromadb.auth.token_authn import TokenAuthenticationServerProvider
from chromadb.config import Settings, System
from chromadb.errors import ChromaAuthError

from oracle import each

# The provider waits a moment after each refusal, against timing attacks. Only that wait is left out.
time.sleep = lambda seconds: None


def lets_in(provider, token):
    """The id of the user whom a request with this token is taken for, in a list; none where it is refused."""
    try:
        # A header reaches the server as Latin-1, stripped at both ends.
        value = f"Bearer {token}".encode("latin-1").decode("latin-1").strip()
        return [provider.authenticate_or_raise({"authorization": value}).user_id]
    except (ChromaAuthError, UnicodeEncodeError):
        return []


def answer(question, path):
    answer = {"starts": False, "error": None, "allowed": {}, "asked": [False for _ in question["tokens"]]}
    try:
        provider = TokenAuthenticationServerProvider(System(Settings(chroma_server_authn_credentials_file=path)))
    except Exception as error:
        answer["error"] = type(error).__name__
    else:
        answer["starts"] = True
        for token in provider._token_user_mapping:
            for user in lets_in(provider, token):
                # Half of a surrogate pair is in no JSON that others read.
                text = user.encode("utf-8", "replace").decode() if isinstance(user, str) else None
                answer["allowed"][str(token)] = [text]
        answer["asked"] = [bool(lets_in(provider, token)) for token in question["tokens"]]
    return answer


each(answer)
