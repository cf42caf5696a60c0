//! How the error falls with the number of trials: when to stop, and which figures rest on too few.

use super::{Bounded, Estimate, Figures, LossFigures, ReturnLevel, at_level};
use crate::engine::Tally;
use crate::units::{digits, grouped};

/// Trials behind the first look at whether a precision is reached.
///
/// Fewer would not do: a heavy tail shows its size late, and an error that is too small stops a run too soon.
const FIRST_LOOK: usize = 8_192;

/// Looks are taken at multiples of this many trials.
const LOOK_MULTIPLE: usize = 1_024;

/// Half of an interval, as a share of its value, above which a figure of the tail is hardly worth reading.
const WIDE: f64 = 0.1;

/// Years or trials that must exceed a level before it is worth reading.
pub(super) const ENOUGH_BEYOND: f64 = 10.0;

/// Trials that must lie in a tail before its mean is worth reading; from there on its interval holds.
const ENOUGH_IN_TAIL: f64 = 20.0;

/// How sure the mean losses are to be: the share of its value that half of a 95 % interval may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision(f64);

impl Precision {
    /// A share above 0 and below 1.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// The share.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The share in percent, as people write it: `0.5 %`.
    pub fn shown(self) -> String {
        // Without what the division by 100 left behind.
        format!("{} %", (self.0 * 1e10).round() / 1e8)
    }

    /// The trials at which a run of at most `limit` is looked at: first 8,192, then a quarter more each time.
    ///
    /// They depend on nothing but the limit, so that where a run stops depends on its outcome alone. To look often
    /// stops early in lucky runs: at ± 2 % the interval then holds the truth 94 times in 100
    /// (`tests/it/coverage.rs`).
    ///
    /// Source for stopping when the estimated error is small enough: Chow and Robbins, “On the asymptotic theory of
    /// fixed-width sequential confidence intervals for the mean”, Annals of Mathematical Statistics 36 (1965), 457–462.
    pub fn looks(limit: usize) -> impl Iterator<Item = usize> {
        let next = |trials: &usize| Some((trials + trials / 4).next_multiple_of(LOOK_MULTIPLE));
        std::iter::successors(Some(FIRST_LOOK), next)
            .take_while(move |&trials| trials < limit)
            .chain(std::iter::once(limit))
    }

    /// About how many trials it takes, if the mean loss of any portfolio is not as sure as that yet.
    pub fn still_needed(self, tally: &Tally) -> Option<usize> {
        let means = tally.portfolios.iter();
        let widths = means.map(|portfolio| relative(Estimate::mean_of(&portfolio.loss).into()));
        let widest = widths.fold(0.0, f64::max);
        (widest >= self.0).then(|| scaled_up(tally.trials, widest / self.0))
    }

    /// How far the figures have come.
    pub fn reached(self, figures: &Figures) -> Reached {
        let means = figures.portfolios.iter().enumerate();
        let widths = means.map(|(p, portfolio)| (p, relative(portfolio.loss.mean.into())));
        let (portfolio, half_width) = widths
            .reduce(|widest, other| if other.1 > widest.1 { other } else { widest })
            .unwrap_or_default();
        Reached {
            precision: self,
            trials: figures.trials,
            portfolio,
            half_width,
        }
    }
}

/// How far a run has come on its way to a [`Precision`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// What was wanted.
    pub precision: Precision,
    /// The trials made.
    pub trials: usize,
    /// Index of the portfolio whose mean loss is the least sure.
    pub portfolio: usize,
    /// Half of its 95 % interval as a share of the mean; infinite where nothing was lost in any trial.
    pub half_width: f64,
}

impl Reached {
    /// Whether the precision is reached.
    pub fn is_met(&self) -> bool {
        self.half_width < self.precision.0
    }

    /// In words, without a full stop; `name` is that of the portfolio.
    pub fn words(&self, name: &str) -> String {
        let wanted = self.precision.shown();
        let trials = grouped(self.trials);
        let enough = if self.is_met() {
            "enough"
        } else {
            "not enough"
        };
        let told = format!("{trials} trials were {enough} for ± {wanted}");
        if self.half_width.is_infinite() {
            return format!("{told}: {name} lost nothing in any of them");
        }
        let half = digits(100.0 * self.half_width, 2);
        if self.is_met() {
            return format!("{told}: every mean loss is known to ± {half} % or better");
        }
        let needed = grouped(scaled_up(self.trials, self.half_width / self.precision.0));
        format!("{told}: the mean loss of {name} is known to ± {half} %; about {needed} would do")
    }
}

/// A figure that rests on too few trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    /// The figure: `1 in 1,000`, `TVaR 99`.
    pub figure: String,
    /// Years, or trials, that lie beyond it.
    pub beyond: f64,
    /// Years, or trials, that there are.
    pub of: usize,
    /// `years` or `trials`.
    pub unit: &'static str,
    /// Half of its 95 % interval as a share of the value.
    pub half_width: f64,
    /// Trials that would do.
    pub trials: usize,
    /// Whether they bring the interval down to a tenth; else they are the least that say how sure the figure is.
    pub narrows: bool,
}

