//! Every figure of a screen, to ask what it is: its values, how sure they are, the causes behind it, the inputs below.

mod behind;
mod concentration;

pub(super) use behind::{Rest, causes, rests_on};

use crate::analysis::{
    Bounded, Definition, Dominance, Estimate, Figures, Part, PortfolioFigures, Skewed, at_level,
    definition,
};
use crate::ui::app::{App, Curve, ScreenId};
use crate::ui::screens::Exceeded;
use crate::units::{
    digits, grouped, money, money_with_error, number_with_error, odds_of_a_year, percent,
    percent_with_error,
};

/// What is read at the cursor of a chart.
pub(super) const AT_CURSOR: &str = "P(a year > the cursor)";

/// A figure that can be asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What it is called on the screen.
    pub name: String,
    /// What it is.
    pub definition: &'static Definition,
    /// Its values: A, B, and their difference where there is one.
    pub values: Vec<(&'static str, String)>,
    /// What they are sorted by: the kind of each value, and the value.
    pub sizes: Vec<(&'static str, (u8, f64))>,
    /// How sure they are.
    pub precision: Vec<String>,
    /// The causes behind it.
    pub behind: Behind,
}

/// What makes a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Behind {
    /// All causes by their share of the mean.
    Mean,
    /// All causes by their share of the worst hundredth.
    Tail,
    /// Outages and exits, by their share of what they cost together.
    Outages,
    /// One cause or category.
    Cause(String),
    /// A component.
    Component(String),
    /// What is bought: placements and spend.
    Placement,
}

/// The two portfolios of the figures on the screen.
struct Pair<'a> {
    app: &'a App,
    figures: &'a Figures,
    sides: Vec<(&'static str, &'a PortfolioFigures)>,
}

impl<'a> Pair<'a> {
    fn of(app: &'a App) -> Option<Self> {
        let figures = app.run.figures.as_deref()?;
        let (a, b) = (app.workspace.a, app.workspace.b);
        let both = [("A", a), ("B", b)];
        let known = both.into_iter().take(if a == b { 1 } else { 2 });
        Some(Self {
            app,
            figures,
            sides: known
                .filter_map(|(letter, p)| Some((letter, figures.portfolios.get(p)?)))
                .collect(),
        })
    }

