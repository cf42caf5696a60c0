//! A trial is watched, and charts are looked into.

use super::{app, press, words};
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

#[test]
fn the_same_trial_is_told_anew_under_an_edited_scenario() {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.size = (120, 40);
    press(&mut app, "w b");
    let before = app.watch.told.clone().unwrap();
    let selected = before.timeline.events[app.watch.selected].clone();
    // Training is worth more from now on, so that the same outages cost more.
    app.workspace
        .take(crate::session::Step {
            label: "dearer".to_owned(),
            edits: vec![crate::model::Edit::set(
                crate::model::Path::parse("workloads.training.value_per_hour"),
                crate::model::Node::Number(9e7),
            )],
            slides: None,
        })
        .unwrap();
    press(&mut app, "down up");
    let after = app.watch.told.clone().unwrap();
    assert_eq!(after.timeline.trial, before.timeline.trial);
    let lost = |told: &crate::ui::app::Told| told.timeline.sides[1].loss;
    assert!(lost(&after) > lost(&before));
    let kept = &after.timeline.events[app.watch.selected];
    assert_eq!((kept.from, &kept.cause), (selected.from, &selected.cause));
    // Another seed is another history.
    press(&mut app, "r");
    assert_eq!(app.watch.told.as_ref().unwrap().timeline.seed, 2);
}

#[test]
fn outages_that_were_felt_are_stepped_through_and_time_is_zoomed() {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.size = (120, 40);
    press(&mut app, "w a");
    let told = app.watch.told.clone().unwrap();
    press(&mut app, "home n");
    let first = app.watch.selected;
    assert!(
        told.timeline
            .is_felt(first, &[app.workspace.a, app.workspace.b])
    );
    press(&mut app, "n n p");
    assert!(app.watch.selected > first);
    press(&mut app, "z z z");
    let (from, to) = app.watch.span();
    assert!((to - from - told.timeline.hours() / 8.0).abs() < 1.0);
    let event = &told.timeline.events[app.watch.selected];
    assert!(from <= event.from && event.from <= to);
    press(&mut app, "right");
    assert!(app.watch.span().0 > from);
    press(&mut app, "0");
    assert_eq!(app.watch.view, None);
    // A year that was chosen is looked at, with its dearest outage, also where it is of the trial that was there before.
    press(&mut app, "w y");
    let (from, to) = app.watch.span();
    assert!((to - from - 8766.0).abs() < 1e-6);
    let event = &app.watch.timeline().unwrap().events[app.watch.selected];
    assert!(from <= event.from && event.from < to);
    press(&mut app, "w y");
    assert!(app.watch.view.is_some());
    // What is typed chooses a trial, and what can't is refused in words.
    press(&mut app, "w n 17 enter");
    assert_eq!(app.watch.timeline().unwrap().trial, 17);
    press(&mut app, "w q 99_C enter");
    assert!(words(&mut app, (120, 40)).contains("`c` is none of A, B and year"));
    press(&mut app, "esc w q 99_B_year enter");
    assert!(words(&mut app, (120, 40)).contains("99 % year of B"));
}

#[test]
fn a_place_on_the_screen_is_a_datum_or_an_outage() {
    let size = (120, 40);
    for screen in ["1", "2"] {
        let mut app = app(Theme::new(true, Charset::Braille));
        app.size = size;
        press(&mut app, screen);
        let hits: Vec<(u16, u16)> = (0..size.0)
            .flat_map(|x| (0..size.1).map(move |y| (x, y)))
            .filter(|place| app.clone().point_at(*place))
            .collect();
        let (left, right) = (hits[0], hits[hits.len() - 1]);
        assert!(hits.len() > 300, "{} cells of the chart", hits.len());
        assert!(app.point_at(left));
        let low = app.chart.cursor.unwrap();
        assert!(app.point_at(right) && app.chart.cursor.unwrap() > low);
        assert!(app.zoom_under(right, 2.0) && app.chart.zoom.is_some());
        press(&mut app, "0");
        assert_eq!((app.chart.zoom, app.chart.cursor), (None, None));
        assert!(!app.point_at((0, 0)) && !app.point_at((900, 900)));
    }
    let mut app = app(Theme::new(true, Charset::Braille));
    app.size = size;
    press(&mut app, "3");
    let event = app.watch.timeline().unwrap().events.len() - 1;
    press(&mut app, "end");
    assert_eq!(app.watch.selected, event);
    let places = (0..size.0).flat_map(|x| (0..size.1).map(move |y| (x, y)));
    let pointed = |place| {
        let mut app = app.clone();
        app.point_at(place).then_some(app.watch.selected)
    };
    let mut found: Vec<usize> = places.filter_map(pointed).collect();
    found.sort_unstable();
    found.dedup();
    assert!(found.len() > 20, "{found:?}");
    assert!(app.zoom_under((60, 10), 2.0) && app.watch.view.is_some());
}

#[test]
fn a_chart_is_zoomed_panned_and_reset_and_its_cursor_stays_in_sight() {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.size = (120, 40);
    press(&mut app, "2 right z z");
    let (low, high) = app.chart.zoom.unwrap();
    let cursor = app.chart.cursor.unwrap();
    assert!(low <= cursor && cursor <= high);
    press(&mut app, ")");
    assert!(app.chart.zoom.unwrap().0 > low);
    press(&mut app, "Z Z Z Z");
    assert_eq!(app.chart.zoom, None);
    press(&mut app, "L z 0");
    assert_eq!(app.chart.zoom, None);
    for _ in 0..40 {
        press(&mut app, "z");
    }
    assert!(words(&mut app, (120, 40)).contains("as near as it gets"));
}