impl Shortage {
    /// In words, without a full stop: what it rests on and what would help.
    pub fn words(&self) -> String {
        self.words_in_two().join(" ")
    }

    /// The [`Shortage::words`], what it rests on and what would help each on its own.
    pub fn words_in_two(&self) -> [String; 2] {
        let beyond = if self.beyond < 1.0 {
            "less than one".to_owned()
        } else {
            shown_whole(self.beyond)
        };
        let (figure, of, unit) = (&self.figure, grouped(self.of), self.unit);
        let rests = format!("{figure} rests on {beyond} of {of} {unit}");
        let trials = grouped(self.trials);
        if self.narrows {
            let half = digits(100.0 * self.half_width, 2);
            [
                format!("{rests}, ± {half} %:"),
                format!(
                    "{trials} trials would bring ± {} %",
                    digits(100.0 * WIDE, 2)
                ),
            ]
        } else {
            [
                format!("{rests}:"),
                format!("it needs {trials} trials at least"),
            ]
        }
    }

    /// The same in fewer words.
    pub fn words_short(&self) -> String {
        let trials = grouped(self.trials);
        let figure = &self.figure;
        if self.narrows {
            format!(
                "{figure}: {trials} trials for ± {} %",
                digits(100.0 * WIDE, 2)
            )
        } else {
            format!("{figure} needs {trials} trials at least")
        }
    }

    fn of_figure(loss: Bounded, least: f64, trials: usize, beyond: Beyond) -> Option<Self> {
        let half_width = relative(loss);
        let by_error = if half_width.is_finite() {
            half_width / WIDE
        } else {
            0.0
        };
        let by_count = (least / beyond.count).sqrt();
        (by_error > 1.0 || by_count > 1.0).then(|| Self {
            figure: beyond.figure,
            beyond: beyond.count,
            of: beyond.of,
            unit: beyond.unit,
            half_width,
            trials: scaled_up(trials, by_error.max(by_count)),
            narrows: by_error >= by_count,
        })
    }
}

/// What lies beyond a figure.
struct Beyond {
    figure: String,
    count: f64,
    of: usize,
    unit: &'static str,
}

impl Figures {
    /// Whether what a year exceeds once in a return period rests on too few years.
    ///
    /// That is fewer than ten beyond it, or so few that half of the interval is more than a tenth of the loss.
    pub fn shortage_of_level(&self, level: &ReturnLevel) -> Option<Shortage> {
        let years = self.trials * self.horizon_years;
        let beyond = Beyond {
            figure: format!("1 in {}", shown_whole(level.return_period)),
            count: years as f64 / level.return_period,
            of: years,
            unit: "years",
        };
        Shortage::of_figure(level.loss, ENOUGH_BEYOND, self.trials, beyond)
    }

    /// Whether VaR at a level in percent rests on too few trials.
    pub fn shortage_of_var(&self, loss: &LossFigures, level: f64) -> Option<Shortage> {
        let var = at_level(&loss.var, level)?;
        let beyond = self.beyond("VaR", level);
        Shortage::of_figure(var, ENOUGH_BEYOND, self.trials, beyond)
    }

    /// Whether TVaR at a level in percent rests on too few trials: fewer than twenty, or too wide an interval.
    pub fn shortage_of_tvar(&self, loss: &LossFigures, level: f64) -> Option<Shortage> {
        let tvar = at_level(&loss.tvar, level)?;
        let beyond = self.beyond("TVaR", level);
        Shortage::of_figure(tvar.into(), ENOUGH_IN_TAIL, self.trials, beyond)
    }

    fn beyond(&self, name: &str, level: f64) -> Beyond {
        Beyond {
            figure: format!("{name} {level}"),
            // Without the rounding of 1 - 0.99.
            count: (self.trials as f64 * (100.0 - level) / 100.0 * 1e6).round() / 1e6,
            of: self.trials,
            unit: "trials",
        }
    }
}

/// The whole part, with commas.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "years and trials are positive and far below 2⁶⁴"
)]
fn shown_whole(number: f64) -> String {
    grouped(number as usize)
}

/// Half of the interval as a share of the value; infinite for a value of 0, of which there is no share.
fn relative(bounded: Bounded) -> f64 {
    let share = bounded.half_width() / bounded.value.abs();
    if share.is_nan() { f64::INFINITY } else { share }
}

