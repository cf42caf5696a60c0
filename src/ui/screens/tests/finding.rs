//! Whatever a screen shows is found by its name, marked where it stands, and asked with Enter.

use ratatui::style::Modifier;

use super::{app, draw, press, words};
use crate::ui::app::{App, ScreenId};
use crate::ui::ask::figures_of;
use crate::ui::overlay::{Choice, Overlay, Take};
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

/// The program in one colour, where what is selected is reversed.
fn plain_app() -> App {
    let mut app = app(Theme::new(false, Charset::Braille));
    app.size = (120, 60);
    app
}

/// The text of the rows that are marked as selected over most of a pane's width.
fn marked(app: &mut App) -> Vec<String> {
    let size = app.size;
    let buffer = draw(app, size);
    let rows = buffer.content().chunks(usize::from(size.0)).skip(1);
    let marked = rows.map(|row| -> String {
        let cells = row
            .iter()
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        cells.map(ratatui::buffer::Cell::symbol).collect()
    });
    marked.filter(|words| words.chars().count() > 20).collect()
}

fn figures_found(app: &App) -> Vec<Choice> {
    let found = app.findable().into_iter();
    found
        .filter(|choice| matches!(choice.take, Take::Figure(_)))
        .collect()
}

#[test]
fn every_figure_of_every_screen_is_found_and_asked_with_enter() {
    let mut app = plain_app();
    press(&mut app, "/");
    let all = figures_found(&app);
    let screens = [
        ScreenId::Overview,
        ScreenId::Exceedance,
        ScreenId::Timeline,
        ScreenId::Concentration,
    ];
    for screen in screens {
        let of = figures_of(&app, screen).len();
        let found = all
            .iter()
            .filter(|choice| matches!(&choice.take, Take::Figure(found) if found.screen == screen));
        assert_eq!(found.count(), of, "{}", screen.name());
        assert!(of > 10, "{of} figures of {}", screen.name());
    }
    press(&mut app, "esc");
    for choice in &all {
        let Take::Figure(found) = &choice.take else {
            continue;
        };
        app.overlays.clear();
        app.take_choice(&choice.take);
        assert_eq!(app.screen, found.screen, "{}", choice.name);
        let rows = marked(&mut app);
        assert_eq!(rows.len(), 1, "{}: {rows:?}", choice.name);
        press(&mut app, "enter");
        match app.overlays.last() {
            Some(Overlay::Asked { figure, .. }) => assert_eq!(figure.name, found.name),
            _ => panic!("{} is not asked", choice.name),
        }
    }
}

#[test]
fn a_figure_is_marked_in_its_row_however_small_the_room() {
    for (typed, row) in [
        ("AEP:_one_year_in_200", "200"),
        ("OEP:_one_year_in_5", "5"),
        ("TVaR_99,_horizon", "TVaR 99"),
        ("importance_of_Azure", "Microsoft Azure"),
        ("3_or_more_providers_hit", "3 or more"),
    ] {
        let mut app = plain_app();
        app.size = (80, 24);
        press(&mut app, &format!("/ {typed} enter"));
        let rows = marked(&mut app);
        assert_eq!(rows.len(), 1, "{typed}: {rows:?}");
        assert!(rows[0].contains(row), "{typed}: {rows:?}");
        // Whoever goes on by hand leaves it.
        press(&mut app, "esc");
        assert_eq!(app.found_here(), None);
    }
}

#[test]
fn the_next_hit_is_a_key_away_on_every_screen() {
    let mut app = plain_app();
    press(&mut app, "/ one_year_in_1000 enter");
    assert_eq!(app.screen, ScreenId::Exceedance);
    let first = app.found_here().cloned();
    press(&mut app, "n");
    assert_ne!(app.found_here().cloned(), first);
    assert!(words(&mut app, (120, 60)).contains("hit 2 of "));
    press(&mut app, "N");
    assert_eq!(app.found_here().cloned(), first);
    // On the timeline the same key goes on with the search, and after a step by hand from outage to outage.
    press(&mut app, "/ Timeline enter");
    assert_eq!(app.screen, ScreenId::Timeline);
    app.overlays.clear();
    press(&mut app, "n n n n");
    assert!(
        app.toast
            .as_ref()
            .is_some_and(|toast| toast.text.contains("hit 5 of"))
    );
    press(&mut app, "esc esc up n");
    assert!(
        !app.toast
            .as_ref()
            .is_some_and(|toast| toast.text.contains("hit "))
    );
}

#[test]
fn a_part_is_asked_in_the_order_in_which_the_bars_stand() {
    let mut app = plain_app();
    press(&mut app, "tab tab down down");
    let text = words(&mut app, (120, 60));
    press(&mut app, "enter");
    let Some(Overlay::Asked { figure, .. }) = app.overlays.last() else {
        panic!("no figure is asked");
    };
    let crate::ui::ask::Behind::Cause(id) = &figure.behind else {
        panic!("{} is no part", figure.name);
    };
    let bar = text.lines().find(|line| line.contains(" A █")).unwrap();
    assert!(
        bar.contains(id) || bar.contains(&figure.name),
        "{id} {}: {bar}",
        figure.name
    );
}
