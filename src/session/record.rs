//! What is written down of a session: results, their receipt, snapshots.

use jiff::Timestamp;
use serde_json::Value;

use super::workspace::Workspace;
use crate::analysis::{CurvePoint, Figures, Precision, verdict_short};
use crate::model::{Document, Edit, Fault, Node, Path, changes};
use crate::report::{Format, Report};
use crate::store::{Snapshot, parse_value, printable};
use crate::units::money;

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The BLAKE3 hash, in hexadecimal, of a document's canonical text: the same for
/// every order of its keys.
pub fn input_hash(document: &Document) -> String {
    blake3::hash(document.root.canonical().as_bytes())
        .to_hex()
        .to_string()
}

/// Figures, and what they came from.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The scenario with its edits.
    pub document: &'a Document,
    /// The edits, each as `path=value`.
    pub edits: &'a [String],
    /// The figures.
    pub figures: &'a Figures,
    /// How sure the mean losses were to be, where the trials went on until they were.
    pub precision: Option<Precision>,
}

/// The report on what was recorded.
pub fn report(format: Format, record: Record<'_>) -> Vec<u8> {
    let Record {
        document,
        edits,
        figures,
        precision,
    } = record;
    let title = match document.at(&Path::parse("title")) {
        Some(Node::Text(title)) => title.as_str(),
        _ => "Untitled scenario",
    };
    format.document(&Report {
        figures,
        title,
        version: VERSION,
        input_hash: &input_hash(document),
        edits,
        precision,
    })
}

/// The JSON report as a value, as snapshots hold it.
///
/// # Panics
///
/// Never: the report is JSON.
pub fn results(record: Record<'_>) -> Value {
    serde_json::from_slice(&report(Format::Json, record)).expect("the report is JSON")
}

/// The exceedance curves that a snapshot has saved of a portfolio, by return period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavedCurve {
    /// The portfolio's id.
    pub portfolio: String,
    /// Loss and P(a year's total costs more).
    pub aep: Vec<(f64, f64)>,
    /// Loss and P(a year's largest interruption costs more).
    pub oep: Vec<(f64, f64)>,
}

/// The curves that a snapshot has saved.
pub fn saved_curves(snapshot: &Snapshot) -> Vec<SavedCurve> {
    let points = |portfolio: &Value, which: &str| -> Vec<(f64, f64)> {
        let levels = portfolio["annual"][which].as_array();
        let point = |level: &Value| {
            let years = level["return_period"]
                .as_f64()
                .filter(|years| *years > 0.0)?;
            Some((level["loss"].as_f64()?, 1.0 / years))
        };
        let mut points: Vec<(f64, f64)> = levels.into_iter().flatten().filter_map(point).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        points
    };
    let portfolios = snapshot.results["portfolios"].as_array();
    portfolios
        .into_iter()
        .flatten()
        .map(|portfolio| SavedCurve {
            portfolio: portfolio["id"].as_str().unwrap_or_default().to_owned(),
            aep: points(portfolio, "aep"),
            oep: points(portfolio, "oep"),
        })
        .collect()
}

/// The whole curves of figures, from no loss at all to the worst year of all trials.
pub fn whole_curves(figures: &Figures) -> Vec<SavedCurve> {
    let points = |curve: &[CurvePoint]| {
        let points = curve.iter();
        let mut points: Vec<(f64, f64)> = points
            .map(|point| (point.loss.value, point.probability))
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        points
    };
    let portfolios = figures.portfolios.iter();
    portfolios
        .map(|portfolio| SavedCurve {
            portfolio: portfolio.id.clone(),
            aep: points(&portfolio.annual.aep_curve),
            oep: points(&portfolio.annual.oep_curve),
        })
        .collect()
}

/// The first loss that a snapshot has saved and that figures made again do not give: portfolio, then, and now.
pub fn first_difference(snapshot: &Snapshot, figures: &Figures) -> Option<(String, f64, f64)> {
    saved_curves(snapshot).into_iter().find_map(|saved| {
        let known = figures.portfolios.iter();
        let again = known.clone().find(|again| again.id == saved.portfolio)?;
        [
            (&saved.aep, &again.annual.aep),
            (&saved.oep, &again.annual.oep),
        ]
        .into_iter()
        .find_map(|(then, now)| {
            let mut now: Vec<f64> = now.iter().map(|level| level.loss.value).collect();
            now.sort_by(f64::total_cmp);
            let mut pairs = then.iter().map(|(loss, _)| *loss).zip(now);
            let differs = |(then, now): &(f64, f64)| (then - now).abs() > 1e-9 * then.abs();
            let (then, now) = pairs.find(differs)?;
            Some((again.name.clone(), then, now))
        })
    })
}