    fn asked(
        &self,
        name: impl Into<String>,
        id: &'static str,
        behind: Behind,
        values: impl AsRef<[(&'static str, Value)]>,
    ) -> Asked {
        let values = values.as_ref();
        let currency = &self.figures.currency;
        let precision = values.iter().filter_map(|(letter, value)| {
            let words = value.precision(self.figures.trials)?;
            Some(format!("{letter} {words}"))
        });
        Asked {
            name: name.into(),
            definition: definition(id).expect("a test asks for every figure"),
            precision: precision.collect(),
            sizes: values
                .iter()
                .map(|(letter, value)| (*letter, value.size()))
                .collect(),
            values: values
                .iter()
                .map(|(letter, value)| (*letter, value.shown(currency)))
                .collect(),
            behind,
        }
    }

    /// A value for each portfolio.
    fn each(
        &self,
        value: impl Fn(&PortfolioFigures) -> Option<Value>,
    ) -> Vec<(&'static str, Value)> {
        let sides = self.sides.iter();
        sides
            .filter_map(|(letter, portfolio)| Some((*letter, value(portfolio)?)))
            .collect()
    }

    /// The same, and the difference where the figures have one.
    fn compared(
        &self,
        value: impl Fn(&PortfolioFigures) -> Option<Value>,
        difference: Option<Value>,
    ) -> Vec<(&'static str, Value)> {
        let mut values = self.each(value);
        values.extend(difference.map(|difference| ("B − A", difference)));
        values
    }
}

/// A value with half of its 95 % interval, where it has one.
#[derive(Clone, Copy, Debug)]
enum Value {
    Money(f64, Option<f64>),
    Share(f64, Option<f64>),
    /// A difference of shares.
    Points(f64, Option<f64>),
    Hours(f64, Option<f64>),
    Number(f64, Option<f64>),
    /// How likely a year is, which says how sure it is itself.
    Odds(Skewed),
}

impl Value {
    fn money(estimate: Estimate) -> Self {
        Value::Money(estimate.value, Some(estimate.half_width()))
    }

    fn bounded(bounded: Bounded) -> Self {
        Value::Money(bounded.value, Some(bounded.half_width()))
    }

    fn share(estimate: Estimate) -> Self {
        Value::Share(estimate.value, Some(estimate.half_width()))
    }

    /// Its kind, money before shares before numbers, and how much it is.
    fn size(self) -> (u8, f64) {
        match self {
            Value::Money(value, _) => (0, value),
            Value::Share(value, _) => (1, value),
            Value::Points(value, _) | Value::Hours(value, _) | Value::Number(value, _) => {
                (2, value)
            }
            Value::Odds(odds) => (2, odds.value),
        }
    }

    fn shown(self, currency: &str) -> String {
        match self {
            Value::Money(value, Some(half)) if half > 0.0 => {
                money_with_error(value, half, currency)
            }
            Value::Money(value, _) => money(value, currency),
            Value::Share(value, Some(half)) => percent_with_error(value, half),
            Value::Share(value, None) => percent(value),
            Value::Points(value, half) => {
                let times_100 = Value::Number(100.0 * value, half.map(|half| 100.0 * half));
                format!("{} pts", times_100.shown(currency))
            }
            Value::Hours(value, half) => {
                format!("{} h", Value::Number(value, half).shown(currency))
            }
            Value::Number(value, Some(half)) if half.is_finite() => {
                let sign = if value < 0.0 { "−" } else { "" };
                format!("{sign}{}", number_with_error(value.abs(), half))
            }
            Value::Number(value, _) => digits(value, 3),
            Value::Odds(odds) => odds_of_a_year(odds.value, (odds.low, odds.high)),
        }
    }

    /// How sure it is, and how many trials would do for ± 1 %.
    fn precision(self, trials: usize) -> Option<String> {
        let (value, half) = match self {
            Value::Money(value, half)
            | Value::Share(value, half)
            | Value::Points(value, half)
            | Value::Hours(value, half)
            | Value::Number(value, half) => (value, half?),
            Value::Odds(_) => return None,
        };
        if !half.is_finite() {
            return Some("one trial says nothing of its error".to_owned());
        }
        let relative = half / value.abs();
        if half <= 0.0 || !relative.is_finite() {
            return None;
        }
        let told = format!("± {} %", digits(100.0 * relative, 2));
        let needed = trials as f64 * (relative / 0.01).powi(2);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below 1e15"
        )]
        let rest = match needed {
            needed if needed <= trials as f64 => "± 1 % is reached".to_owned(),
            needed if needed < 1e15 => {
                let rounded = digits_up(needed) as usize;
                format!("± 1 % at some {} trials", grouped(rounded))
            }
            _ => "± 1 % is out of reach".to_owned(),
        };
        Some(format!("{told} ({rest})"))
    }
}

/// A count rounded up to two digits.
fn digits_up(count: f64) -> f64 {
    let step = libm::pow(10.0, libm::floor(libm::log10(count.max(1.0))) - 1.0).max(1.0);
    (count / step).ceil() * step
}

/// Every figure of the screen that is shown, in the order of the screen.
pub(super) fn figures_on(app: &App) -> Vec<Asked> {
    figures_of(app, app.screen)
}

/// Every figure of a screen, in its order.
pub(super) fn figures_of(app: &App, screen: ScreenId) -> Vec<Asked> {
    let Some(pair) = Pair::of(app) else {
        return Vec::new();
    };
    match screen {
        ScreenId::Overview => overview(&pair),
        ScreenId::Exceedance => exceedance(&pair),
        ScreenId::Timeline => timeline(&pair),
        ScreenId::Concentration => concentration::figures(&pair),
        ScreenId::Snapshots => headline(&pair),
    }
}

