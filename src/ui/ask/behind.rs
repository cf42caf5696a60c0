//! What stands behind a figure: the causes that make it, and the inputs that it rests on.

use super::{Behind, Pair};
use crate::analysis::PortfolioFigures;
use crate::model::{Category, Path};
use crate::session::Workspace;
use crate::session::nudge::shown;
use crate::ui::app::App;

/// The causes, and the inputs, that are told of one figure.
const MOST_CAUSES: usize = 8;
const MOST_INPUTS: usize = 40;

/// A cause behind a figure, with its share under A and under B.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Cause {
    /// Its name.
    pub(in crate::ui) name: String,
    /// Its id.
    pub(in crate::ui) id: String,
    /// Its shares.
    pub(in crate::ui) shares: Vec<f64>,
}

/// An input that a figure rests on.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Rest {
    /// Where it stands.
    pub(in crate::ui) path: Path,
    /// What it is.
    pub(in crate::ui) label: String,
    /// What it holds.
    pub(in crate::ui) value: String,
    /// How it came to be known.
    pub(in crate::ui) basis: &'static str,
    /// Where it comes from.
    pub(in crate::ui) source: String,
}

/// The causes behind a figure, the largest share first, and the share of those that are left out.
pub(in crate::ui) fn causes(app: &App, behind: &Behind) -> (Vec<Cause>, Vec<f64>) {
    let Some(pair) = Pair::of(app) else {
        return (Vec::new(), Vec::new());
    };
    let by_mean = !matches!(behind, Behind::Tail);
    let share = |p: &PortfolioFigures, id: &str| {
        let part = p.loss.by_cause.iter().find(|part| part.id == id)?;
        if !by_mean {
            return Some(part.tail_share);
        }
        let whole = match behind {
            Behind::Outages => {
                let outages = p.loss.by_cause.iter();
                let outages = outages.filter(|part| is_outage(app, &part.id));
                outages.map(|part| part.mean.value).sum()
            }
            _ => p.loss.mean.value,
        };
        Some(if whole == 0.0 {
            0.0
        } else {
            part.mean.value / whole
        })
    };
    let mut causes: Vec<Cause> = Vec::new();
    for (_, portfolio) in &pair.sides {
        for part in &portfolio.loss.by_cause {
            if is_behind(app, behind, &part.id) && !causes.iter().any(|cause| cause.id == part.id) {
                let sides = pair.sides.iter();
                causes.push(Cause {
                    name: part.name.clone(),
                    id: part.id.clone(),
                    shares: sides
                        .map(|(_, p)| share(p, &part.id).unwrap_or(0.0))
                        .collect(),
                });
            }
        }
    }
    causes.retain(|cause| {
        cause.shares.iter().any(|share| *share != 0.0) || matches!(behind, Behind::Cause(_))
    });
    let size = |cause: &Cause| {
        cause
            .shares
            .iter()
            .map(|share| share.abs())
            .fold(0.0, f64::max)
    };
    causes.sort_by(|x, y| size(y).total_cmp(&size(x)));
    let rest = causes.split_off(causes.len().min(MOST_CAUSES));
    let left_out =
        (0..pair.sides.len()).map(|side| rest.iter().map(|cause| cause.shares[side]).sum());
    let left_out = if rest.is_empty() {
        Vec::new()
    } else {
        left_out.collect()
    };
    (causes, left_out)
}

/// Whether a cause is one of those behind a figure.
fn is_behind(app: &App, behind: &Behind, id: &str) -> bool {
    match behind {
        Behind::Cause(cause) => {
            // A category is all causes of it.
            let of_category = Category::ALL
                .iter()
                .find(|category| category.name() == cause);
            id == cause
                || of_category.is_some_and(|category| match category {
                    Category::Outage => is_outage(app, id),
                    other => id == other.name() || id.ends_with(&format!("/{}", other.name())),
                })
        }
        Behind::Component(component) => {
            let owner = id.split_once('/').map(|(owner, _)| owner);
            owner.is_some_and(|owner| owner == component) || hits(app, id, component)
        }
        Behind::Placement => false,
        Behind::Outages => is_outage(app, id),
        Behind::Mean | Behind::Tail => true,
    }
}

/// Whether a cause is a hazard of the scenario.
fn is_outage(app: &App, id: &str) -> bool {
    let hazards = &app.workspace.scenario().hazards;
    hazards.iter().any(|hazard| hazard.id.as_str() == id)
}

/// Whether a common cause may hit a component.
fn hits(app: &App, id: &str, component: &str) -> bool {
    let hazards = &app.workspace.scenario().hazards;
    let hazard = hazards.iter().find(|hazard| hazard.id.as_str() == id);
    hazard.is_some_and(|hazard| hazard.hits.iter().any(|(hit, _)| hit.as_str() == component))
}

