//! What each figure is: one table for the screens and for `docs/method.md`.

/// What a figure is, how sure it is, and where that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The word by which the program refers to it.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub definition: &'static str,
    /// How its error is found.
    pub error: &'static str,
    /// Who has written about it, where it is not plain arithmetic.
    pub source: &'static str,
    /// The section of `docs/method.md` that says more.
    pub section: &'static str,
}

/// All definitions, in the order of `docs/method.md`.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        id: "loss",
        name: "loss",
        definition: "all categories over the horizon, credits as a negative loss; year y (from 0) discounted by (1 + rate)^−(y + ½)",
        error: "s/√n",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "annual",
        name: "expected loss a year",
        definition: "mean undiscounted year, all categories",
        error: "s/√n over trials",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "var",
        name: "VaR q",
        definition: "the q-quantile of the loss over the horizon, type R-7 (linear at (n − 1) q)",
        error: "order statistics n q + ½ ± 1.96 √(n q (1 − q)), rounded outwards",
        source: "Hyndman and Fan 1996; Conover 1999",
        section: "Figures",
    },
    Definition {
        id: "tvar",
        name: "TVaR q",
        definition: "expected shortfall: the mean of the worst (1 − q) n trials, a fractional weight on the boundary trial",
        error: "influence function; its interval also by Hall's transformation, see *Precision*",
        source: "Acerbi and Tasche 2002; Hall 1992",
        section: "Figures",
    },
    Definition {
        id: "exceedance",
        name: "AEP, OEP",
        definition: "a year's total, a year's largest interruption; years of all trials pooled; exceedance is strict",
        error: "order statistics to within a thousandth, widened by the design effect of years of one trial",
        source: "Open Results Data (Oasis)",
        section: "Figures",
    },
    Definition {
        id: "served",
        name: "served fraction",
        definition: "1 − ∫u dt / horizon, workloads weighted by value per hour",
        error: "s/√n",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "breach",
        name: "breach in a year",
        definition: "P(an interruption outgrows its workload's tolerance in a year)",
        error: "s/√n over trials",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "tail-share",
        name: "tail share",
        definition: "E[part of the loss in the worst 1 % of trials] / TVaR 99; sums to 1, and is 0 where the tail is no loss",
        error: "–",
        source: "Euler allocation",
        section: "Figures",
    },
    Definition {
        id: "effective",
        name: "effective number",
        definition: "1 / Σ share²; HHI = 10,000 Σ share²",
        error: "–",
        source: "US merger guidelines 2023 for the bands",
        section: "Figures",
    },
    Definition {
        id: "diversification",
        name: "diversification ratio",
        definition: "TVaR 99 of the loss without overhead / Σ TVaR 99 of its parts by component charged, credits as gains; none where that sum is no loss",
        error: "–",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "single-point",
        name: "single point of failure",
        definition: "a component without which, everything else whole and failed over, a workload is below its minimum service",
        error: "what outages that hit it are charged a year, contracts left out, with s/√n",
        source: "Vesely et al. 1981",
        section: "Figures",
    },
    Definition {
        id: "cut-sets",
        name: "cut sets",
        definition: "minimal sets of up to three components that, lost together for good, take a workload below its minimum service: those of a fault tree over the components, `at_least` as k-of-n gates",
        error: "none",
        source: "Rauzy 1993; Minato 1993",
        section: "Structure in the long run",
    },
    Definition {
        id: "cut-set-loss",
        name: "a cut set's loss a year",
        definition: "P(all of it down) · 8,766 · Σ value · unserved, over the workloads it takes below their minimum; see *Structure in the long run*",
        error: "none: no trials",
        source: "–",
        section: "Structure in the long run",
    },
    Definition {
        id: "importance",
        name: "importance",
        definition: "see *Structure in the long run*",
        error: "none: no trials",
        source: "Birnbaum 1969; Vesely et al. 1981; Rausand and Høyland 2004",
        section: "Structure in the long run",
    },
    Definition {
        id: "difference",
        name: "difference B − A",
        definition: "from paired trials; VaR by the Bahadur representation with the density from the spacing of order statistics, TVaR by paired influence functions and as TVaR",
        error: "as named",
        source: "Serfling 1980; Siddiqui 1960",
        section: "Figures",
    },
    Definition {
        id: "break-even",
        name: "break-even premium",
        definition: "the yearly overhead of B over A at which the means (or TVaR 99) are equal: today's premium + (A − B) / Σ (1 + rate)^−(y + ½)",
        error: "that of the difference",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "dominance",
        name: "dominance",
        definition: "first order: B's sorted losses nowhere above A's; second order: no suffix mean above",
        error: "none: of the samples as they are",
        source: "Hadar and Russell 1969",
        section: "Figures",
    },
    Definition {
        id: "part",
        name: "part of the loss",
        definition: "the mean of what outages of one cause, or one category, are charged; parts sum to the expected loss a year",
        error: "s/√n over trials",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "odds",
        name: "P(B is cheaper)",
        definition: "the share of trials in which B's loss over the horizon is less than A's; equal losses count for neither",
        error: "√(p (1 − p)/n)",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "no-loss",
        name: "years without loss",
        definition: "the share of all years of all trials that cost nothing",
        error: "none",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "sharing",
        name: "independent providers",
        definition: "1 / Σ s_i s_j ρ_ij, with s the shares by value and ρ how far two providers are out together; what the sharing costs is the mean loss less that of the same trials with every shared hazard split",
        error: "s/√n over one trial in 100, at least 32",
        source: "–",
        section: "Hidden sharing",
    },
    Definition {
        id: "joint",
        name: "hours with several providers out",
        definition: "hours a year in which at least k providers of the portfolio are hit at once",
        error: "s/√n over trials",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "all-out",
        name: "years with all providers out",
        definition: "the probability of a year in which all providers of the portfolio are hit at once, for more than an hour of that year in all",
        error: "s/√n and Hall's skewed interval over years of one trial in 20, weighted by their likelihood where such years are rare",
        source: "Heidelberger (1995)",
        section: "Rare years",
    },
    Definition {
        id: "below",
        name: "time below the minimum",
        definition: "the share of time, in the long run, in which some workload is below its minimum service",
        error: "none: no trials",
        source: "Rausand and Høyland 2004",
        section: "Structure in the long run",
    },
    Definition {
        id: "trial",
        name: "loss of one trial",
        definition: "the discounted loss of one history: exactly the sum of its outages, bookings and overhead",
        error: "none: it is one history",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "charge",
        name: "an outage's loss in a trial",
        definition: "what one outage is charged of the loss of a history, see *Who is charged*; discounted",
        error: "none: it is one history",
        source: "–",
        section: "Figures",
    },
    Definition {
        id: "served-now",
        name: "served at an instant",
        definition: "the fraction of demand that is served in one history at one instant, workloads weighted by value per hour",
        error: "none: it is one history",
        source: "–",
        section: "Figures",
    },
];

/// The definition of this id.
pub fn definition(id: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|known| known.id == id)
}
