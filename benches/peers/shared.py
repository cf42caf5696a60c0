"""The model of model.yaml, for the peers; and what they report."""

import json
import math
import sys
import time

HOURS_PER_YEAR = 8766.0
YEARS = 5
HORIZON = YEARS * HOURS_PER_YEAR
VALUE_PER_HOUR = 10_000.0
Z90 = 1.2815515655446004

PROVIDERS = "abc"
# Providers hit with their probabilities, outages a year, median and p90 of their hours.
HAZARDS = [
    ({"a": 1.0}, 2.0, 3.0, 12.0),
    ({"a": 1.0}, 0.5, 2.0, 9.0),
    ({"b": 1.0}, 1.5, 3.0, 10.0),
    ({"b": 1.0}, 0.6, 2.0, 8.0),
    ({"c": 1.0}, 3.0, 2.0, 12.0),
    ({"a": 0.5, "b": 0.5, "c": 0.3}, 0.4, 4.0, 16.0),
]
# Shares, reserves; fail-over succeeds with a probability, after a delay of this median and p90.
EXCLUSIVE = ({"a": 1.0}, {})
SEVERAL = ({"a": 0.5, "b": 0.3, "c": 0.2}, {"b": 0.3, "c": 0.2})
SUCCESS = 0.9
DELAY = (0.5, 2.0)


def lognormal(median, p90):
    """The parameters of a lognormal law."""
    return math.log(median), math.log(p90 / median) / Z90


def mean_up(per_year, median, p90):
    """Mean hours between the end of an outage and the start of the next, so that there are `per_year` of them."""
    mu, sigma = lognormal(median, p90)
    return HOURS_PER_YEAR / per_year - math.exp(mu + sigma * sigma / 2)


def report(trials, start, losses):
    """Prints how long it took, and mean and standard error of the loss of each portfolio over the horizon."""
    seconds = time.perf_counter() - start
    figures = {}
    for name, values in losses.items():
        n = len(values)
        mean = sum(values) / n
        variance = sum((x - mean) ** 2 for x in values) / (n - 1)
        figures[name] = (mean, math.sqrt(variance / n))
    json.dump({"trials": trials, "seconds": seconds, "figures": figures}, sys.stdout)
