"""Means, variances, quantiles, distribution functions and tails of every law that a scenario file can name."""

from math import exp, log, sqrt

import numpy as np
from scipy import integrate, stats

from casefile import SEED, exact, simulated, write

DRAWS = 100_000
Z90, Z95 = stats.norm.ppf(0.9), stats.norm.ppf(0.95)


def lognormal(mu, sigma):
    return stats.lognorm(sigma, scale=exp(mu))


def lognormal_of_moments(mean, sd):
    variance = log(1 + (sd / mean) ** 2)
    return lognormal(log(mean) - variance / 2, sqrt(variance))


def pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, loc=low, scale=width)


LAWS = [
    ({"lognormal": {"median": 4, "p90": 14}}, lognormal(log(4), log(14 / 4) / Z90)),
    ({"lognormal": {"mean": 6, "sd": 9}}, lognormal_of_moments(6, 9)),
    ({"ci90": {"low": 0.25, "high": 2}}, lognormal((log(0.25) + log(2)) / 2, log(8) / (2 * Z95))),
    ({"exponential": {"mean": 2.5}}, stats.expon(scale=2.5)),
    ({"weibull": {"shape": 0.7, "scale": 10}}, stats.weibull_min(0.7, scale=10)),
    ({"weibull": {"shape": 3, "scale": 2}}, stats.weibull_min(3, scale=2)),
    ({"gamma": {"shape": 0.4, "scale": 5}}, stats.gamma(0.4, scale=5)),
    ({"gamma": {"shape": 7.5, "scale": 0.2}}, stats.gamma(7.5, scale=0.2)),
    ({"pareto": {"min": 1.5, "alpha": 3.5}}, stats.pareto(3.5, scale=1.5)),
    ({"pert": {"min": 1, "mode": 2, "max": 12}}, pert(1, 2, 12)),
    ({"uniform": {"min": 2, "max": 5}}, stats.uniform(2, 3)),
    ({"beta": {"a": 0.8, "b": 3.2}}, stats.beta(0.8, 3.2)),
]

LEVELS = [0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999]
DRAWN = [0.1, 0.5, 0.9, 0.99]
CLOSED = "both are double precision; inverses are iterated to a few units of the tenth digit"


def shortfall(law, level):
    """The mean of the quantiles above the level, by quadrature; in t with 1 - p = (1 - level) t^4 to tame the end."""
    value, _ = integrate.quad(lambda t: law.isf((1 - level) * t**4) * 4 * t**3, 0, 1, epsabs=0, epsrel=1e-10)
    return value


def expected(law):
    yield exact("mean", law.mean(), "closed forms of both, in double precision", relative=1e-12)
    yield exact("variance", law.var(), "closed forms of both, in double precision", relative=1e-12)
    for p in LEVELS:
        yield exact(f"quantile {p}", law.ppf(p), CLOSED, relative=1e-9)
    for p in [0.1, 0.5, 0.9]:
        x = float(np.float64(law.ppf(p)).round(6))
        yield exact(f"cdf {x}", law.cdf(x), CLOSED, relative=1e-10)
        yield exact(f"density {x}", law.pdf(x), CLOSED, relative=1e-10)
    yield simulated("drawn_mean", law.mean(), "exact, of draws")
    for p in DRAWN:
        yield simulated(f"drawn_quantile {p}", law.ppf(p), "exact, of draws")
    yield simulated("drawn_shortfall 0.9", shortfall(law, 0.9), "quadrature to 1e-10, of draws")


write(
    "laws",
    "Every law of a scenario file, and draws from it",
    "scipy.stats, a law for each; the translation of parameters is that of tests/oracle/laws.py",
    ["scipy", "numpy"],
    [
        {
            "case": "the law " + str(law).replace("'", ""),
            "input": {"law": law, "trials": DRAWS, "seed": SEED},
            "expected": list(expected(reference)),
        }
        for law, reference in LAWS
    ],
)
