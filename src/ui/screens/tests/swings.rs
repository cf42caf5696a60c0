//! The assumed inputs by how far they sway B − A.

use super::{app, press, shown};
use crate::analysis::Estimate;
use crate::model::Path;
use crate::session::{End, Swing, SwingWord};
use crate::ui::app::{App, Effect};
use crate::ui::swings::State;
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

fn estimate(value: f64) -> Estimate {
    Estimate {
        value,
        se: value.abs() / 50.0,
    }
}

/// A swing of an input of the program's scenario by two changes.
fn swung(app: &App, path: &str, values: [&str; 2], changes: [f64; 2]) -> SwingWord {
    let path = Path::parse(path);
    let input = app.workspace.input(&path).expect("a path of the scenario");
    let end = |i: usize| End {
        value: values[i].to_owned(),
        difference: estimate(-4e8 + changes[i]),
        change: estimate(changes[i]),
    };
    SwingWord::Swung(Box::new(Swing {
        path,
        label: input.label.clone(),
        now: crate::session::nudge::shown(input, "USD"),
        ends: [end(0), end(1)],
        trials: 8_192,
    }))
}

fn measured(app: &mut App) {
    press(app, ", a");
    let words = [
        SwingWord::Begun {
            inputs: 5,
            now: estimate(-4e8),
        },
        swung(
            app,
            "providers.azure.exit.per_year",
            ["0.002 /yr", "0.03 /yr"],
            [2e6, -9e6],
        ),
        swung(app, "discount_rate", ["5 %/yr", "12 %/yr"], [0.0, 0.0]),
        SwingWord::LeftOut,
        swung(
            app,
            "providers.azure.exit.egress_tb",
            ["20,000 TB", "500,000 TB"],
            [6e8, -2e8],
        ),
        swung(
            app,
            "providers.azure.exit.notice_months",
            ["1 months", "12 months"],
            [1e8, 3e8],
        ),
    ];
    for word in words {
        app.swings_say(word);
    }
}

#[test]
fn the_assumptions_look_as_pictured() {
    shown("swings", |app| {
        measured(app);
        app.swings_say(SwingWord::Over);
        press(app, "down");
    });
}

#[test]
fn the_largest_is_first_and_enter_opens_its_input() {
    let mut app = app(Theme::new(false, Charset::Braille));
    measured(&mut app);
    let swings = app.swings.as_ref().unwrap();
    let order: Vec<String> = swings
        .rows
        .iter()
        .map(|swing| swing.path.to_string())
        .collect();
    assert_eq!(order[0], "providers.azure.exit.egress_tb");
    assert_eq!(order[3], "discount_rate");
    assert!(
        app.effects()
            .iter()
            .any(|effect| matches!(effect, Effect::Swing))
    );
    press(&mut app, "enter");
    assert!(app.overlays.is_empty());
    let selected = app.selected_input().unwrap();
    assert_eq!(selected.path.to_string(), order[0]);
    // Whoever leaves stops what was not done.
    assert_eq!(app.swings.as_ref().unwrap().state, State::Stopped);
    assert!(
        app.effects()
            .iter()
            .any(|effect| matches!(effect, Effect::StopSwings))
    );
}

#[test]
fn what_was_measured_is_kept_until_something_changes() {
    let mut app = app(Theme::new(false, Charset::Braille));
    measured(&mut app);
    app.swings_say(SwingWord::Over);
    press(&mut app, "esc");
    app.effects();
    press(&mut app, ", a");
    assert!(
        !app.effects()
            .iter()
            .any(|effect| matches!(effect, Effect::Swing))
    );
    press(&mut app, "esc up , a");
    assert!(
        app.effects()
            .iter()
            .any(|effect| matches!(effect, Effect::Swing))
    );
    assert!(app.swings.as_ref().unwrap().rows.is_empty());
}