/// A snapshot of what is open and of the figures that came out.
pub fn snapshot(
    workspace: &Workspace,
    figures: &Figures,
    name: &str,
    saved_at: Timestamp,
) -> Snapshot {
    let words = |edits: Vec<Edit>| edits.iter().map(ToString::to_string).collect::<Vec<_>>();
    let edits = words(workspace.edits());
    let portfolios = &workspace.scenario().portfolios;
    Snapshot {
        name: name.to_owned(),
        note: String::new(),
        saved_at,
        lockin: VERSION.to_owned(),
        base: workspace.origin.clone(),
        scenario: workspace.document().clone(),
        reverts: words(workspace.reverts()),
        results: results(Record {
            document: workspace.document(),
            edits: &edits,
            figures,
            precision: None,
        }),
        edits,
        seed: figures.seed,
        trials: figures.trials as u64,
        portfolios: [workspace.a, workspace.b]
            .iter()
            .map(|&p| portfolios[p].id.to_string())
            .collect(),
        headline: headline(figures),
    }
}

/// The expected loss of every portfolio, and the verdict.
fn headline(figures: &Figures) -> Vec<(String, String)> {
    let losses = figures.portfolios.iter().map(|portfolio| {
        let loss = money(portfolio.annual.mean.value, &figures.currency);
        (portfolio.name.clone(), format!("{loss} /yr"))
    });
    let verdict = ("verdict".to_owned(), verdict_short(figures));
    losses.chain([verdict]).collect()
}

/// Where a snapshot and what is open differ, in words: figures first, then every input.
///
/// Without figures `now` those of the snapshot stand alone.
pub fn differences(snapshot: &Snapshot, document: &Document, now: Option<&Figures>) -> Vec<String> {
    let mut lines = vec![match now {
        Some(_) => "figures: then → now".to_owned(),
        None => "figures then; those of now are still being made".to_owned(),
    }];
    let figures = now.map(headline);
    for (what, then) in &snapshot.headline {
        let known = figures
            .as_ref()
            .map(|now| now.iter().find(|(known, _)| known == what));
        lines.push(match known {
            None => format!("  {what}: {then}"),
            Some(Some((_, today))) if today == then => format!("  {what}: {then}, the same"),
            Some(Some((_, today))) => format!("  {what}: {then} → {today}"),
            Some(None) => format!("  {what}: {then} → no longer there"),
        });
    }
    let changes = changes(&snapshot.scenario, document);
    lines.push(String::new());
    lines.push(match changes.len() {
        0 => "inputs: the same".to_owned(),
        1 => "inputs: 1 differs, then → now".to_owned(),
        n => format!("inputs: {n} differ, then → now"),
    });
    let shown = |node: Option<&Node>| node.map_or("nothing".to_owned(), |node| node.bare().flow());
    lines.extend(changes.iter().map(|edit| {
        let then = shown(snapshot.scenario.at(&edit.path));
        format!("  {}: {then} → {}", edit.path, shown(edit.value.as_ref()))
    }));
    lines.iter().map(|line| printable(line)).collect()
}

/// Opens what a snapshot holds, as it was when it was saved.
pub fn open_snapshot(snapshot: &Snapshot) -> Result<Workspace, Vec<Fault>> {
    let edits =
        |texts: &[String]| -> Option<Vec<Edit>> { texts.iter().map(|text| edit(text)).collect() };
    let mut workspace = match (edits(&snapshot.edits), edits(&snapshot.reverts)) {
        (Some(edits), Some(reverts)) => Workspace::reopen(
            snapshot.base.clone(),
            snapshot.scenario.clone(),
            &edits,
            &reverts,
        )?,
        _ => Workspace::open(snapshot.base.clone(), snapshot.scenario.clone())?,
    };
    let index = |id: &String| {
        workspace
            .scenario()
            .portfolios
            .iter()
            .position(|known| known.id.as_str() == id)
    };
    if let [Some(a), Some(b)] = snapshot.portfolios.iter().map(index).collect::<Vec<_>>()[..] {
        (workspace.a, workspace.b) = (a, b);
    }
    Ok(workspace)
}

/// The edit in `path=value`; an empty value takes the key away.
pub(super) fn edit(text: &str) -> Option<Edit> {
    let (path, value) = text.split_once('=')?;
    let value = if value.is_empty() {
        None
    } else {
        Some(parse_value(value).ok()?)
    };
    Some(Edit {
        path: Path::parse(path),
        value,
    })
}
