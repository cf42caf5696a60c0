"""Fault trees as Open-PSA models, solved by SCRAM, and its answers as cases for tests/it/fault_trees.rs.

SCRAM (https://github.com/rakhimov/scram) shares no code with lockin. It is run as a program; only the numbers that it
prints are kept. What it prints has six significant digits.
"""

import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

HEAD = """\
# {title}
# Written by tests/oracle/scram.sh; do not edit. The numbers are those that SCRAM printed, of six significant digits;
# where a factor would be infinite it prints 0. DIF is diagnostic importance.
"""


def trains(model, letters):
    """Three trains in parallel, each a pump or a valve; common causes among the pumps and among the valves."""
    group = {"model": model, "probability": 0.1, "letters": letters}
    return {
        "events": {},
        "groups": {
            "pumps": {"members": ["p1", "p2", "p3"], **group},
            "valves": {"members": ["v1", "v2", "v3"], **group},
        },
        "gates": {f"train{i}": ("any", [f"v{i}", f"p{i}"]) for i in (1, 2, 3)}
        | {"top": ("all", ["train1", "train2", "train3"])},
    }


def drawn(seed, events, gates):
    """A tree by lot in which nodes stand under several gates, with votes among the gates."""
    lot = random.Random(seed)
    tree = {"events": {f"e{i}": round(lot.uniform(0.001, 0.3), 4) for i in range(1, events + 1)}, "gates": {}}
    free = list(tree["events"])
    lot.shuffle(free)
    for i in range(1, gates + 1):
        below = [free.pop() for _ in range(min(len(free), lot.choice([2, 3])))]
        known = list(tree["events"]) + list(tree["gates"])
        while len(below) < lot.choice([2, 3, 4]):
            below = list(dict.fromkeys(below + [lot.choice(known)]))
        kinds = ["any", "all"] + ([f"at_least_{k}" for k in range(2, len(below))])
        tree["gates"][f"g{i}"] = (lot.choice(kinds), below)
        free.insert(0, f"g{i}")
    tree["gates"]["top"] = ("any", free) if len(free) > 1 else tree["gates"].pop(free[0])
    return tree


TREES = {
    "theatre": (
        "Power of an operating theatre: the mains, and the generator or the relay to it (an example of OpenFTA)",
        {
            "events": {"mains": 0.03, "generator": 0.02, "relay": 0.05},
            "gates": {"emergency": ("any", ["generator", "relay"]), "top": ("all", ["mains", "emergency"])},
        },
    ),
    "bridge": (
        "The bridge network, whose cut sets share events without a common gate",
        {
            "events": {"a": 0.1, "b": 0.05, "c": 0.2, "d": 0.02, "e": 0.15},
            "gates": {
                "left": ("all", ["a", "b"]),
                "right": ("all", ["c", "d"]),
                "down": ("all", ["a", "e", "d"]),
                "up": ("all", ["b", "e", "c"]),
                "top": ("any", ["left", "right", "down", "up"]),
            },
        },
    ),
    "regions": (
        "Two of three providers, which share an identity service and, two of them, a name service",
        {
            "events": {
                "azure": 0.002, "aws": 0.0015, "gcp": 0.0025, "azure_power": 0.0005, "aws_power": 0.0004,
                "dns": 0.0001, "identity": 0.0002, "cdn": 0.001, "backup": 0.05,
            },
            "gates": {
                "edge": ("any", ["cdn", "dns"]),
                "azure_down": ("any", ["azure", "azure_power", "dns"]),
                "aws_down": ("any", ["aws", "aws_power", "edge"]),
                "gcp_down": ("any", ["gcp", "edge"]),
                "capacity": ("at_least_2", ["azure_down", "aws_down", "gcp_down"]),
                "login": ("all", ["identity", "backup"]),
                "top": ("any", ["capacity", "login"]),
            },
        },
    ),
    "beta-factor": ("Three trains in parallel, with a beta factor of 0.2", trains("beta-factor", [0.2])),
    "multiple-greek-letters": ("Three trains in parallel, with beta 0.2 and gamma 0.1", trains("MGL", [0.2, 0.1])),
    "drawn-12": ("A tree of twelve events by lot, with votes and shared nodes", drawn(12, 12, 7)),
    "drawn-25": ("A tree of twenty-five events by lot, with votes and shared nodes", drawn(5, 25, 14)),
}


