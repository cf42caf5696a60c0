"""A year's loss of Poisson many outages, by fast Fourier transform: moments, quantiles and tails.

A year's largest loss has the closed form P(max <= x) = exp(-rate * P(X > x)).
"""

from math import exp, log, sqrt

from aggregate import build
from scipy import stats

from casefile import SEED, simulated, write

TRIALS = 300_000

# The hours of a file are thousandths of the loss, at a value of 1,000 an hour.
SCALE = 1000

RENEWAL = "outages of mean {mean} h after up-times of {up:.4g} h are {less:.1g} rarer than a Poisson process's"


def lognormal(mean, sd):
    variance = log(1 + (sd / mean) ** 2)
    law = {"lognormal": {"mean": mean / SCALE, "sd": sd / SCALE}}
    return law, f"lognorm {mean} cv {sd / mean}", stats.lognorm(sqrt(variance), scale=exp(log(mean) - variance / 2))


def gamma(shape, scale):
    law = {"gamma": {"shape": shape, "scale": scale / SCALE}}
    return law, f"gamma {shape * scale} cv {1 / sqrt(shape)}", stats.gamma(shape, scale=scale)


def pareto(low, alpha):
    law = {"pareto": {"min": low / SCALE, "alpha": alpha}}
    return law, f"{low} * pareto {alpha}", stats.pareto(alpha, scale=low)


def two_grids(rate, severity, step, log2):
    """The aggregate on a grid and on one half as fine: what they differ by is what discretisation may do."""
    make = lambda name, step, log2: build(f"agg {name} {rate} claims sev {severity} poisson", bs=step, log2=log2)
    return make("Fine", step, log2), make("Coarse", 2 * step, log2 - 1)


def case(name, rate, law, step, log2, levels, tails, spread):
    words, severity, reference = law
    fine, coarse = two_grids(rate, severity, step, log2)
    less = rate * reference.mean() / SCALE / 8766
    renewal = RENEWAL.format(mean=f"{reference.mean() / SCALE:.4g}", up=8766 / rate, less=less)
    because = f"{renewal}, and the year's end cuts as few; digits: the grid of {step} and half as fine a one"
    bias = lambda value: 2 * less * value

    def between(value, other):
        return float(abs(value - other) + step)

    expected = [simulated("mean", rate * reference.mean(), renewal, bias=bias(rate * reference.mean()))]
    if spread:
        sd = sqrt(rate * (reference.var() + reference.mean() ** 2))
        expected.append(simulated("sd", sd, "the root of rate · E[X²]; " + renewal, bias=bias(sd)))
    if rate < 5:  # beyond, a year without loss is too rare to count
        expected.append(simulated("p_no_loss", exp(-rate), renewal, bias=less * rate * exp(-rate)))
    for level in levels:
        value = float(fine.q(level / 100))
        digits = between(value, float(coarse.q(level / 100)))
        figure = f"quantile {level:g}" if level < 99.5 else f"var {level:g}"
        expected.append(simulated(figure, value, because, bias=bias(value), digits=digits))
    for level in tails:
        value = float(fine.tvar(level / 100))
        digits = between(value, float(coarse.tvar(level / 100)))
        expected.append(simulated(f"tvar {level:g}", value, because, bias=bias(value), digits=digits))
    for period in [10, 100, 1000]:
        value = float(reference.isf(-log(1 - 1 / period) / rate))
        expected.append(simulated(f"oep {period}", value, "closed form; " + renewal, bias=bias(value)))
        value = float(fine.q(1 - 1 / period))
        digits = between(value, float(coarse.q(1 - 1 / period)))
        expected.append(simulated(f"aep {period}", value, because, bias=bias(value), digits=digits))
    return {
        "case": name,
        "input": {
            "trials": TRIALS,
            "seed": SEED,
            "scenario": {
                "lockin": 1,
                "horizon": 1,
                "providers": {"a": {"outages": {"m": {"per_year": rate, "hours": words}}}},
                "workloads": {"w": {"value_per_hour": SCALE}},
                "portfolios": {"p": {"placement": {"w": {"a": 1}}}},
            },
        },
        "expected": expected,
    }


write(
    "compound",
    "A year's loss of Poisson many outages",
    "aggregate, by fast Fourier transform; a year's largest loss in closed form with scipy.stats",
    ["aggregate", "numpy", "scipy"],
    [
        case(
            "0.8 lognormal losses a year, mean 10 and sd 15",
            0.8, lognormal(10, 15), 1 / 64, 18, [75, 90, 95, 99, 99.5, 99.9], [90, 95, 99, 99.5, 99.9], True,
        ),
        case(
            "10 gamma losses a year, shape 2 and scale 1",
            10, gamma(2, 1), 1 / 256, 16, [5, 25, 50, 75, 90, 95, 99, 99.5, 99.9], [90, 95, 99, 99.5, 99.9], True,
        ),
        case(
            "3 gamma losses a year, shape 0.5 and scale 8",
            3, gamma(0.5, 8), 1 / 256, 17, [25, 50, 75, 90, 95, 99, 99.5, 99.9], [90, 95, 99, 99.5, 99.9], True,
        ),
        case(
            "2 Pareto losses a year, at least 3, tail index 3",
            2, pareto(3, 3), 1 / 128, 20, [25, 50, 75, 90, 95, 99, 99.5, 99.9], [90, 95, 99, 99.5], False,
        ),
    ],
)
