//! What no file tells and a scenario needs all the same: placeholders that a person sees and replaces.

use super::findings::Findings;
use crate::model::{Node, Path};

/// Outages of a provider, and of anything else that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Under `providers`: capacity can run there.
    Provider,
    /// Under `components`: a third party that others require.
    Component,
}

impl Kind {
    /// The key under which a scenario lists it.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Provider => "providers",
            Kind::Component => "components",
        }
    }
}

/// A mapping in the order of its entries.
pub fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    let entries = entries.into_iter();
    Node::Map(entries.map(|(key, node)| (key.to_owned(), node)).collect())
}

/// A list of ids.
pub fn ids<'a>(ids: impl IntoIterator<Item = &'a String>) -> Node {
    Node::List(ids.into_iter().map(|id| Node::Text(id.clone())).collect())
}

/// The path of these keys, any of which may hold dots.
pub fn path(keys: &[&str]) -> Path {
    keys.iter().fold(Path::root(), |path, key| path.join(key))
}

/// The title, the currency and how far to look ahead.
pub fn head(findings: &mut Findings, title: &str, currency: Option<&str>) {
    let text = |text: &str| Node::Text(text.to_owned());
    findings.plain(path(&["title"]), text(title));
    match currency {
        Some(currency) => findings.plain(path(&["currency"]), text(currency)),
        None => findings
            .silent
            .push("the currency of all amounts: currency=USD".to_owned()),
    }
    findings.assumed(
        path(&["horizon"]),
        Node::Number(5.0),
        "how many years the decision is for",
        "the usual life of a platform decision",
    );
}

/// How often, how long and how hard something fails.
pub fn outages(findings: &mut Findings, kind: Kind, id: &str, name: &str) {
    let unknown = format!("how often, how long and how hard {name} fails");
    let base = path(&[kind.key(), id, "outages", "unmeasured"]);
    let (severity, words) = match kind {
        Kind::Provider => (0.4, "one service of several, in one zone or all"),
        Kind::Component => (1.0, "it is needed as a whole"),
    };
    let measure = "as for a large provider in the built-in scenario online-retailer; `lockin import incidents` measures it";
    let hours = map([("median", Node::Number(3.0)), ("p90", Node::Number(11.0))]);
    let hours = map([("lognormal", hours)]);
    findings.plain(
        base.join("name"),
        Node::Text("Outages, not yet measured".to_owned()),
    );
    findings.assumed(base.join("per_year"), Node::Number(0.5), &unknown, measure);
    findings.assumed(base.join("hours"), hours, &unknown, measure);
    findings.assumed(
        base.join("severity"),
        Node::Number(severity),
        &unknown,
        words,
    );
}

/// What an hour of a workload is worth, and what it forgives.
pub fn worth(findings: &mut Findings, id: &str, name: &str) {
    let base = path(&["workloads", id]);
    findings.assumed(
        base.join("value_per_hour"),
        Node::Number(1000.0),
        &format!("what an hour of {name} is worth"),
        "a round number; take what is lost when it stands still for an hour",
    );
}
