"""Writes a file of cases as `tests/it/cases.rs` reads it, in the order given and with every digit."""

import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "cases"

# Standard errors that a simulated figure may be off, and how often a right program would be off by more.
Z, FALSE_ALARM = 4, 6.3e-5

# The seed of every case.
SEED = 1


def simulated(figure, value, because, bias=0.0, digits=0.0):
    """A figure that trials or draws make."""
    found = {"figure": figure, "value": value, "z": Z, "false_alarm": FALSE_ALARM}
    if bias:
        found["bias"] = bias
    if digits:
        found["digits"] = digits
    return found | {"because": because}


def exact(figure, value, because, relative=None, absolute=None):
    """A figure that nothing random goes into."""
    tolerance = {"absolute": absolute} if relative is None else {"relative": relative}
    return {"figure": figure, "value": value} | tolerance | {"because": because}


def flow(value):
    """A value on one line, in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        plain = value.replace("-", "").replace("_", "").isalnum() and not value[0].isdigit()
        return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, int):
        return str(value)
    return repr(float(value))


def scenario_lines(scenario):
    """A scenario with a line for every component, workload and portfolio."""
    for key, value in scenario.items():
        if isinstance(value, dict):
            yield f"        {key}:"
            yield from (f"          {name}: {flow(item)}" for name, item in value.items())
        else:
            yield f"        {key}: {flow(value)}"


def case_lines(case):
    yield f"  - case: {flow(case['case'])}"
    given = case["input"]
    if "scenario" in given:
        yield "    input:"
        yield from (f"      {key}: {flow(given[key])}" for key in given if key != "scenario")
        yield "      scenario:"
        yield from scenario_lines(given["scenario"])
    else:
        yield f"    input: {flow(given)}"
    yield "    expected:"
    yield from (f"      - {flow(expected)}" for expected in case["expected"])


def write(name, title, source, packages, cases):
    """Writes `oracle-<name>.yaml`; what made it is told by the packages' own versions."""
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    versions = ", ".join([python] + [f"{package} {version(package)}" for package in packages])
    lines = [
        f"title: {flow(title)}",
        f"source: {flow(source)}",
        f"made_by: {flow(f'just oracle: tests/oracle/{name.replace(chr(45), chr(95))}.py, with {versions}')}",
        "cases:",
    ]
    for case in cases:
        lines.extend(case_lines(case))
    (FOLDER / f"oracle-{name}.yaml").write_text("\n".join(lines) + "\n")
