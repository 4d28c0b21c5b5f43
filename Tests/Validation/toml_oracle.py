"""What Python's tomllib makes of TOML documents: reads a JSON list of documents (as hexadecimal bytes) from standard
input and prints a JSON list with the tagged content of each, or null where it is no TOML."""

import datetime
import json
import sys
import tomllib


def tagged(value):
    if isinstance(value, bool):
        return ["boolean", "true" if value else "false"]
    if isinstance(value, int):
        return ["integer", str(value)]
    if isinstance(value, float):
        return ["float"]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, (datetime.date, datetime.time)):
        return ["dateTime"]
    if isinstance(value, list):
        return ["array", [tagged(part) for part in value]]
    return ["table", [[name, tagged(value[name])] for name in sorted(value, key=lambda n: n.encode())]]


def read(document):
    try:
        return tagged(tomllib.loads(bytes.fromhex(document).decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, RecursionError):
        return None


print(json.dumps([read(document) for document in json.load(sys.stdin)], separators=(",", ":"), ensure_ascii=True))
