"""Asks Chroma's own SimpleRBACAuthorizationProvider with files of roles: 0.4 or later, as installed.

A question is {"content": base64, "asks": [{"user": any, "action": text}]}; its answer {"starts": bool, "error": the
exception's type or null, "allowed": [bool]}. Actions are asked for by what the provider compares, whether the release has them
or not.
"""

from types import SimpleNamespace

from chromadb.config import DEFAULT_TENANT, Settings, System

from oracle import each

try:
    from chromadb.auth.simple_rbac_authz import SimpleRBACAuthorizationProvider
    from chromadb.auth import UserIdentity
    from fastapi import HTTPException

    def start(path):
        return SimpleRBACAuthorizationProvider(System(Settings(chroma_server_authz_config_file=path)))

    def allows(provider, user, action):
        try:
            provider.authorize_or_raise(UserIdentity(user_id=user), action, None)
            return True
        except (HTTPException, TypeError):  # an id that is a list is no key
            return False

except ImportError:
    from chromadb.auth.authz import SimpleRBACAuthorizationProvider

    def start(path):
        return SimpleRBACAuthorizationProvider(
            System(
                Settings(
                    chroma_server_authz_config_file=path,
                    chroma_server_authz_config_provider="local_authz_config",
                )
            )
        )

    def allows(provider, user, action):
        kind, _, name = action.partition(":")
        return provider.authorize(
            SimpleNamespace(
                user=SimpleNamespace(id=user, tenant=DEFAULT_TENANT),
                resource=SimpleNamespace(type=kind),
                action=SimpleNamespace(id=name),
            )
        )


def answer(question, path):
    answer = {"starts": False, "error": None, "allowed": [False for _ in question["asks"]]}
    try:
        provider = start(path)
    except Exception as error:
        answer["error"] = type(error).__name__
    else:
        answer["starts"] = True
        answer["allowed"] = [allows(provider, ask["user"], ask["action"]) for ask in question["asks"]]
    return answer


each(answer)
