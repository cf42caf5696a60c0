"""Validates scenario files against the JSON Schema with a validator that shares no code with lockin:
`schema.py LOCKIN FILE...` (jsonschema and, for YAML 1.2, ruamel.yaml)."""

import json
import subprocess
import sys

import jsonschema
from ruamel.yaml import YAML


def main():
    lockin, *files = sys.argv[1:]
    schema = json.loads(subprocess.run([lockin, "schema"], check=True, capture_output=True).stdout)
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    wrong = 0
    for file in files:
        with open(file, encoding="utf-8") as text:
            scenario = YAML(typ="safe", pure=True).load(text)
        # Through JSON, as an editor does: numbers as they are, dates as text.
        scenario = json.loads(json.dumps(scenario, default=str))
        faults = sorted(validator(schema).iter_errors(scenario), key=lambda fault: fault.json_path)
        for fault in faults:
            print(f"{file}: {fault.json_path}: {fault.message[:200]}")
        wrong += len(faults)
        print(f"{file}: {'good' if not faults else len(faults)}")
    sys.exit(1 if wrong else 0)


main()
