"""The model in SimPy: a process for each hazard and each fail-over."""

import math
import random
import sys
import time

import simpy

from shared import (DELAY, EXCLUSIVE, HAZARDS, HORIZON, PROVIDERS, SEVERAL, SUCCESS, VALUE_PER_HOUR, lognormal, mean_up, report)


class History:
    """One history: what is down, what has not failed over yet, and what it has cost so far."""

    def __init__(self, rng):
        self.rng = rng
        self.env = simpy.Environment()
        self.down = dict.fromkeys(PROVIDERS, 0)
        self.fresh = dict.fromkeys(PROVIDERS, 0)
        self.since = 0.0
        self.losses = [0.0, 0.0]
        for hazard in HAZARDS:
            self.env.process(self.hazard(*hazard))

    def account(self):
        """Charges the time since the last change."""
        hours = self.env.now - self.since
        if hours > 0.0:
            self.losses[0] += VALUE_PER_HOUR * hours * self.unserved(EXCLUSIVE, self.down)
            self.losses[1] += VALUE_PER_HOUR * hours * self.unserved(SEVERAL, self.fresh)
        self.since = self.env.now

    def unserved(self, portfolio, fresh):
        shares, reserves = portfolio
        lost = sum(x for p, x in shares.items() if fresh[p])
        matured = sum(x for p, x in shares.items() if self.down[p] and not fresh[p])
        reserve = sum(r for p, r in reserves.items() if not self.down[p])
        return min(lost + max(matured - reserve, 0.0), 1.0)

    def hazard(self, targets, per_year, median, p90):
        up = mean_up(per_year, median, p90)
        mu, sigma = lognormal(median, p90)
        while True:
            yield self.env.timeout(self.rng.expovariate(1.0 / up))
            hit = [p for p, chance in targets.items() if self.rng.random() < chance]
            hours = self.rng.lognormvariate(mu, sigma)
            self.env.process(self.outage(hit, hours))
            yield self.env.timeout(hours)

    def outage(self, hit, hours):
        delay = self.rng.lognormvariate(*lognormal(*DELAY)) if self.rng.random() < SUCCESS else math.inf
        self.change(hit, 1, 1)
        first = min(delay, hours)
        yield self.env.timeout(first)
        self.change(hit, 0, -1)
        yield self.env.timeout(hours - first)
        self.change(hit, -1, 0)

    def change(self, hit, down, fresh):
        self.account()
        for p in hit:
            self.down[p] += down
            self.fresh[p] += fresh

    def run(self):
        self.env.run(until=HORIZON)
        self.account()
        return self.losses


def main(trials, seed):
    start = time.perf_counter()
    rng = random.Random(seed)
    losses = [History(rng).run() for _ in range(trials)]
    report(trials, start, {"exclusive": [l[0] for l in losses], "several": [l[1] for l in losses]})


main(int(sys.argv[1]), int(sys.argv[2]))
