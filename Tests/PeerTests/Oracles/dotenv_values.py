"""What python-dotenv, as Chroma calls it, makes of files: a line of JSON for each line of JSON on standard input.

A line has `text` and `environment`. The answer is `values`: pairs of name and value, which may be null.
"""

import json
import logging
import os
import sys
import tempfile

logging.disable()

from dotenv import dotenv_values

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, ".env")
    for line in sys.stdin:
        question = json.loads(line)
        os.environ.clear()
        os.environ.update(question["environment"])
        with open(path, "w", newline="", encoding="utf8") as file:
            file.write(question["text"])
        print(json.dumps({"values": list(dotenv_values(path, encoding="utf8").items())}))
