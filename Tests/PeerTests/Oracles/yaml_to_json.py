"""Reads YAML documents on standard input, prints them as one JSON array."""

import json
import sys

import yaml

print(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer.read()))))