def model(tree):
    """The tree in the Open-PSA model exchange format."""
    root = xml.Element("opsa-mef")
    faults = xml.SubElement(root, "define-fault-tree", name="tree")
    # SCRAM takes the gate that no gate stands over as the top; gates come top first.
    for name, (kind, below) in reversed(tree["gates"].items()):
        gate = xml.SubElement(faults, "define-gate", name=name)
        if kind.startswith("at_least_"):
            formula = xml.SubElement(gate, "atleast", min=kind[len("at_least_"):])
        else:
            formula = xml.SubElement(gate, {"any": "or", "all": "and"}[kind])
        for node in below:
            xml.SubElement(formula, "gate" if node in tree["gates"] else "basic-event", name=node)
    for name, group in tree.get("groups", {}).items():
        ccf = xml.SubElement(root, "define-CCF-group", name=name, model=group["model"])
        members = xml.SubElement(ccf, "members")
        for member in group["members"]:
            xml.SubElement(members, "basic-event", name=member)
        xml.SubElement(xml.SubElement(ccf, "distribution"), "float", value=str(group["probability"]))
        factors = xml.SubElement(ccf, "factors")
        # The one factor of the beta model belongs to the whole group.
        first = len(group["members"]) if group["model"] == "beta-factor" else 2
        for level, letter in enumerate(group["letters"], first):
            factor = xml.SubElement(factors, "factor", level=str(level))
            xml.SubElement(factor, "float", value=str(letter))
    if tree["events"]:
        data = xml.SubElement(root, "model-data")
        for name, probability in tree["events"].items():
            event = xml.SubElement(data, "define-basic-event", name=name)
            xml.SubElement(event, "float", value=str(probability))
    return xml.ElementTree(root)


def name_of(event):
    """The name of an event; of a common cause, the components that it fails."""
    if event.tag == "basic-event":
        return event.get("name")
    return "+".join(sorted(member.get("name") for member in event.iter("basic-event")))


def events_of(element):
    return [child for child in element if child.tag in ("basic-event", "ccf-event")]


def solve(path, *options):
    command = ["scram", "--probability", "1", "--importance", "1", "--ccf", "1", *options, str(path)]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return xml.fromstring(report)


def case(title, tree, path):
    model(tree).write(path)
    report = solve(path)
    rare_event = solve(path, "--rare-event").find(".//sum-of-products").get("probability")
    bound = solve(path, "--mcub").find(".//sum-of-products").get("probability")
    products = report.find(".//sum-of-products")
    version = report.find(".//software").get("version")
    lines = [HEAD.format(title=title)]
    lines.append(f"oracle: SCRAM {version}\n")
    lines.append("command: scram --probability 1 --importance 1 --ccf 1 (with --rare-event and --mcub for these)\n")
    lines.append("events: {" + ", ".join(f"{name}: {p}" for name, p in tree["events"].items()) + "}\n")
    lines.append("groups:" + ("\n" if tree.get("groups") else " {}\n"))
    for name, group in tree.get("groups", {}).items():
        listed = ", ".join(group["members"])
        lines.append(f"  {name}: {{model: {group['model']}, probability: {group['probability']}, ")
        lines.append(f"letters: {group['letters']}, members: [{listed}]}}\n")
    lines.append("gates: # each over what stands above it; the last is the top\n")
    for name, (kind, below) in tree["gates"].items():
        lines.append(f"  - {{name: {name}, gate: {kind}, of: [{', '.join(below)}]}}\n")
    lines.append(f"probability: {products.get('probability')}\nrare_event: {rare_event}\nupper_bound: {bound}\n")
    lines.append("cut_sets:\n")
    sets = sorted((sorted(map(name_of, events_of(p))) for p in products.iter("product")), key=lambda s: (len(s), s))
    lines += [f"  - [{', '.join(names)}]\n" for names in sets]
    lines.append("importance:\n")
    found = {name_of(event): event for event in events_of(report.find("results/importance"))}
    for name, event in sorted(found.items()):
        factors = ", ".join(f"{key}: {event.get(key.upper())}" for key in ("mif", "cif", "dif", "raw", "rrw"))
        lines.append(f"  {name}: {{{factors}}}\n")
    return "".join(lines)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (title, tree) in TREES.items():
            (folder / f"{name}.yaml").write_text(case(title, tree, Path(scratch) / "model.xml"))


main()