/// The inputs that a figure rests on: those of its causes, the dearest first, then what every figure rests on.
pub(in crate::ui) fn rests_on(app: &App, behind: &Behind) -> Vec<Rest> {
    let workspace = &app.workspace;
    let (causes, _) = causes(app, behind);
    let mut places: Vec<Place> = causes
        .iter()
        .map(|cause| Place::of_cause(workspace, &cause.id))
        .collect();
    if let Behind::Component(component) = behind {
        places.insert(0, Place::under(["providers", component]));
        places.insert(1, Place::under(["components", component]));
    }
    if *behind == Behind::Placement {
        for p in [workspace.a, workspace.b] {
            let id = workspace.scenario().portfolios[p].id.to_string();
            places.push(Place::under(["portfolios", id.as_str(), "placement"]));
            places.push(Place::under(["portfolios", id.as_str(), "reserve"]));
            places.push(Place::ending("spend_per_year"));
        }
    }
    places.push(Place::ending("value_per_hour"));
    places.push(Place::ending("tolerance_hours"));
    places.push(Place::under(["horizon"]));
    places.push(Place::under(["discount_rate"]));
    let compared =
        [workspace.a, workspace.b].map(|p| workspace.scenario().portfolios[p].id.as_str());
    // What another portfolio has signed is no business of A and B.
    let is_ours = |path: &Path| match path.keys() {
        [root, portfolio, ..] if root == "portfolios" => compared.contains(&portfolio.as_str()),
        _ => true,
    };
    let mut rests: Vec<Rest> = Vec::new();
    for place in places {
        for input in workspace
            .inputs()
            .iter()
            .filter(|input| place.holds(&input.path) && is_ours(&input.path))
        {
            if rests.len() < MOST_INPUTS && !rests.iter().any(|rest| rest.path == input.path) {
                rests.push(Rest {
                    path: input.path.clone(),
                    label: input.label.clone(),
                    value: shown(input, &workspace.scenario().currency),
                    basis: input
                        .evidence
                        .basis
                        .map_or("no basis given", |basis| basis.name()),
                    source: input.evidence.source.clone().unwrap_or_default(),
                });
            }
        }
    }
    rests
}

/// Where inputs stand: below a path, with some key in it, or with some key at its end.
#[derive(Default)]
struct Place {
    under: Vec<String>,
    key: Option<&'static str>,
    /// Any of these may stand anywhere behind `under`.
    among: Vec<&'static str>,
}

impl Place {
    fn under<const N: usize>(keys: [&str; N]) -> Self {
        Self {
            under: keys.iter().map(|key| (*key).to_owned()).collect(),
            ..Self::default()
        }
    }

    fn ending(key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..Self::default()
        }
    }

    /// Where the inputs of a cause stand.
    fn of_cause(workspace: &Workspace, id: &str) -> Self {
        let scenario = workspace.scenario();
        if let Some(hazard) = scenario
            .hazards
            .iter()
            .find(|hazard| hazard.id.as_str() == id)
        {
            return match id.split_once('/').filter(|_| !hazard.common) {
                Some((owner, mode)) => {
                    let hosts = scenario.components.iter();
                    let hosts = hosts.clone().any(|c| c.hosts && c.id.as_str() == owner);
                    let root = if hosts { "providers" } else { "components" };
                    Self::under([root, owner, "outages", mode])
                }
                None => Self::under(["common_causes", id]),
            };
        }
        let Some((provider, category)) = id.split_once('/') else {
            return Self::ending("overhead_per_year");
        };
        if category == Category::Exit.name() {
            return Self::under(["providers", provider, "exit"]);
        }
        let among: &[&'static str] = match category {
            "delivery" => &["delivery", "capacity"],
            "repricing" => &["spend_per_year", "term_years", "renewal_multiplier"],
            "stranded" => &["commitment_per_year", "spend_per_year", "demand"],
            "credits" => &["sla", "spend_per_year"],
            _ => &[],
        };
        Self {
            under: Vec::new(),
            key: None,
            among: among.to_vec(),
        }
        .of_provider(provider)
    }

    fn of_provider(mut self, provider: &str) -> Self {
        self.under = vec![provider.to_owned()];
        self
    }

    fn holds(&self, path: &Path) -> bool {
        let keys = path.keys();
        if !self.among.is_empty() {
            let provider = self.under.first().map_or("", String::as_str);
            let of_contract = keys.iter().any(|key| key == "contracts")
                && keys.iter().any(|key| key == provider)
                && keys.iter().any(|key| self.among.contains(&key.as_str()));
            let shared = keys.first().is_some_and(|key| {
                (key == "capacity" || key == "demand") && self.among.contains(&key.as_str())
            });
            return of_contract || shared;
        }
        if let Some(key) = self.key {
            return keys.iter().any(|known| known == key);
        }
        keys.len() >= self.under.len() && keys.iter().zip(&self.under).all(|(x, y)| x == y)
    }
}
