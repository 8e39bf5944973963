"""Asks Python's bcrypt, which is Chroma's.

Reads {"password": base64, "setting": text} for a hash to make, one JSON a line; answers with the hash, as JSON.
"""

import base64
import json
import sys

import bcrypt

for line in sys.stdin:
    question = json.loads(line)
    password = base64.b64decode(question["password"])
    print(json.dumps(bcrypt.hashpw(password, question["setting"].encode()).decode()))
