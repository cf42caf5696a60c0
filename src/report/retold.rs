//! The story of one trial as text and as JSON.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::text::paragraph;
use crate::analysis::{Timeline, TimelineEvent, TimelineSide};
use crate::engine::Takeover;
use crate::model::Category;
use crate::units::{digits, duration, grouped, moment, money, percent, signed_money};

/// The version of the JSON's form.
const FORMAT: u32 = 1;

/// A row's amount for the portfolio of an index.
type Cell<'c> = &'c dyn Fn(usize, &TimelineSide) -> f64;

/// One trial, and what it came from.
#[derive(Clone, Copy, Debug)]
pub struct Retold<'a> {
    /// The trial.
    pub timeline: &'a Timeline,
    /// How it was chosen, in words: `the worst of 100,000 trials of Microsoft exclusive`.
    pub chosen: &'a str,
    /// Index of portfolio A.
    pub a: usize,
    /// Index of portfolio B; the same as A where there is but one.
    pub b: usize,
    /// The scenario's title.
    pub title: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// The digest of the resolved scenario.
    pub input_hash: &'a str,
    /// The what-if edits, each as `path=value`.
    pub edits: &'a [String],
}

impl Retold<'_> {
    /// The portfolios told, with their letters: A and B, or the only one.
    fn sides(&self) -> Vec<(&'static str, usize, &TimelineSide)> {
        let side = |letter, p: usize| Some((letter, p, self.timeline.sides.get(p)?));
        let b = (self.a != self.b).then_some(("B", self.b));
        let sides = [Some(("A", self.a)), b].into_iter().flatten();
        sides.filter_map(|(letter, p)| side(letter, p)).collect()
    }

    /// The story to read.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let timeline = self.timeline;
        let head = format!(
            "Trial {} of seed {} · {} years · {}",
            timeline.trial, timeline.seed, timeline.years, self.chosen
        );
        for line in [self.title, head.as_str()] {
            paragraph(&mut out, line);
        }
        out.push('\n');
        self.sums(&mut out);
        self.outages(&mut out);
        self.bookings(&mut out);
        out.push('\n');
        for edit in self.edits {
            paragraph(&mut out, &format!("edit {edit}"));
        }
        let receipt = format!(
            "lockin {} · seed {} · trial {} · input {}",
            self.version, timeline.seed, timeline.trial, self.input_hash
        );
        paragraph(&mut out, &receipt);
        out
    }

    /// What the trial cost, side by side, and what that is made of.
    fn sums(&self, out: &mut String) {
        let sides = self.sides();
        let currency = &self.timeline.currency;
        let rows: [(&str, Cell<'_>); 4] = [
            ("outages", &|p, _| self.timeline.outage_loss(p)),
            ("contracts and exits", &|p, _| self.timeline.booked_loss(p)),
            ("overhead", &|_, side| side.overhead),
            ("loss, discounted", &|_, side| side.loss),
        ];
        let names = sides
            .iter()
            .map(|(letter, _, side)| format!("{letter} {}", side.name));
        let names: Vec<String> = names.collect();
        let widths: Vec<usize> = names
            .iter()
            .map(|name| name.chars().count().max(12))
            .collect();
        let mut line = format!("{:<22}", "");
        for (name, width) in names.iter().zip(&widths) {
            let _ = write!(line, "  {name:>width$}");
        }
        if sides.len() == 2 {
            let _ = write!(line, "  {:>12}", "B − A");
        }
        push(out, &line);
        for (words, cell) in rows {
            let mut line = format!("{words:<22}");
            let cells: Vec<f64> = sides.iter().map(|(_, p, side)| cell(*p, side)).collect();
            for (value, width) in cells.iter().zip(&widths) {
                let _ = write!(line, "  {:>width$}", money(*value, currency));
            }
            if let [a, b] = cells[..] {
                let _ = write!(line, "  {:>12}", signed_money(b - a, currency));
            }
            push(out, &line);
        }
        let mut line = format!("{:<22}", "hours unserved");
        for ((_, _, side), width) in sides.iter().zip(&widths) {
            let _ = write!(line, "  {:>width$}", digits(side.unserved_hours(), 3));
        }
        push(out, &line);
    }

    fn outages(&self, out: &mut String) {
        let events = &self.timeline.events;
        heading(out, &format!("{} outages", grouped(events.len())));
        for event in events {
            let line = format!(
                "{}  {:>8}  {} − {} of {}",
                moment(event.from),
                duration(event.to - event.from),
                event.name,
                percent(event.severity),
                event.hit_names.join(", ")
            );
            paragraph(out, &line);
            let told: Vec<(&str, Option<String>)> = self
                .sides()
                .into_iter()
                .map(|(letter, p, _)| (letter, self.timeline.told(event, p)))
                .collect();
            if told.iter().all(|(_, words)| words.is_none()) {
                hanging(out, "not felt");
                continue;
            }
            for (letter, words) in told {
                let words = words.unwrap_or_else(|| "not felt".to_owned());
                hanging(out, &format!("{letter}  {words}"));
            }
        }
    }

    /// What contracts and exits cost, a line for each cause and year, the portfolios side by side.
    fn bookings(&self, out: &mut String) {
        let sides = self.sides();
        let of_sides = |p: usize| sides.iter().any(|(_, side, _)| *side == p);
        let mut rows: Vec<(usize, &str)> = Vec::new();
        for booked in self
            .timeline
            .bookings
            .iter()
            .filter(|b| of_sides(b.portfolio))
        {
            let row = (booked.year, booked.name.as_str());
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        if rows.is_empty() {
            return;
        }
        rows.sort_unstable();
        heading(out, "What contracts and exits cost, discounted");
        for (year, name) in rows {
            let mut line = format!("year {:<4}", year + 1);
            for (letter, p, _) in &sides {
                let booked = self.timeline.bookings.iter();
                let same =
                    booked.filter(|b| (b.portfolio, b.year, b.name.as_str()) == (*p, year, name));
                let loss: f64 = same.map(|booked| booked.loss).sum();
                let shown = if loss == 0.0 {
                    "–".to_owned()
                } else {
                    money(loss, &self.timeline.currency)
                };
                let _ = write!(line, "  {letter} {shown:>10}");
            }
            let _ = write!(line, "   {name}");
            push(out, &line);
        }
    }

    /// The story for programs. Added exactly, `loss` of all events and bookings of a portfolio and its `overhead` are
    /// its `loss` to the bit.
    pub fn json(&self) -> String {
        let timeline = self.timeline;
        let portfolios: Vec<Value> = timeline
            .sides
            .iter()
            .map(|side| self.portfolio(side))
            .collect();
        let events: Vec<Value> = timeline
            .events
            .iter()
            .map(|event| self.event(event))
            .collect();
        let bookings = timeline.bookings.iter().map(|booked| {
            json!({
                "portfolio": timeline.sides[booked.portfolio].id,
                "cause": booked.cause,
                "category": Category::name(booked.category),
                "year": booked.year + 1,
                "amount": booked.amount,
                "loss": booked.loss,
            })
        });
        let document = json!({
            "lockin": self.version,
            "format": FORMAT,
            "title": self.title,
            "currency": timeline.currency,
            "seed": timeline.seed,
            "trial": timeline.trial,
            "chosen": self.chosen,
            "horizon_years": timeline.years,
            "input_hash": self.input_hash,
            "edits": self.edits,
            "grain": timeline.grain,
            "a": timeline.sides.get(self.a).map(|side| &side.id),
            "b": timeline.sides.get(self.b).map(|side| &side.id),
            "portfolios": portfolios,
            "events": events,
            "bookings": bookings.collect::<Vec<_>>(),
        });
        let mut text = format!("{document:#}");
        text.push('\n');
        text
    }

    fn portfolio(&self, side: &TimelineSide) -> Value {
        let timeline = self.timeline;
        let served: Map<String, Value> = timeline
            .workloads
            .iter()
            .zip(&side.lapses)
            .map(|((id, _), lapses)| {
                let lapses = lapses.iter().map(|lapse| {
                    json!({
                        "from_hours": lapse.from,
                        "to_hours": lapse.to,
                        "served": 1.0 - lapse.unserved,
                    })
                });
                (id.clone(), Value::Array(lapses.collect()))
            })
            .collect();
        json!({
            "id": side.id,
            "name": side.name,
            "loss": side.loss,
            "overhead": side.overhead,
            "annual": side.annual,
            "unserved_hours": side.unserved_hours(),
            "not_fully_served": served,
        })
    }

    fn event(&self, event: &TimelineEvent) -> Value {
        let timeline = self.timeline;
        let by_portfolio = |value: &dyn Fn(usize, &TimelineSide) -> f64| -> Map<String, Value> {
            let sides = timeline.sides.iter().enumerate();
            sides
                .map(|(p, side)| (side.id.clone(), Value::from(value(p, side))))
                .collect()
        };
        let blows: Vec<Value> = event
            .blows
            .iter()
            .map(|blow| {
                let (kind, at) = match &blow.takeover {
                    Takeover::Nobody => ("nobody", None),
                    Takeover::Failed => ("failed", None),
                    Takeover::TooLate(at) => ("too_late", Some(*at)),
                    Takeover::Reserves { at, .. } => ("reserves", Some(*at)),
                };
                let by: Map<String, Value> = match &blow.takeover {
                    Takeover::Reserves { by, .. } => {
                        let shares = by.iter().map(|(_, share)| Value::from(*share));
                        blow.takers.iter().cloned().zip(shares).collect()
                    }
                    _ => Map::new(),
                };
                json!({
                    "portfolio": timeline.sides[blow.portfolio].id,
                    "workload": timeline.workloads[blow.workload].0,
                    "lost": blow.lost,
                    "took_over": kind,
                    "after_hours": at.map(|at| at - event.from),
                    "by": by,
                })
            })
            .collect();
        json!({
            "start_hours": event.from,
            "end_hours": event.to,
            "severity": event.severity,
            "cause": event.cause,
            "name": event.name,
            "hits": event.hits,
            "took": blows,
            "loss": by_portfolio(&|p, _| event.losses[p]),
            "loss_so_far": by_portfolio(&|_, side| side.loss_until(event.to)),
        })
    }
}

fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

fn heading(out: &mut String, words: &str) {
    out.push('\n');
    push(out, words);
    push(out, &"-".repeat(words.chars().count()));
}

/// Words below an event, indented.
fn hanging(out: &mut String, words: &str) {
    let mut lines = String::new();
    super::text::wrapped(&mut lines, words, super::text::WIDTH - 4);
    for line in lines.lines() {
        push(out, &format!("    {line}"));
    }
}
