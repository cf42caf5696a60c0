"""Quantiles of type 7 and expected shortfalls of small samples, ties and odd sizes among them."""

import numpy as np
from scipy import optimize, stats

from casefile import exact, write

LEVELS = [0.0, 0.05, 0.1, 0.333, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0]


def shortfall(sample, level):
    """The minimum over c of c + E[(x - c)+] / (1 - level), which shares nothing with a sort (Rockafellar, Uryasev 2000).

    As a linear programme: minimise c + Σ u_i / ((1 - level) n) with u_i >= x_i - c, u_i >= 0.
    """
    n = len(sample)
    cost = np.concatenate([[1.0], np.full(n, 1 / ((1 - level) * n))])
    excess = np.hstack([-np.ones((n, 1)), -np.eye(n)])
    bounds = [(None, None)] + [(0, None)] * n
    return optimize.linprog(cost, A_ub=excess, b_ub=-np.asarray(sample), bounds=bounds).fun


def samples():
    rng = np.random.default_rng(20260101)
    yield "a lognormal sample of 37", rng.lognormal(1, 1.5, 37).round(4)
    yield "a sample of 40 with many ties and zeros", rng.poisson(1.2, 40).astype(float)
    yield "a sample of 101 with values below zero", rng.normal(0, 3, 101).round(3)
    yield "two values", np.array([1.0, 5.0])


def expected(sample):
    yield exact("mean", np.mean(sample), "rounding of a sum", relative=1e-13)
    yield exact("variance", np.var(sample, ddof=1), "rounding of two sums, divisor n - 1", relative=1e-12)
    if len(sample) > 2:
        yield exact("skewness", stats.skew(sample), "rounding of three sums, without correction for bias", relative=1e-11)
    for p in LEVELS:
        value = np.quantile(sample, p, method="linear")
        yield exact(f"quantile {p}", value, "type 7; the last bits of one interpolation", absolute=1e-13 * max(1, abs(value)))
    for level in [0.0, 0.5, 0.75, 0.9, 0.95, 0.99]:
        yield exact(f"shortfall {level}", shortfall(sample, level), "the programme's own tolerance", relative=1e-8)


write(
    "samples",
    "Quantiles of type 7 and expected shortfalls of samples",
    "numpy.quantile with method linear; scipy.optimize.linprog on the programme of Rockafellar and Uryasev (2000)",
    ["numpy", "scipy"],
    [
        {"case": name, "input": {"sample": list(sample)}, "expected": list(expected(sample))}
        for name, sample in samples()
    ],
)
