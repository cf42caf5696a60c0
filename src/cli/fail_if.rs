//! `--fail-if`: conditions on the figures of the JSON report.

use std::str::FromStr;

use serde_json::Value;

/// A figure of the report against a number: `comparison.p_b_cheaper < 0.9`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    path: String,
    relation: Relation,
    number: f64,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Less,
    AtMost,
    More,
    AtLeast,
}

const RELATIONS: [(&str, Relation); 4] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("<", Relation::Less),
    (">", Relation::More),
];

impl FromStr for Condition {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (path, relation, number) = RELATIONS
            .iter()
            .find_map(|(sign, relation)| {
                let (path, number) = text.split_once(sign)?;
                Some((path.trim(), *relation, number.trim()))
            })
            .ok_or("must be PATH < NUMBER, PATH <= NUMBER, PATH > NUMBER or PATH >= NUMBER")?;
        let number: f64 = number
            .replace('_', "")
            .parse()
            .map_err(|_| "must end with a number, such as 0.9 or 5e8")?;
        if path.is_empty() || number.is_nan() {
            return Err("must be PATH < NUMBER, such as comparison.p_b_cheaper < 0.9");
        }
        Ok(Self {
            path: path.to_owned(),
            relation,
            number,
            text: text.to_owned(),
        })
    }
}

impl Condition {
    /// What holds, with the figure, if the condition holds; fails where the report has no such figure.
    pub(super) fn held(&self, report: &Value) -> Result<Option<String>, String> {
        let figure = figure(report, &self.path)
            .ok_or_else(|| format!("the report has no figure `{}`", self.path))?;
        let holds = match self.relation {
            Relation::Less => figure < self.number,
            Relation::AtMost => figure <= self.number,
            Relation::More => figure > self.number,
            Relation::AtLeast => figure >= self.number,
        };
        Ok(holds.then(|| format!("{} (it is {figure})", self.text)))
    }

    /// The condition as it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The number at a dotted path, with ids for positions; keys may hold dots themselves, such as `99.5`.
fn figure(value: &Value, path: &str) -> Option<f64> {
    if path.is_empty() {
        return value.as_f64().or_else(|| value.get("value")?.as_f64());
    }
    let ends = path.match_indices('.').map(|(i, _)| i).chain([path.len()]);
    let step = |end: usize| {
        let key = &path[..end];
        let next = match value {
            Value::Array(items) => items.iter().find(|item| item["id"] == key)?,
            other => other.get(key)?,
        };
        figure(next, path.get(end + 1..).unwrap_or(""))
    };
    ends.rev_find(step)
}

/// The last of the values that `f` finds something for.
trait RevFind: Iterator<Item = usize> + Sized {
    fn rev_find(self, f: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        self.collect::<Vec<_>>().into_iter().rev().find_map(f)
    }
}

impl<I: Iterator<Item = usize>> RevFind for I {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_looks_into_the_report() {
        let report = serde_json::json!({
            "portfolios": [{"id": "a", "loss": {"total": {"tvar": {"99": {"value": 3.0}, "99.5": {"value": 4.0}}}}}],
            "comparison": {"p_b_cheaper": 0.8}
        });
        let held = |text: &str| {
            let condition: Condition = text.parse().unwrap();
            condition.held(&report).map(|held| held.is_some())
        };
        assert_eq!(held("comparison.p_b_cheaper < 0.9"), Ok(true));
        assert_eq!(held("comparison.p_b_cheaper >= 0.9"), Ok(false));
        assert_eq!(held("portfolios.a.loss.total.tvar.99 <= 3"), Ok(true));
        assert_eq!(held("portfolios.a.loss.total.tvar.99.5>3.5"), Ok(true));
        assert!(held("portfolios.b.loss.total.tvar.99 > 1").is_err());
        for bad in ["x", "x < y", "< 1", "x < nan"] {
            assert!(bad.parse::<Condition>().is_err(), "{bad}");
        }
    }
}
