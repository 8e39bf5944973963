"""What the two Chroma oracles share: questions on standard input, answers on standard output, one JSON a line.

A question is {"content": base64, "logins": [{"user": base64, "password": base64}]}; its answer
{"starts": bool, "error": text or null, "message": what Python prints of it, "users": [base64], "usable": [bool], "logins": [bool]}.
"""

import base64
import functools
import json
import logging
import re
import string
import sys
import tempfile

import bcrypt

# Generated files have few hashes, and few passwords are tried on them: bcrypt computes each pair once.
bcrypt.checkpw = functools.cache(bcrypt.checkpw)


def header(login):
    """What a client sends for basic authentication."""
    credentials = base64.b64decode(login["user"]) + b":" + base64.b64decode(login["password"])
    return "Basic " + base64.b64encode(credentials).decode()


BASE64 = "./" + string.ascii_uppercase + string.ascii_lowercase + string.digits


@functools.cache
def usable(field):
    """Whether some password matches a hash field: bcrypt computes a hash with its setting, and what it makes begins
    with that setting and has a digest of the field's form, 23 bytes in 31 characters."""
    # A cost above these is as good, and takes up to days.
    field = re.sub(r"^(\$2[a-z]\$)(0[89]|[12][0-9]|3[01])\$", r"\g<1>04$", field)
    try:
        made = bcrypt.hashpw(b"", field.encode()).decode()
    except BaseException:  # some releases panic
        return False
    digest = field[29:]
    return (
        field[:29] == made[:29]
        and len(field) == len(made)
        and all(character in BASE64 for character in digest)
        and BASE64.index(digest[-1]) % 4 == 0
    )


def each(answer):
    """Answers every question of standard input; `answer` is given it, and the path of a file with its content."""
    logging.disable()
    with tempfile.NamedTemporaryFile() as file:
        for line in sys.stdin:
            question = json.loads(line)
            file.seek(0)
            file.truncate()
            file.write(base64.b64decode(question["content"]))
            file.flush()
            print(json.dumps(answer(question, file.name)), flush=True)


def serve(start, hashes, lets_in):
    """Answers every question; `start` makes a provider of a file's path, or raises, and `hashes` gives the hash
    field that a provider knows of each user."""

    def answer(question, path):
        answer = {"starts": False, "error": None, "users": [], "usable": [], "logins": []}
        try:
            provider = start(path)
        except Exception as error:
            answer["error"] = type(error).__name__
            answer["logins"] = [False for _ in question["logins"]]
        else:
            answer["starts"] = True
            known = hashes(provider)
            answer["users"] = [base64.b64encode(user.encode()).decode() for user in known]
            answer["usable"] = [usable(field) for field in known.values()]
            answer["logins"] = [lets_in(provider, header(login)) for login in question["logins"]]
        return answer

    each(answer)
