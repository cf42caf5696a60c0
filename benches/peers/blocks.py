"""The provider of the exclusive portfolio, without the common cause, as a reliability block diagram in RePyability."""

import sys
import time

import surpyval
from repyability import RepairableRBD

from shared import HAZARDS, HORIZON, VALUE_PER_HOUR, lognormal, mean_up, report


def main(trials, seed):
    start = time.perf_counter()
    components = {}
    for name, (_, per_year, median, p90) in zip(["region", "control"], HAZARDS):
        components[name] = {
            "reliability": surpyval.Exponential.from_params([1.0 / mean_up(per_year, median, p90)]),
            "repairability": surpyval.LogNormal.from_params(list(lognormal(median, p90))),
        }
    chain = [("in", "region"), ("region", "control"), ("control", "out")]
    result = RepairableRBD(chain, components).availability(HORIZON, mc_samples=trials, seed=seed)
    losses = [VALUE_PER_HOUR * (HORIZON - hours) for hours in result.uptimes]
    report(trials, start, {"exclusive": losses})


main(int(sys.argv[1]), int(sys.argv[2]))
