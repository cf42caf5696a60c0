//! What causes outages: failure modes of a component, and common causes.

use super::document::{Node, Path};
use super::fault::Rule;
use super::id::{ComponentId, HazardId};
use super::reader::{Bounds, Fields, Quantity, Reader, STAND_IN};
use crate::stats::LawSpec;
use crate::units::Unit;

/// Anything that causes outages: a renewal process of events, each with a duration and a severity.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// `<component>/<failure mode>` or `<common cause>`.
    pub id: HazardId,
    /// The name in words.
    pub name: String,
    /// Outages a year of up-time: the mean up-time is 8,766 h divided by this \[1/yr\].
    pub per_year: f64,
    /// How much the rate grows from year to year \[1/yr\].
    pub trend_per_year: Option<f64>,
    /// How up-times scatter around their mean.
    pub up_time: UpTime,
    /// How long an outage lasts \[h\].
    pub hours: LawSpec,
    /// The fraction of capacity that is lost, in (0, 1].
    pub severity: LawSpec,
    /// The components that an event may hit, each with its probability given the event.
    pub hits: Vec<(ComponentId, f64)>,
    /// Whether the hazard is a common cause, not a failure mode of one component.
    pub common: bool,
}

/// The shape of the up-time distribution; its mean is given by the rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UpTime {
    /// No memory.
    Exponential,
    /// Weibull with this shape: below 1 outages come in clusters, above 1 regularly.
    Weibull(f64),
    /// Gamma with this shape.
    Gamma(f64),
}

/// Whose hazard is read.
pub(super) enum Origin {
    Component(ComponentId),
    CommonCause,
}

/// The paths of a common cause's hits, for faults in them.
pub(super) fn hit_path(cause: &str, component: &str) -> Path {
    Path::root()
        .join("common_causes")
        .join(cause)
        .join("hits")
        .join(component)
}

pub(super) fn read(
    reader: &mut Reader,
    origin: &Origin,
    id: &str,
    (node, path): (&Node, Path),
    owner: &str,
) -> Option<Hazard> {
    let name = match node.get("name") {
        Some(Node::Text(name)) => name.clone(),
        _ => id.to_owned(),
    };
    let label = if owner.is_empty() {
        name.clone()
    } else {
        format!("{owner} · {name}")
    };
    let mut fields = reader.fields(node, &path, &label)?;
    reader.text(&mut fields, "name");
    let per_year = reader.number(
        &mut fields,
        Quantity::new("per_year", "rate", Unit::PerYear, Bounds::RATE),
    );
    let hours = reader.law(
        &mut fields,
        Quantity::new("hours", "duration", Unit::Hours, Bounds::NOT_NEGATIVE),
    );
    let severity = reader.law(
        &mut fields,
        Quantity::new("severity", "severity", Unit::Share, Bounds::SEVERITY).or(1.0),
    );
    let up_time = match fields.take("up_time") {
        Some(node) => up_time(reader, node, &path.join("up_time")),
        None => Some(UpTime::Exponential),
    };
    let trend_per_year = reader.given(&mut fields, trend());
    let (hits, full_id) = match origin {
        Origin::Component(component) => (
            vec![(component.clone(), 1.0)],
            HazardId::new(format!("{component}/{id}")),
        ),
        Origin::CommonCause => (hits(reader, &mut fields), HazardId::new(id)),
    };
    reader.finish(&fields);
    // Stand-ins for what could not be read, see [`super::reader`].
    Some(Hazard {
        id: full_id,
        name,
        per_year: per_year.unwrap_or_default(),
        trend_per_year,
        up_time: up_time.unwrap_or(UpTime::Exponential),
        hours: hours.unwrap_or(STAND_IN),
        severity: severity.unwrap_or(STAND_IN),
        hits,
        common: matches!(origin, Origin::CommonCause),
    })
}

/// How much a rate grows from year to year, for one hazard or for all.
pub(super) fn trend() -> Quantity {
    Quantity::new(
        "trend_per_year",
        "trend of the rate",
        Unit::PercentPerYear,
        Bounds::GROWTH,
    )
}

/// The components that a common cause hits, at least one.
fn hits(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<(ComponentId, f64)> {
    let path = fields.path.join("hits");
    let label = format!("{} · hits", fields.label);
    let hits = fields
        .take("hits")
        .map(|node| reader.shares(node, &path, &label, Bounds::SHARE))
        .unwrap_or_default();
    if hits.is_empty() {
        let what = "component that a common cause hits";
        reader.fault(&fields.path, Rule::Empty { what });
    }
    hits.into_iter()
        .map(|(id, p, _)| (ComponentId::new(id), p))
        .collect()
}

fn up_time(reader: &mut Reader, node: &Node, path: &Path) -> Option<UpTime> {
    const EXPECTED: &str = "`exponential`, {weibull: {shape: 0.7}} or {gamma: {shape: 0.7}}";
    if let Node::Text(word) = node
        && word == "exponential"
    {
        return Some(UpTime::Exponential);
    }
    let Node::Map(entries) = node else {
        reader.wrong_kind(path, EXPECTED, node);
        return None;
    };
    let [(family, parameters)] = entries.as_slice() else {
        reader.wrong_kind(path, EXPECTED, node);
        return None;
    };
    let make = match family.as_str() {
        "weibull" => UpTime::Weibull,
        "gamma" => UpTime::Gamma,
        _ => {
            reader.wrong_kind(path, EXPECTED, node);
            return None;
        }
    };
    let mut fields = reader.fields(parameters, &path.join(family), "up-time")?;
    let shape = reader.number(
        &mut fields,
        Quantity::new(
            "shape",
            "shape",
            Unit::Number,
            Bounds {
                low: 0.1,
                high: 100.0,
                low_open: false,
                rule: "between 0.1 and 100",
            },
        ),
    );
    reader.finish(&fields);
    shape.map(make)
}
