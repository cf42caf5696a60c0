"""The model in vectorised numpy: a sweep over sorted instants, all trials of a block at once."""

import math
import sys
import time

import numpy as np

from shared import (DELAY, EXCLUSIVE, HAZARDS, HORIZON, PROVIDERS, SEVERAL, SUCCESS, VALUE_PER_HOUR, YEARS,
                    lognormal, mean_up, report)

BLOCK = 2_000


def block(rng, n):
    starts, ends, hits = [], [], []
    for targets, per_year, median, p90 in HAZARDS:
        expected = per_year * YEARS
        most = int(expected + 7 * math.sqrt(expected) + 7)
        mu, sigma = lognormal(median, p90)
        hours = np.exp(rng.normal(mu, sigma, (n, most)))
        up = rng.exponential(mean_up(per_year, median, p90), (n, most))
        end = np.cumsum(up + hours, axis=1)
        assert (end[:, -1] > HORIZON).all(), "too few outages were drawn"
        starts.append(end - hours)
        ends.append(end)
        hits.append([rng.random((n, most)) < targets.get(p, 0.0) for p in PROVIDERS])
    start = np.minimum(np.concatenate(starts, axis=1), HORIZON)
    end = np.minimum(np.concatenate(ends, axis=1), HORIZON)
    hit = [np.concatenate([h[k] for h in hits], axis=1) for k in range(len(PROVIDERS))]
    mu, sigma = lognormal(*DELAY)
    delay = np.exp(rng.normal(mu, sigma, start.shape))
    delay[rng.random(start.shape) >= SUCCESS] = np.inf
    matures = np.minimum(start + delay, end)

    instants = np.concatenate([start, matures, end], axis=1)
    order = np.argsort(instants, axis=1)
    instants = np.take_along_axis(instants, order, axis=1)
    length = np.diff(instants, axis=1)
    zero = np.zeros_like(start, dtype=np.int8)
    down, fresh = [], []
    for h in hit:
        one = h.astype(np.int8)
        steps = np.concatenate([one, zero, -one], axis=1)
        down.append(np.cumsum(np.take_along_axis(steps, order, axis=1), axis=1)[:, :-1] > 0)
        steps = np.concatenate([one, -one, zero], axis=1)
        fresh.append(np.cumsum(np.take_along_axis(steps, order, axis=1), axis=1)[:, :-1] > 0)

    def loss(portfolio, fails_over):
        shares, reserves = portfolio
        lost_fresh, matured, reserve = 0.0, 0.0, sum(reserves.values())
        for k, p in enumerate(PROVIDERS):
            now = fresh[k] if fails_over else down[k]
            lost_fresh = lost_fresh + shares.get(p, 0.0) * now
            matured = matured + shares.get(p, 0.0) * (down[k] & ~now)
            reserve = reserve - reserves.get(p, 0.0) * down[k]
        unserved = np.minimum(lost_fresh + np.maximum(matured - reserve, 0.0), 1.0)
        return VALUE_PER_HOUR * (unserved * length).sum(axis=1)

    return loss(EXCLUSIVE, False), loss(SEVERAL, True)


def main(trials, seed):
    start = time.perf_counter()
    rng = np.random.default_rng(seed)
    blocks = [block(rng, min(BLOCK, trials - done)) for done in range(0, trials, BLOCK)]
    losses = {name: np.concatenate([b[i] for b in blocks]).tolist() for i, name in enumerate(["exclusive", "several"])}
    report(trials, start, losses)


main(int(sys.argv[1]), int(sys.argv[2]))
