//! Every screen as a picture, and at every size.
//!
//! The pictures are in `tests/snapshots/screens`; `INSTA_UPDATE=always cargo test --lib screens` makes them anew.

mod asking;
mod watching;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

use super::render;
use crate::analysis::{Figures, Wanted, figures};
use crate::engine::{Plan, Pool, Run};
use crate::session::{Progress, Update, Workspace};
use crate::store::load_text;
use crate::ui::app::App;
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

const TRIALS: usize = 2_000;

fn workspace() -> Workspace {
    let text = include_str!("../../../data/frontier-lab.yaml");
    let loaded = load_text(text, "frontier-lab.yaml").unwrap();
    Workspace::open("frontier-lab", loaded.document).unwrap()
}

fn figures_of(workspace: &Workspace, trials: usize) -> Arc<Figures> {
    let pool = Pool::new(2).unwrap();
    let plan = Plan::new(workspace.scenario());
    let mut run = Run::new(&plan, 1, &pool);
    run.advance(trials, &|| false);
    let wanted = Wanted {
        seed: 1,
        a: workspace.a,
        b: workspace.b,
    };
    let outcome = run.into_outcome();
    Arc::new(figures(
        workspace.scenario(),
        &plan,
        &outcome,
        wanted,
        &pool,
    ))
}

/// The program with the results of its first run.
fn app(theme: Theme) -> App {
    static READY: OnceLock<(Workspace, Arc<Figures>)> = OnceLock::new();
    let (workspace, figures) = READY.get_or_init(|| {
        let workspace = workspace();
        let figures = figures_of(&workspace, TRIALS);
        (workspace, figures)
    });
    let mut app = App::new(workspace.clone(), theme, 1, TRIALS);
    app.asked(1);
    app.update(Update {
        generation: 1,
        result: Ok(Progress {
            figures: Arc::clone(figures),
            wanted: TRIALS,
            elapsed: std::time::Duration::from_millis(210),
        }),
    });
    app
}

/// Presses keys by their names; other words are typed, with a space for each `_`.
fn press(app: &mut App, keys: &str) {
    let mut key = |code| app.terminal(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    for word in keys.split(' ') {
        match word {
            "" => {}
            "esc" => key(KeyCode::Esc),
            "enter" => key(KeyCode::Enter),
            "tab" => key(KeyCode::Tab),
            "backtab" => key(KeyCode::BackTab),
            "left" => key(KeyCode::Left),
            "right" => key(KeyCode::Right),
            "up" => key(KeyCode::Up),
            "down" => key(KeyCode::Down),
            "pagedown" => key(KeyCode::PageDown),
            "end" => key(KeyCode::End),
            "home" => key(KeyCode::Home),
            typed => typed
                .replace('_', " ")
                .chars()
                .for_each(|c| key(KeyCode::Char(c))),
        }
    }
}

fn draw(app: &mut App, (width, height): (u16, u16)) -> Buffer {
    app.size = (width, height);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| render(frame, app)).unwrap();
    terminal.backend().buffer().clone()
}

/// The buffer as text, then a letter for the style of each cell, then what the letters mean.
fn dump(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width.max(1));
    let mut letters: BTreeMap<String, char> = BTreeMap::new();
    let mut names = ('a'..='z').chain('A'..='Z');
    let (mut text, mut styles) = (String::new(), String::new());
    for row in buffer.content().chunks(width) {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        writeln!(text, "{}", line.trim_end()).unwrap();
        let line: String = row
            .iter()
            .map(|cell| match described(cell.style()) {
                plain if plain.is_empty() => ' ',
                style => *letters
                    .entry(style)
                    .or_insert_with(|| names.next().unwrap_or('?')),
            })
            .collect();
        writeln!(styles, "{}", line.trim_end()).unwrap();
    }
    let mut out = format!("{text}\n--- styles\n{styles}\n");
    let mut legend: Vec<(char, String)> = letters.into_iter().map(|(s, c)| (c, s)).collect();
    legend.sort_unstable();
    for (letter, style) in legend {
        writeln!(out, "{letter}: {style}").unwrap();
    }
    out
}

fn described(style: Style) -> String {
    let mut words = Vec::new();
    for (what, colour) in [("on", style.bg), ("", style.fg)] {
        if let Some(colour) = colour.filter(|colour| *colour != Color::Reset) {
            words.push(format!("{what} {colour}").trim().to_owned());
        }
    }
    if !style.add_modifier.is_empty() {
        words.push(format!("{:?}", style.add_modifier));
    }
    words.join(" ")
}