/// The lines of the overview's table, in their order; behind them what stands below it.
fn overview(pair: &Pair<'_>) -> Vec<Asked> {
    let comparison = pair.figures.comparison.as_ref();
    let mut list = headline(pair);
    let hours = |p: &PortfolioFigures| p.service.unserved_hours_per_year;
    let served = pair.compared(
        |p| Some(Value::share(p.service.served_fraction)),
        match pair.sides[..] {
            [(_, a), (_, b)] => {
                let less = Bounded::from(hours(a)).less(hours(b).into());
                Some(Value::Hours(less.value, Some(less.half_width())))
            }
            _ => None,
        },
    );
    list.push(pair.asked("served", "served", Behind::Outages, served));
    let breach = |p: &PortfolioFigures| p.service.p_breach_per_year;
    let breaches = match pair.sides[..] {
        [(_, a), (_, b)] => {
            let more = Bounded::from(breach(b)).less(breach(a).into());
            Some(Value::Points(more.value, Some(more.half_width())))
        }
        _ => None,
    };
    let breach = pair.compared(|p| Some(Value::share(breach(p))), breaches);
    list.push(pair.asked("breach in a year", "breach", Behind::Outages, breach));
    let effective = pair.each(|p| {
        let value = p.concentration.value.as_ref()?;
        Some(Value::Number(value.effective, None))
    });
    list.push(pair.asked(
        "providers (eff.)",
        "effective",
        Behind::Placement,
        effective,
    ));
    if let Some(c) = comparison {
        let odds = vec![
            ("B", Value::share(c.p_b_cheaper)),
            ("A", Value::share(c.p_a_cheaper)),
        ];
        list.push(pair.asked("cheaper in so many histories", "odds", Behind::Mean, odds));
        let premium = vec![
            ("mean", Value::money(c.break_even_mean)),
            ("TVaR 99", Value::bounded(c.break_even_tvar_99.into())),
            ("today", Value::Money(c.premium_per_year, None)),
        ];
        list.push(pair.asked("break-even premium", "break-even", Behind::Mean, premium));
        list.push(dominance(pair));
    }
    list.extend(read_at(pair, Curve::Aggregate));
    list.extend(parts(pair));
    list
}

fn dominance(pair: &Pair<'_>) -> Asked {
    let mut asked = pair.asked("dominance", "dominance", Behind::Mean, Vec::new());
    if let Some(c) = &pair.figures.comparison {
        let words = |dominance: Dominance| match dominance {
            Dominance::A => "A".to_owned(),
            Dominance::B => "B".to_owned(),
            Dominance::None => "neither".to_owned(),
        };
        asked.values = vec![
            ("first order", words(c.first_order)),
            ("second order", words(c.second_order)),
        ];
    }
    asked
}

/// The figures that lead every screen and every snapshot.
fn headline(pair: &Pair<'_>) -> Vec<Asked> {
    let comparison = pair.figures.comparison.as_ref();
    let annual = pair.compared(
        |p| Some(Value::money(p.annual.mean)),
        comparison.map(|c| Value::money(c.delta_annual)),
    );
    let hundredth = |p: &PortfolioFigures| {
        let mut levels = p.annual.aep.iter();
        let level = levels.find(|level| (level.return_period - 100.0).abs() < 0.5)?;
        Some(level.loss)
    };
    let less = match pair.sides[..] {
        [(_, a), (_, b)] => hundredth(b).zip(hundredth(a)).map(|(b, a)| b.less(a)),
        _ => None,
    };
    let hundredth = pair.compared(
        |p| hundredth(p).map(Value::bounded),
        less.map(Value::bounded),
    );
    let tvar = pair.compared(
        |p| Some(Value::bounded(at_level(&p.loss.tvar, 99.0)?.into())),
        comparison
            .and_then(|c| at_level(&c.delta_tvar, 99.0))
            .map(Value::bounded),
    );
    vec![
        pair.asked("expected loss/yr", "annual", Behind::Mean, annual),
        pair.asked("1-in-100 year", "exceedance", Behind::Tail, hundredth),
        pair.asked("TVaR 99, horizon", "tvar", Behind::Tail, tvar),
    ]
}

