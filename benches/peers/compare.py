#!/usr/bin/env python3
"""How much longer others take for the same model: seconds a history on one core, lockin and a peer in turn.

The means must agree within four standard errors of their difference, or this fails. Needs what is in requirements.txt.
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {
    "numpy (arrays.py)": ("arrays.py", 20_000, []),
    "SimPy (events.py)": ("events.py", 1_000, []),
    "RePyability (blocks.py)": ("blocks.py", 2_000, ["--set", "common_causes.update.per_year=0"]),
}


def lockin(binary, trials, options, seed):
    """Seconds of a whole run, with all its figures, and mean and standard error of the losses."""
    words = [binary, "run", HERE / "model.yaml", "--threads", "1", "--trials", str(trials), "--seed", str(seed)]
    start = time.perf_counter()
    done = subprocess.run([*words, "--format", "json", *options], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    portfolios = json.loads(done.stdout)["portfolios"]
    return seconds, {p["id"]: (p["loss"]["total"]["mean"], p["loss"]["total"]["mean_se"]) for p in portfolios}


def peer(script, trials, seed):
    """The same of a peer, whose clock starts behind its imports."""
    done = subprocess.run([sys.executable, HERE / script, str(trials), str(seed)], check=True, capture_output=True)
    told = json.loads(done.stdout)
    return told["seconds"], told["figures"]


def agree(name, ours, theirs):
    for portfolio, (mean, se) in theirs.items():
        own, own_se = ours[portfolio]
        away = abs(own - mean) / math.hypot(se, own_se)
        print(f"    {portfolio}: {own:,.0f} ± {own_se:,.0f}, {name} {mean:,.0f} ± {se:,.0f}: {away:.1f} standard errors apart")
        if away > 4:
            sys.exit(f"{name} has another mean for {portfolio}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockin", default="target/release/lockin", help="the program")
    parser.add_argument("--trials", type=int, default=200_000, help="histories of lockin in each turn")
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    for name, (script, trials, options) in PEERS.items():
        ratios, own = [], []
        for turn in range(arguments.turns):
            mine, ours = lockin(arguments.lockin, arguments.trials, options, turn + 1)
            seconds, theirs = peer(script, trials, turn + 1)
            own.append(mine / arguments.trials)
            ratios.append(seconds / trials / own[-1])
        print(f"{name}: {statistics.median(ratios):,.0f} times as long ({min(ratios):,.0f} to {max(ratios):,.0f}); "
              f"lockin {statistics.median(own) * 1e6:.1f} µs a history")
        agree(name, ours, theirs)


if __name__ == "__main__":
    main()
