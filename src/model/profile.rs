//! When an hour is worth more than another: by hour of the day, day of the week and month.

use super::document::{Node, Path};
use super::fault::Rule;
use super::reader::{Bounds, Fields, Reader};

/// How the value of an hour moves around its mean. Weights are relative; their product is scaled to a mean of 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// By hour of the day, 24 weights from midnight; empty where all are alike.
    pub hour: Vec<f64>,
    /// By day of the week, 7 weights from Monday; empty where all are alike.
    pub weekday: Vec<f64>,
    /// By month, 12 weights from January; empty where all are alike.
    pub month: Vec<f64>,
}

/// The profile under `value_profile`, if there is one.
pub(super) fn read(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Profile> {
    let path = fields.path.join("value_profile");
    let node = fields.take("value_profile")?;
    let label = fields.label.clone();
    let mut fields = reader.fields(node, &path, &label)?;
    let mut weights = |key, count| match fields.take(key) {
        Some(node) => list(reader, node, &path.join(key), count),
        None => Vec::new(),
    };
    let profile = Profile {
        hour: weights("hour", 24),
        weekday: weights("weekday", 7),
        month: weights("month", 12),
    };
    reader.finish(&fields);
    Some(profile)
}

fn list(reader: &mut Reader, node: &Node, path: &Path, count: usize) -> Vec<f64> {
    let Node::List(items) = node else {
        reader.wrong_kind(path, "a list of weights", node);
        return Vec::new();
    };
    if items.len() != count {
        let found = items.len();
        reader.fault(path, Rule::Count { count, found });
        return Vec::new();
    }
    let weights: Vec<f64> = items
        .iter()
        .enumerate()
        .filter_map(|(i, node)| {
            reader.bounded(node, &path.join(&i.to_string()), Bounds::NOT_NEGATIVE)
        })
        .collect();
    if weights.len() == count && weights.iter().sum::<f64>() <= 0.0 {
        reader.fault(path, Rule::NoWeight);
    }
    weights
}