/// Categories and causes, as the bars of the overview show them.
fn parts(pair: &Pair<'_>) -> Vec<Asked> {
    let annuity = pair.figures.annuity;
    let mut list = Vec::new();
    let lists: [fn(&PortfolioFigures) -> &[Part]; 2] =
        [|p| &p.loss.by_category, |p| &p.loss.by_cause];
    for of in lists {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for (_, portfolio) in &pair.sides {
            let parts = of(portfolio).iter();
            for part in parts.filter(|part| part.mean.value != 0.0) {
                if !seen.iter().any(|(id, _)| *id == part.id) {
                    seen.push((&part.id, &part.name));
                }
            }
        }
        for (id, name) in seen {
            let values = pair.each(|p| {
                let part = of(p).iter().find(|part| part.id == id)?;
                Some(Value::money(part.mean.scaled(1.0 / annuity)))
            });
            list.push(pair.asked(name, "part", Behind::Cause(id.to_owned()), values));
        }
    }
    list
}

/// What a curve says at the cursor and at the appetite.
fn read_at(pair: &Pair<'_>, which: Curve) -> Vec<Asked> {
    let mut list = Vec::new();
    for (name, loss) in [
        (AT_CURSOR, pair.app.chart.cursor),
        ("P(a year > the appetite)", pair.app.chart.appetite),
    ] {
        let Some(loss) = loss else { continue };
        let values = pair.each(|p| {
            let p = Exceeded::of(crate::ui::screens::curves::curve(p, which), loss)?;
            Some(Value::Share(p.value, Some((p.high - p.low) / 2.0)))
        });
        list.push(pair.asked(name, "exceedance", Behind::Tail, values));
    }
    list
}

/// What the loss of a return period is called: `AEP: one year in 100`.
pub(super) fn level_name(curve: &str, years: f64) -> String {
    format!("{curve}: one year in {}", digits(years, 4))
}

fn exceedance(pair: &Pair<'_>) -> Vec<Asked> {
    let mut list = Vec::new();
    for (which, aggregate) in [("AEP", true), ("OEP", false)] {
        let levels = |p: &'_ PortfolioFigures| {
            if aggregate {
                p.annual.aep.clone()
            } else {
                p.annual.oep.clone()
            }
        };
        for (idx, years) in crate::analysis::RETURN_PERIODS.iter().enumerate() {
            let values = pair.each(|p| Some(Value::bounded(levels(p).get(idx)?.loss)));
            let name = level_name(which, *years);
            list.push(pair.asked(name, "exceedance", Behind::Tail, values));
        }
    }
    list.extend(read_at(pair, pair.app.chart.curve));
    let free = pair.each(|p| Some(Value::Share(p.annual.p_no_loss, None)));
    list.push(pair.asked("years without loss", "no-loss", Behind::Mean, free));
    list
}

fn timeline(pair: &Pair<'_>) -> Vec<Asked> {
    let app = pair.app;
    let Some(told) = app.watch.timeline() else {
        return Vec::new();
    };
    let (a, b) = (app.workspace.a, app.workspace.b);
    let each = |value: &dyn Fn(usize) -> Option<Value>| -> Vec<(&'static str, Value)> {
        let both = [("A", a), ("B", b)].into_iter().take(pair.sides.len());
        both.filter(|(_, p)| *p < told.sides.len())
            .filter_map(|(letter, p)| Some((letter, value(p)?)))
            .collect()
    };
    let (from, to) = app.watch.span();
    let least = |p: usize| Some(Value::Share(told.sides[p].least_served(from, to), None));
    let so_far = |p: usize| Some(Value::Money(told.sides[p].loss_until(to), None));
    let mut list = vec![
        pair.asked(
            "loss of this trial",
            "trial",
            Behind::Mean,
            each(&|p| Some(Value::Money(told.sides[p].loss, None))),
        ),
        pair.asked(
            "loss so far, at the right end",
            "trial",
            Behind::Mean,
            each(&so_far),
        ),
        pair.asked(
            "least served in view",
            "served-now",
            Behind::Outages,
            each(&least),
        ),
    ];
    let selected = told.events.get(app.watch.selected);
    let others = told.events.iter().enumerate();
    let others = others
        .filter(|(index, _)| *index != app.watch.selected)
        .map(|(_, event)| event);
    for event in selected.into_iter().chain(others) {
        let values = each(&|p| Some(Value::Money(event.losses[p], None)));
        let name = format!("{} · {}", crate::units::moment(event.from), event.name);
        list.push(pair.asked(name, "charge", Behind::Cause(event.cause.clone()), values));
    }
    list
}
