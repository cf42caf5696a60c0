//! Tables are sorted by a click on a heading and by keys, and lists are clicked.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{app, draw, press, words};
use crate::ui::app::{App, TableId};
use crate::ui::overlay::Overlay;
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

const SIZE: (u16, u16) = (200, 60);

fn ready(keys: &str) -> App {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.mouse = true;
    app.size = SIZE;
    press(&mut app, keys);
    app
}

/// Clicks on the first place where these words stand, at their letter `at`.
#[track_caller]
fn click(app: &mut App, text: &str, at: u16) {
    let buffer = draw(app, SIZE);
    let rows = buffer.content().chunks(usize::from(SIZE.0)).zip(0_u16..);
    // Behind the list of figures the overview has the same names.
    let is_title = |row: &[ratatui::buffer::Cell]| {
        let row: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        row.contains("figures here")
    };
    let dialog = rows.clone().find(|(row, _)| is_title(row));
    let top = dialog.map_or(0, |(_, y)| y + 1);
    let rows = rows.skip(top.into());
    let mut found = rows.filter_map(|(row, y)| {
        let row: Vec<&str> = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        let x = (0..row.len()).find(|x| row[*x..].concat().starts_with(text))?;
        Some((u16::try_from(x).unwrap(), y))
    });
    let (column, row) = found.next().unwrap_or_else(|| panic!("no `{text}`"));
    drop(found);
    app.terminal(&Event::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: column + at,
        row,
        modifiers: KeyModifiers::NONE,
    }));
}

/// The causes of the outages on the screen, from the top.
fn causes(app: &App) -> Vec<String> {
    let told = app.watch.timeline().unwrap();
    let order = crate::ui::screens::outage_order(app);
    order.iter().map(|i| told.events[*i].name.clone()).collect()
}

#[test]
fn a_click_on_a_heading_sorts_turns_round_and_puts_back() {
    let mut app = ready("3");
    let before = causes(&app);
    let mut sorted = before.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_ne!(before, sorted);
    click(&mut app, "cause ", 0);
    assert_eq!(causes(&app), sorted);
    assert!(words(&mut app, SIZE).contains("cause ▲"));
    // The selected outage stays selected, and the keys go from line to line.
    press(&mut app, "home");
    let told = app.watch.timeline().unwrap();
    assert_eq!(told.events[app.watch.selected].name, sorted[0]);
    press(&mut app, "end");
    let told = app.watch.timeline().unwrap();
    assert_eq!(
        &told.events[app.watch.selected].name,
        sorted.last().unwrap()
    );
    click(&mut app, "cause ▲", 0);
    sorted.reverse();
    let turned = causes(&app);
    assert_eq!((&turned[0], turned.last()), (&sorted[0], sorted.last()));
    click(&mut app, "cause ▼", 0);
    assert_eq!(causes(&app), before);
}

#[test]
fn numbers_are_sorted_by_what_they_are_worth() {
    let mut app = ready("3");
    click(&mut app, "  for ", 3);
    let told = app.watch.timeline().unwrap();
    let order = crate::ui::screens::outage_order(&app);
    let lengths: Vec<f64> = order
        .iter()
        .map(|i| told.events[*i].to - told.events[*i].from)
        .collect();
    assert!(lengths.len() > 10 && lengths.is_sorted_by(|a, b| a >= b));
}

#[test]
fn keys_sort_every_table_of_every_screen() {
    for (keys, tables) in [
        ("2", vec![TableId::Levels]),
        ("3", vec![TableId::Outages]),
        (
            "4",
            vec![
                TableId::Shares,
                TableId::SinglePoints,
                TableId::Importance,
                TableId::Joint,
            ],
        ),
        ("f", vec![TableId::Figures]),
    ] {
        for table in tables {
            let mut app = ready(keys);
            press(&mut app, "s");
            let choices = app.sort_choices();
            let of = format!("{} by ", table.name());
            let at = choices
                .iter()
                .rposition(|choice| choice.name.starts_with(&of));
            for _ in 0..at.unwrap_or_else(|| panic!("{of}: {choices:?}")) {
                press(&mut app, "down");
            }
            press(&mut app, "enter");
            let sorting = app.sorting(table);
            assert!(sorting.is_some(), "{of}");
            let text = words(&mut app, SIZE);
            assert!(text.contains(" ▼") || text.contains(" ▲"), "{text}");
        }
    }
    let mut app = ready("s");
    assert!(app.overlays.is_empty() && app.toast.is_some());
    press(&mut app, "5 s");
    assert_eq!(app.shelf.order.name(), "oldest first");
}

#[test]
fn the_list_of_figures_is_clicked_sorted_and_read() {
    let mut app = ready("f");
    click(&mut app, "TVaR 99, horizon", 2);
    assert!(matches!(
        app.overlays.last(),
        Some(Overlay::Figures { selected: 2, .. })
    ));
    click(&mut app, "figure ", 1);
    assert!(app.sorting(TableId::Figures).is_some());
    assert!(matches!(
        app.overlays.last(),
        Some(Overlay::Figures { selected: 2, .. })
    ));
    press(&mut app, "home");
    let Some(Overlay::Figures { list, selected }) = app.overlays.last() else {
        panic!("the list is closed");
    };
    let first = list.iter().map(|figure| figure.name.to_lowercase()).min();
    assert_eq!(Some(list[*selected].name.to_lowercase()), first);
    let name = list[*selected].name.clone();
    click(&mut app, &name, 1);
    let Some(Overlay::Asked { figure, .. }) = app.overlays.last() else {
        panic!("the figure is not asked");
    };
    assert_eq!(figure.name, name);
}

#[test]
fn an_input_below_a_figure_is_clicked() {
    let mut app = ready("f enter");
    let Some(Overlay::Asked { figure, .. }) = app.overlays.last() else {
        panic!("the figure is not asked");
    };
    let rests = crate::ui::ask::rests_on(&app, &figure.behind);
    click(&mut app, &rests[1].label, 1);
    assert!(matches!(
        app.overlays.last(),
        Some(Overlay::Asked { selected: 1, .. })
    ));
    click(&mut app, &rests[1].label, 1);
    assert!(app.overlays.is_empty());
    let panel = app.panel.as_ref().unwrap();
    assert_eq!(panel.input(&app.workspace).unwrap().path, rests[1].path);
}
