"""Concentration of weights: Herfindahl-Hirschman, effective number, largest share, entropy, Gini."""

import numpy as np
from concentrationMetrics import Index

from casefile import exact, write

WEIGHTS = {
    "two clouds of equal size": [1, 1],
    "one cloud and a toe in another": [97, 3],
    "six providers in money": [4.1e9, 2.7e9, 2.7e9, 6e8, 3.3e7, 1e3],
    "geometric weights": [2.0**-i for i in range(20)],
    "fifty weights that sum to anything": list(np.random.default_rng(7).pareto(1.2, 50).round(5)),
}
WHY = "rounding of sums"


def expected(weights):
    index, data = Index(), np.array(weights, dtype=float)
    yield exact("hhi", 10_000 * index.hhi(data, normalized=False), WHY, relative=1e-13)
    yield exact("effective", index.invsimpson(data), WHY, relative=1e-12)
    yield exact("largest", index.berger_parker(data), WHY, relative=1e-14)
    yield exact("entropy", index.shannon(data, normalized=False), WHY, relative=1e-12)
    yield exact("gini", index.gini(data), WHY, absolute=1e-13)


write(
    "shares",
    "Concentration of weights",
    "concentrationMetrics",
    ["concentrationMetrics", "numpy"],
    [
        {"case": name, "input": {"shares": weights}, "expected": list(expected(weights))}
        for name, weights in WEIGHTS.items()
    ],
)
