"""Laws fitted to times of which some go on: parameters, their errors, log-likelihood, AIC, Kolmogorov-Smirnov distance.

The likelihood is made of scipy's densities and tails and made largest by scipy's simplex; the errors come from the
Hessian of numdifftools, the distance from scipy's own Kaplan-Meier curve. The log-likelihoods of all but the Pareto are
held against surpyval's, which has another optimiser and its own laws.
"""

from math import exp, inf, log, sqrt

import numdifftools
import numpy as np
import surpyval
from scipy import optimize, stats

from casefile import exact, write

CLOSE = "both find a top whose flatness leaves the root of the precision; scipy's simplex is run to 1e-12"
ERROR = "second differences of both, good to 1e-6"

SAMPLES = {
    # Freireich et al. (1963), as printed in Kalbfleisch and Prentice (2002), section 1.1 [weeks].
    "remissions under 6-mercaptopurine": (
        [6, 6, 6, 7, 10, 13, 16, 22, 23],
        [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    ),
    # Lieblein and Zelen (1956), as printed in Lawless (2003), example 5.1.1 [millions of turns].
    "ball bearings": (
        [17.88, 28.92, 33.0, 41.52, 42.12, 45.6, 48.48, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88, 84.12,
         93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4],
        [],
    ),
}


def drawn():
    """120 draws of a lognormal like that of posted incidents, in hours to four digits; those beyond a day go on."""
    times = np.round(stats.lognorm(1.5, scale=exp(1.0)).rvs(120, random_state=np.random.default_rng(6)), 4)
    return [float(t) for t in times if t <= 24], [24.0 for t in times if t > 24]


SAMPLES["draws of a lognormal, cut at 24"] = drawn()

FAMILIES = {
    "exponential": (["mean"], lambda p: stats.expon(scale=p[0]), lambda x: [x.mean()], surpyval.Exponential),
    "lognormal": (
        ["mu", "sigma"], lambda p: stats.lognorm(p[1], scale=exp(p[0])),
        lambda x: [np.log(x).mean(), np.log(x).std()], surpyval.LogNormal,
    ),
    "weibull": (["shape", "scale"], lambda p: stats.weibull_min(p[0], scale=p[1]), lambda x: [1, x.mean()],
                surpyval.Weibull),
    "gamma": (["shape", "scale"], lambda p: stats.gamma(p[0], scale=p[1]), lambda x: [1, x.mean()], surpyval.Gamma),
    "pareto": (["alpha"], None, lambda x: [1], None),
}


def fitted(family, ended, going_on):
    names, law, start, other = FAMILIES[family]
    ended, going_on = np.array(ended, float), np.array(going_on, float)
    if law is None:
        law = lambda p: stats.pareto(p[0], scale=ended.min())

    def likelihood(p):
        if any(value <= 0 for value, name in zip(p, names) if name != "mu"):
            return -inf
        return float(law(p).logpdf(ended).sum() + law(p).logsf(going_on).sum())

    at = np.array(start(ended), float)
    for _ in range(4):
        at = optimize.minimize(lambda p: -likelihood(p), at, method="Nelder-Mead",
                               options={"xatol": 1e-12, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}).x
    top = likelihood(at)
    if other is not None:
        x = np.concatenate([ended, going_on])
        c = np.concatenate([np.zeros(len(ended)), np.ones(len(going_on))])
        model = other.fit(x=x, c=c)
        theirs = float(np.log(model.df(ended)).sum() + np.log(model.sf(going_on)).sum())
        assert abs(theirs - top) < 1e-4, (family, theirs, top)
    information = numdifftools.Hessian(lambda p: -likelihood(p))(at)
    errors = np.sqrt(np.diag(np.linalg.inv(np.atleast_2d(information))))
    curve = stats.ecdf(stats.CensoredData(uncensored=ended, right=going_on)).cdf
    distance, before = 0.0, 0.0
    for time in np.unique(ended):
        after = float(curve.evaluate(time))
        reached = float(law(at).cdf(time))
        distance = max(distance, abs(reached - before), abs(after - reached))
        before = after
    count = len(names) + (family == "pareto")
    yield from (exact(f"{family} {name}", value, CLOSE, relative=1e-6) for name, value in zip(names, at))
    yield from (exact(f"{family} {name} error", value, ERROR, relative=1e-5) for name, value in zip(names, errors))
    yield exact(f"{family} log_likelihood", top, "the same sum of logarithms", relative=1e-10)
    yield exact(f"{family} aic", 2 * count - 2 * top, "the same sum of logarithms", relative=1e-10)
    yield exact(f"{family} ks", distance, "moves with the parameters", relative=1e-5)


write(
    "fits",
    "Laws fitted to times of which some go on",
    "scipy's densities, simplex and Kaplan-Meier curve, numdifftools' Hessian, surpyval's fits",
    ["scipy", "numpy", "numdifftools", "surpyval"],
    [
        {
            "case": name,
            "input": {"durations": ended} | ({"going_on": going_on} if going_on else {}),
            "expected": [figure for family in FAMILIES for figure in fitted(family, ended, going_on)],
        }
        for name, (ended, going_on) in SAMPLES.items()
    ],
)