fn themes() -> [(&'static str, Theme); 3] {
    [
        ("colour", Theme::new(true, Charset::Braille)),
        ("plain", Theme::new(false, Charset::Braille)),
        ("ascii", Theme::new(false, Charset::Ascii)),
    ]
}

/// The pictures, by name, with the keys that lead to them.
const PICTURES: [(&str, &str); 20] = [
    ("overview", ""),
    ("overview-chart", "tab right"),
    ("overview-parts", "tab tab"),
    ("snapshots", "5"),
    ("exceedance", "2"),
    (
        "exceedance-cursor",
        "2 a 5e7 enter right right right right right right tab right",
    ),
    ("exceedance-table", "2 t"),
    ("exceedance-zoomed", "2 right z z b"),
    ("timeline", "3"),
    ("timeline-zoomed", "w y n z z"),
    ("timeline-difference", "w d end p"),
    ("watch", "2 w"),
    ("figures", "4 f"),
    ("asked", "backtab down enter down"),
    ("concentration", "4"),
    ("concentration-end", "4 end"),
    ("help", "2 ?"),
    ("palette", ": azure_rate"),
    ("choose", "c up"),
    ("inputs", "2 e down down down down"),
];

fn pictured(name: &str, keys: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../tests/snapshots/screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (mode, theme) in themes() {
        let sizes: &[(u16, u16)] = if mode == "colour" {
            &[(80, 24), (120, 40), (200, 60)]
        } else {
            &[(80, 24)]
        };
        for &size in sizes {
            let mut app = app(theme.clone());
            app.size = size;
            press(&mut app, keys);
            let buffer = draw(&mut app, size);
            let file = format!("{name}-{}x{}-{mode}", size.0, size.1);
            settings.bind(|| insta::assert_snapshot!(file, dump(&buffer)));
        }
    }
}

#[test]
fn the_screens_look_as_pictured() {
    for (name, keys) in PICTURES {
        pictured(name, keys);
    }
}

#[test]
fn a_prompt_looks_as_pictured_with_what_was_wrong() {
    pictured("prompt", "2 a much enter");
}

#[test]
fn ascii_is_ascii_and_no_colour_is_no_colour() {
    for (_, keys) in PICTURES {
        for (mode, theme) in themes() {
            let mut app = app(theme);
            app.size = (120, 40);
            press(&mut app, keys);
            let buffer = draw(&mut app, (120, 40));
            for cell in buffer.content() {
                if mode == "ascii" {
                    assert!(cell.symbol().is_ascii(), "{keys}: {}", cell.symbol());
                }
                if mode != "colour" {
                    assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
                }
            }
        }
    }
}

#[test]
fn scrolling_ends_with_the_last_line_and_turns_at_once() {
    let mut app = app(Theme::new(true, Charset::Braille));
    press(&mut app, "4 end");
    let end = draw(&mut app, (80, 24));
    press(&mut app, "pagedown down down");
    assert_eq!(draw(&mut app, (80, 24)), end);
    press(&mut app, "up");
    assert_ne!(draw(&mut app, (80, 24)), end);
}

#[test]
fn a_curve_and_its_table_are_chosen_with_keys() {
    let mut app = app(Theme::new(true, Charset::Braille));
    press(&mut app, "2");
    assert!(dump(&draw(&mut app, (80, 24))).contains(" AEP (Tab"));
    press(&mut app, "tab");
    assert!(dump(&draw(&mut app, (80, 24))).contains(" OEP (Tab"));
    press(&mut app, "right");
    assert!(app.chart.cursor.is_some());
    press(&mut app, "t down");
    assert_eq!(app.chart.scroll, 1);
}

#[test]
fn too_few_trials_are_said() {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.run.figures = Some(figures_of(&app.workspace, 64));
    app.run.wanted = 64;
    let mut check = |keys: &str, size: (u16, u16), words: &[&str]| {
        press(&mut app, keys);
        let text = dump(&draw(&mut app, size));
        for words in words {
            assert!(text.contains(words), "{words}: {text}");
        }
    };
    let two_lines = [
        "│! 1 in ",
        " of 448 years",
        "│  ",
        "; + makes more",
        "│1,000  ",
    ];
    check("2", (120, 40), &two_lines);
    check("", (80, 24), &["! 1 in ", " trials "]);
    check("1", (80, 24), &["! too few trials", " ! $"]);
    check(
        "",
        (120, 40),
        &["┌ ! ", " rests on ", " trials ", "; + makes more ─"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_size_is_drawn(
        size in (0_u16..250, 0_u16..250),
        picture in 0..PICTURES.len(),
        panel: bool,
        overlay in 0..5_usize,
        theme in 0..3_usize,
        fresh: bool,
    ) {
        let (_, theme) = &themes()[theme];
        let mut app = app(theme.clone());
        app.size = size;
        if fresh {
            app.run.figures = None;
        } else {
            app.run.ghost = app.run.figures.as_deref().cloned().map(Arc::new);
        }
        press(&mut app, PICTURES[picture].1);
        press(&mut app, "esc esc");
        if panel {
            press(&mut app, "e");
        }
        press(&mut app, ["", "?", ":", "c", "="][overlay]);
        let buffer = draw(&mut app, size);
        prop_assert_eq!((buffer.area.width, buffer.area.height), size);
    }
}

#[test]
fn every_small_area_is_drawn() {
    let mut app = app(Theme::new(true, Charset::Braille));
    press(&mut app, "3 2 right");
    app.chart.appetite = Some(1e8);
    let mut terminal = Terminal::new(TestBackend::new(120, 60)).unwrap();
    for (width, height) in (0..120)
        .step_by(3)
        .flat_map(|w| (0..60).map(move |h| (w, h)))
    {
        let area = ratatui::layout::Rect::new(0, 0, width, height);
        terminal
            .draw(|frame| {
                super::exceedance::render(frame, area, &app);
                super::concentration::render(frame, area, &app);
                super::timeline::render(frame, area, &app);
                super::overview::render(frame, area, &app);
            })
            .unwrap();
    }
}

/// The text of a picture.
fn words(app: &mut App, size: (u16, u16)) -> String {
    let dumped = dump(&draw(app, size));
    let (text, _) = dumped.split_once("--- styles").unwrap();
    text.to_owned()
}
