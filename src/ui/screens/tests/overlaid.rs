//! The curves of a snapshot over those of now.

use std::sync::Arc;

use super::{TRIALS, app, figures_of, press, saved_before, words};
use crate::analysis::Figures;
use crate::chart::{Role, Series};
use crate::session::{Progress, Update};
use crate::ui::app::{App, Card, Effect};
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

/// The program with a snapshot on its charts, and the run that was asked for to make its curves again.
fn with_snapshot(charset: Charset) -> (App, crate::session::Request) {
    let mut app = app(Theme::new(false, charset));
    app.size = (120, 40);
    press(&mut app, "K");
    app.shelf.cards = vec![Card::Whole {
        id: "before".to_owned(),
        snapshot: Arc::new(saved_before()),
    }];
    press(&mut app, "5");
    app.effects();
    press(&mut app, "o");
    let asked = app.effects().into_iter().find_map(|effect| match effect {
        Effect::Recall(request) => request,
        _ => None,
    });
    press(&mut app, "2");
    (app, asked.expect("its trials are made again"))
}

fn made(generation: u64, figures: Arc<Figures>) -> Update {
    Update {
        generation,
        result: Ok(Progress {
            figures,
            wanted: TRIALS,
            elapsed: std::time::Duration::ZERO,
        }),
    }
}

fn saved(app: &App) -> Vec<Series> {
    let spec = crate::ui::screens::curves::spec(app, app.chart.curve);
    let series = spec.series.into_iter();
    series
        .filter(|series| matches!(series.role, Role::Other(2 | 3)))
        .collect()
}

#[test]
fn a_snapshots_whole_curves_are_made_again_and_lie_over_those_of_now() {
    let (mut app, request) = with_snapshot(Charset::Braille);
    assert_eq!((request.seed, request.trials), (1, TRIALS));
    // What a snapshot saves are the return periods.
    let points = saved(&app);
    assert!(points.iter().all(|s| s.points.len() < 20));
    app.recalls(7);
    let again = figures_of(&super::workspace(), TRIALS);
    assert!(!app.recalled(made(6, Arc::clone(&again))));
    assert!(app.recalled(made(7, again)));
    let whole = saved(&app);
    assert_eq!(whole.len(), 2);
    for series in &whole {
        assert!(series.points.len() > 50, "{} points", series.points.len());
    }
    // They pass through the points that were saved.
    for (points, whole) in points.iter().zip(&whole) {
        let (loss, probability) = points.points[4];
        let passed = whole.points.iter().filter(|point| point.0 <= loss);
        let p = passed.map(|point| point.1).fold(1.0, f64::min);
        assert!(
            (p - probability).abs() < 0.05 * probability,
            "{p} {probability}"
        );
    }
}

#[test]
fn a_snapshot_is_named_on_the_chart_and_in_the_table_without_colour() {
    for (charset, name) in [
        (Charset::Braille, "A “before”"),
        (Charset::Ascii, "A \"before\""),
    ] {
        let (mut app, _) = with_snapshot(charset);
        app.recalls(7);
        app.recalled(made(7, figures_of(&super::workspace(), TRIALS)));
        let chart = words(&mut app, (120, 40));
        assert!(chart.matches(name).count() >= 1, "{chart}");
        press(&mut app, "t");
        let table = words(&mut app, (200, 60));
        assert!(table.contains(name), "{table}");
    }
}

#[test]
fn results_of_another_version_are_told_and_the_saved_points_stay() {
    let (mut app, _) = with_snapshot(Charset::Braille);
    app.recalls(7);
    let other = figures_of(&super::workspace(), TRIALS / 2);
    app.recalled(Update {
        generation: 7,
        result: Ok(Progress {
            wanted: other.trials,
            figures: other,
            elapsed: std::time::Duration::ZERO,
        }),
    });
    assert!(saved(&app).iter().all(|series| series.points.len() < 20));
    let toast = app.toast.as_ref().unwrap();
    assert!(
        toast.is_error && toast.text.contains("the saved points stay"),
        "{}",
        toast.text
    );
    // Taken away, nothing is left to make.
    press(&mut app, "5 o");
    let effects = app.effects();
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Recall(None)))
    );
}