/// Trials that make an error smaller by `factor`, rounded up to two digits.
fn scaled_up(trials: usize, factor: f64) -> usize {
    let needed = trials as f64 * factor * factor;
    if !needed.is_finite() {
        return usize::MAX;
    }
    let step = libm::pow(10.0, libm::floor(libm::log10(needed)) - 1.0).max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and `as` stops at the end"
    )]
    // A hair less, so that what is round already stays.
    let rounded = ((needed / step * (1.0 - 1e-12)).ceil() * step) as usize;
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::examples;

    #[test]
    fn looks_grow_by_a_quarter_and_end_with_the_limit() {
        let looks: Vec<usize> = Precision::looks(25_000).collect();
        assert_eq!(looks, [8_192, 10_240, 13_312, 17_408, 22_528, 25_000]);
        assert_eq!(Precision::looks(100).collect::<Vec<_>>(), [100]);
        assert_eq!(Precision::looks(8_192).collect::<Vec<_>>(), [8_192]);
        // The same ones on the way to any limit.
        assert!(
            Precision::looks(1_000_000)
                .take(5)
                .eq(looks[..5].iter().copied())
        );
    }

    #[test]
    fn a_precision_is_a_share_between_nothing_and_all() {
        for (share, shown) in [
            (0.01, "1 %"),
            (0.005, "0.5 %"),
            (0.07, "7 %"),
            (1e-5, "0.001 %"),
        ] {
            assert_eq!(Precision::new(share).unwrap().shown(), shown);
        }
        for share in [0.0, -0.01, 1.0, 2.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Precision::new(share), None);
        }
    }

    #[test]
    fn the_least_sure_mean_decides() {
        let trials = examples::trials(&examples::two_clouds(), 1_000);
        let figures = trials.figures(1);
        let widths: Vec<f64> = figures
            .portfolios
            .iter()
            .map(|p| p.loss.mean.half_width() / p.loss.mean.value)
            .collect();
        let (p, widest) = if widths[0] > widths[1] {
            (0, widths[0])
        } else {
            (1, widths[1])
        };
        for (share, met) in [(widest * 1.001, true), (widest * 0.999, false)] {
            let precision = Precision::new(share).unwrap();
            assert_eq!(precision.still_needed(&trials.tally).is_none(), met);
            let reached = precision.reached(&figures);
            assert_eq!((reached.is_met(), reached.portfolio), (met, p));
        }
    }

    #[test]
    fn what_was_reached_is_said() {
        let told = |half_width: f64| {
            let reached = Reached {
                precision: Precision::new(0.01).unwrap(),
                trials: 13_312,
                portfolio: 0,
                half_width,
            };
            reached.words("Azure")
        };
        assert_eq!(
            told(0.0097),
            "13,312 trials were enough for ± 1 %: every mean loss is known to ± 0.97 % or better"
        );
        assert_eq!(
            told(0.023),
            "13,312 trials were not enough for ± 1 %: the mean loss of Azure is known to ± 2.3 %; about 71,000 would do"
        );
        assert_eq!(
            told(f64::INFINITY),
            "13,312 trials were not enough for ± 1 %: Azure lost nothing in any of them"
        );
    }

    fn level(return_period: f64, value: f64, half: f64) -> ReturnLevel {
        let loss = Bounded {
            value,
            low: value - half,
            high: value + half,
        };
        ReturnLevel {
            return_period,
            loss,
            enough: true,
        }
    }

    #[test]
    fn a_level_wants_ten_years_beyond_it_and_a_narrow_interval() {
        let figures = examples::trials(&examples::two_clouds(), 1_000).figures(1);
        assert_eq!(figures.horizon_years, 3);
        let words = |level: ReturnLevel| figures.shortage_of_level(&level).map(|s| s.words());
        assert_eq!(words(level(250.0, 100.0, 9.0)), None);
        // (20 %/10 %)² = 4 times the trials.
        assert_eq!(
            words(level(250.0, 100.0, 20.0)).as_deref(),
            Some("1 in 250 rests on 12 of 3,000 years, ± 20 %: 4,000 trials would bring ± 10 %")
        );
        // 3 years beyond it: 10/3 as many, whatever the interval says.
        assert_eq!(
            words(level(1000.0, 100.0, 2.0)).as_deref(),
            Some("1 in 1,000 rests on 3 of 3,000 years: it needs 3,400 trials at least")
        );
        // Nothing is lost there, and that is sure.
        assert_eq!(words(level(10.0, 0.0, 0.0)), None);
        let short = figures
            .shortage_of_level(&level(250.0, 100.0, 20.0))
            .unwrap();
        assert_eq!(short.words_short(), "1 in 250: 4,000 trials for ± 10 %");
    }

    #[test]
    fn a_tail_wants_twenty_trials() {
        let figures = examples::trials(&examples::two_clouds(), 1_000).figures(1);
        let loss = &figures.portfolios[0].loss;
        let shortage = figures.shortage_of_tvar(loss, 99.0).unwrap();
        assert_eq!((shortage.beyond, shortage.of), (10.0, 1_000));
        assert!(shortage.trials >= 2_000, "{shortage:?}");
        assert!(figures.shortage_of_var(loss, 99.9).is_some());
        assert_eq!(figures.shortage_of_tvar(loss, 42.0), None);
    }

    #[test]
    fn trials_are_rounded_up_to_two_digits() {
        for (trials, factor, expected) in [
            (1_000, 2.0, 4_000),
            (1_000, 2.01, 4_100),
            (3, 1.0, 3),
            (64, 1.5, 150),
        ] {
            assert_eq!(scaled_up(trials, factor), expected);
        }
    }
}
