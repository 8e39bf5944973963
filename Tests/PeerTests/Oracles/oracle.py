"""What the two Chroma oracles share: questions on standard input, answers on standard output, one JSON a line.

A question is {"content": base64, "logins": [{"user": base64, "password": base64}]}; its answer
{"starts": bool, "error": text or null, "users": [base64], "logins": [bool]}.
"""

import base64
import json
import logging
import sys
import tempfile


def header(login):
    """What a client sends for basic authentication."""
    credentials = base64.b64decode(login["user"]) + b":" + base64.b64decode(login["password"])
    return "Basic " + base64.b64encode(credentials).decode()


def serve(start, users, lets_in):
    """Answers every question; `start` makes a provider of a file's path, or raises."""
    logging.disable()
    with tempfile.NamedTemporaryFile() as file:
        for line in sys.stdin:
            question = json.loads(line)
            file.seek(0)
            file.truncate()
            file.write(base64.b64decode(question["content"]))
            file.flush()
            answer = {"starts": False, "error": None, "users": [], "logins": []}
            try:
                provider = start(file.name)
            except Exception as error:
                answer["error"] = type(error).__name__
                answer["logins"] = [False for _ in question["logins"]]
            else:
                answer["starts"] = True
                answer["users"] = [base64.b64encode(user.encode()).decode() for user in users(provider)]
                answer["logins"] = [lets_in(provider, header(login)) for login in question["logins"]]
            print(json.dumps(answer), flush=True)
