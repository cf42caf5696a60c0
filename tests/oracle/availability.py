"""Downtime of systems over a finite window that starts with everything up, with up-times and repairs of any law.

RePyability integrates the point availability of every component, from the renewal equation, through the structure
function; nothing is simulated there. lockin simulates the same window, so that no start-up has to be forgotten.
"""

from math import gamma, log, sqrt

import surpyval
from repyability import RepairableRBD

from casefile import SEED, simulated, write

YEAR = 8766

WINDOW = (
    "the same window, everything up at its start; RePyability integrates to about 1e-8, relative to the window"
)


def up(per_year, shape=None, family="exponential"):
    """An up-time by its rate: the part of a hazard, and the model."""
    mean = YEAR / per_year
    if family == "weibull":
        model = surpyval.Weibull.from_params([mean / gamma(1 + 1 / shape), shape])
    elif family == "gamma":
        model = surpyval.Gamma.from_params([shape, shape / mean])
    else:
        return {"per_year": per_year}, surpyval.Exponential.from_params([1 / mean])
    return {"per_year": per_year, "up_time": {family: {"shape": shape}}}, model


def exponential(mean):
    return {"exponential": {"mean": mean}}, surpyval.Exponential.from_params([1 / mean])


def lognormal(mean, sd):
    variance = log(1 + (sd / mean) ** 2)
    model = surpyval.LogNormal.from_params([log(mean) - variance / 2, sqrt(variance)])
    return {"lognormal": {"mean": mean, "sd": sd}}, model


def weibull(shape, scale):
    return {"weibull": {"shape": shape, "scale": scale}}, surpyval.Weibull.from_params([scale, shape])


def gamma_law(shape, scale):
    return {"gamma": {"shape": shape, "scale": scale}}, surpyval.Gamma.from_params([shape, 1 / scale])


def part(up_time, hours):
    """A failure mode as the file writes it, and as RePyability wants it."""
    mode = {"outages": {"m": up_time[0] | {"hours": hours[0]}}}
    return mode, {"reliability": up_time[1], "repairability": hours[1]}


def case(name, years, trials, edges, parts, scenario, k=None):
    """`scenario` is given the failure modes by id and returns the rest of the file."""
    system = RepairableRBD(edges, {id: model for id, (_, model) in parts.items()}, k=k)
    hours = system.mission_unavailability(float(years * YEAR)) * YEAR
    modes = {id: mode for id, (mode, _) in parts.items()}
    return {
        "case": name,
        "input": {"trials": trials, "seed": SEED, "scenario": {"lockin": 1, "horizon": years} | scenario(modes)},
        "expected": [
            simulated("downtime_hours_per_year", hours, WINDOW),
        ],
    }


def alone(id):
    return lambda modes: {
        "providers": {id: modes[id]},
        "workloads": {"w": {"value_per_hour": 1}},
        "portfolios": {"p": {"placement": {"w": {id: 1}}}},
    }


def series(modes):
    first, *others = modes
    return {
        "providers": {first: modes[first] | {"requires": others[:1]}},
        "components": {id: modes[id] for id in others},
        "workloads": {"w": {"value_per_hour": 1, "requires": others[1:]}},
        "portfolios": {"p": {"placement": {"w": {first: 1}}}},
    }


def k_of_n(k):
    """Every provider carries 1/n; reserves are a tenth more than what k of them need to carry all."""

    def scenario(modes):
        n = len(modes)
        shares = {id: 1 / n for id in modes}
        reserve = 1.1 * (1 / k - 1 / n) if k < n else 0
        # k serve k/n + k·reserve ≥ 1, and k - 1 serve less, or the case would not be k of n.
        assert k / n + k * reserve >= 1 and (k - 1) / n + (k - 1) * reserve < 1
        return {
            "providers": modes,
            "workloads": {"w": {"value_per_hour": 1, "failover": {"delay_hours": 0, "success": 1}}},
            "portfolios": {"p": {"placement": {"w": shares}, "reserve": {"w": {id: reserve for id in modes}}}},
        }

    return scenario


def fourth_party(modes):
    return {
        "providers": {id: modes[id] | {"requires": ["identity"]} for id in ["east", "west"]},
        "components": {"identity": modes["identity"], "edge": modes["edge"]},
        "workloads": {
            "w": {"value_per_hour": 1, "requires": ["edge"], "failover": {"delay_hours": 0, "success": 1}}
        },
        "portfolios": {"p": {"placement": {"w": {"east": 1}}, "reserve": {"w": {"west": 1}}}},
    }


def parallel(ids):
    return [("s", id) for id in ids] + [(id, "t") for id in ids]


def cases():
    single = [("s", "a"), ("a", "t")]
    yield case(
        "one part: Weibull up-times of shape 0.7, lognormal repairs, a year",
        1,
        20_000,
        single,
        {"a": part(up(12, 0.7, "weibull"), lognormal(60, 90))},
        alone("a"),
    )
    yield case(
        "one part: gamma up-times of shape 4, Weibull repairs of shape 2, a year of which the start is much",
        1,
        20_000,
        single,
        {"a": part(up(3, 4, "gamma"), weibull(2, 500))},
        alone("a"),
    )
    chain = {
        "web": part(up(20, 1.8, "weibull"), lognormal(8, 12)),
        "database": part(up(6), gamma_law(0.6, 60)),
        "identity": part(up(10, 0.5, "gamma"), exponential(15)),
        "network": part(up(4), lognormal(5, 5)),
    }
    yield case(
        "four parts in series, no two of one law",
        2,
        10_000,
        [("s", "web"), ("web", "database"), ("database", "identity"), ("identity", "network"), ("network", "t")],
        chain,
        series,
    )
    pair = {
        "a": part(up(15, 1.5, "weibull"), lognormal(50, 40)),
        "b": part(up(30, 0.6, "gamma"), weibull(0.8, 30)),
    }
    yield case("two parts, either suffices", 2, 20_000, parallel(pair), pair, k_of_n(1))
    trio = pair | {"c": part(up(20), exponential(60))}
    yield case("two of three unlike parts", 2, 10_000, parallel(trio), trio, k_of_n(2), k={"t": 2})
    quintet = {id: part(up(25, 2.2, "weibull"), lognormal(45, 60)) for id in "abcde"}
    yield case("three of five like parts", 2, 10_000, parallel(quintet), quintet, k_of_n(3), k={"t": 3})
    clouds = {
        "east": part(up(10), lognormal(40, 60)),
        "west": part(up(14, 0.8, "weibull"), lognormal(40, 60)),
        "identity": part(up(2), lognormal(6, 9)),
        "edge": part(up(3, 2, "gamma"), exponential(3)),
    }
    yield case(
        "two regions, either suffices, and two vendors that both regions need",
        3,
        20_000,
        [("s", "edge"), ("edge", "identity"), ("identity", "east"), ("identity", "west"), ("east", "t"), ("west", "t")],
        clouds,
        fourth_party,
    )


write(
    "availability",
    "Downtime over a finite window, of series, of parallel and of k-of-n systems, with any laws",
    "RePyability, RepairableRBD.mission_unavailability: the renewal equation of each part and the structure function",
    ["repyability", "surpyval"],
    list(cases()),
)
