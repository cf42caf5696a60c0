//! Every screen as a picture, and at every size.
//!
//! The pictures are in `tests/snapshots/screens`; `INSTA_UPDATE=always cargo test --lib screens` makes them anew.

mod asking;
mod finding;
mod overlaid;
mod sorting;
mod swings;
mod watching;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

use super::render;
use crate::analysis::{Figures, Wanted, figures};
use crate::engine::{Plan, Pool, Run};
use crate::session::{Progress, Update, Workspace};
use crate::store::{SavedSession, SavedStep, load_text};
use crate::ui::app::{App, Card, Reread};
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
        importance_sampling: true,
    };
    let outcome = run.into_tally();
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
            "f1" => key(KeyCode::F(1)),
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

fn themes() -> [(&'static str, Theme); 4] {
    let bare = Theme::of(&crate::ui::Look {
        scheme: crate::session::Scheme::Ansi,
        background: crate::session::Background::Dark,
        depth: crate::ui::theme::Depth::Sixteen,
        charset: Charset::Ascii,
        plain: true,
    });
    [
        ("bare", bare),
        ("colour", Theme::new(true, Charset::Braille)),
        ("plain", Theme::new(false, Charset::Braille)),
        ("ascii", Theme::new(false, Charset::Ascii)),
    ]
}

/// The pictures, by name, with the keys that lead to them.
const PICTURES: [(&str, &str); 28] = [
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
    ("help-found", "2 ? / snap"),
    ("palette-refused", ": rename"),
    ("search", "/ control_plane"),
    ("hit", "/ control_plane enter n { u"),
    ("history", "up u tab right tab tab left up left up Z up"),
    ("which-key", "f"),
    ("inputs", "2 e down down down down"),
    ("evidence", "2 e down down down down V"),
    ("evidence-law", "/ hours enter V"),
];

fn pictured(name: &str, keys: &str) {
    shown(name, |app| press(app, keys));
}

/// Pictures what the program shows after `make`.
fn shown(name: &str, make: impl Fn(&mut App)) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../tests/snapshots/screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (mode, theme) in themes() {
        let sizes: &[(u16, u16)] = if mode == "colour" {
            &[(80, 24), (100, 30), (120, 40), (200, 60)]
        } else {
            &[(80, 24)]
        };
        for &size in sizes {
            let mut app = app(theme.clone());
            app.size = size;
            make(&mut app);
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

/// What is only seen at the start, or with a session that was not left.
#[test]
fn what_a_start_shows_looks_as_pictured() {
    shown("intro", |app| app.intro = Some(0));
    shown("offer", |app| app.found(unfinished()));
    shown("faults", |app| {
        let text = include_str!("../../../data/frontier-lab.yaml")
            .replace("{value: 0.08, range", "{value: -0.08, range");
        let loaded = load_text(&text, "my.yaml").unwrap();
        app.reread(Reread::Good(Box::new(loaded)));
    });
    shown("which-key-settings", |app| press(app, ","));
    shown("compare", |app| {
        press(app, "up");
        let snapshot = saved_before();
        app.shelf.cards = vec![Card::Whole {
            id: "before".to_owned(),
            snapshot: Arc::new(snapshot),
        }];
        press(app, "4 v");
    });
}

/// A session with one edit in force that was not left.
fn unfinished() -> SavedSession {
    SavedSession {
        saved_at: "2026-11-22T14:03:00Z".to_owned(),
        now: 1,
        steps: vec![SavedStep {
            parent: 0,
            label: "horizon → 5".to_owned(),
            edits: vec!["horizon=5".to_owned()],
        }],
        ..SavedSession::new("frontier-lab", "0.1.0")
    }
}

fn saved_before() -> crate::store::Snapshot {
    let app = app(Theme::new(true, Charset::Braille));
    let figures = app.run.figures.as_deref().unwrap();
    crate::session::record::snapshot(
        &app.workspace,
        figures,
        "before",
        "2026-11-22T14:03:00Z".parse().unwrap(),
    )
}

#[test]
fn every_theme_gives_every_cell_its_colours() {
    for scheme in crate::session::Scheme::ALL {
        let theme = Theme::of(&crate::ui::Look {
            scheme,
            background: crate::session::Background::Dark,
            depth: crate::ui::theme::Depth::Exact,
            charset: Charset::Braille,
            plain: false,
        });
        let mut app = app(theme);
        press(&mut app, "?");
        let buffer = draw(&mut app, (80, 24));
        let own = scheme != crate::session::Scheme::Ansi;
        for cell in buffer.content() {
            assert_eq!(cell.bg != Color::Reset, own, "{}", scheme.name());
            assert!(
                !own || matches!(cell.fg, Color::Rgb(..)),
                "{}",
                scheme.name()
            );
        }
    }
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
                if matches!(mode, "ascii" | "bare") {
                    assert!(cell.symbol().is_ascii(), "{keys}: {}", cell.symbol());
                }
                if !matches!(mode, "colour" | "bare") {
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
        theme in 0..4_usize,
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

/// Where keys, clicks and sizes are made up by a generator of its own: the whole walk follows from a number.
struct Walk(u64);

impl Walk {
    fn below(&mut self, n: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn key(&mut self) -> Event {
        const NAMED: [KeyCode; 14] = [
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::Home,
            KeyCode::End,
            KeyCode::PageUp,
            KeyCode::PageDown,
            KeyCode::Backspace,
            KeyCode::F(5),
        ];
        const LETTERS: &[u8] = b"123456789[]eiLPbtaxcmZuUnN/=0{}rR+-:?yvsdAfq,gGhjklHJKw 5.%T";
        let modifiers = match self.below(8) {
            0 => KeyModifiers::SHIFT,
            1 => KeyModifiers::CONTROL,
            _ => KeyModifiers::NONE,
        };
        let code = match self.below(2) {
            0 => NAMED[self.below(NAMED.len())],
            _ => KeyCode::Char(char::from(LETTERS[self.below(LETTERS.len())])),
        };
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn mouse(&mut self, (width, height): (u16, u16)) -> Event {
        let kinds = [
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::ScrollUp,
            MouseEventKind::ScrollDown,
        ];
        let place =
            |walk: &mut Self, most: u16| u16::try_from(walk.below(usize::from(most) + 3)).unwrap();
        Event::Mouse(MouseEvent {
            kind: kinds[self.below(kinds.len())],
            column: place(self, width),
            row: place(self, height),
            modifiers: KeyModifiers::NONE,
        })
    }
}

/// Steps of one walk.
const WALK: usize = 500;

/// Keys, clicks and sizes at random: nothing panics, and undo leads back to the file.
#[test]
fn whatever_is_pressed_nothing_panics_and_undo_leads_back() {
    let steps = match std::env::var_os("LOCKIN_SLOW_TESTS") {
        Some(_) => 100_000,
        None => 3_000,
    };
    for seed in 0..steps / WALK {
        let mut walk = Walk(seed as u64);
        let (_, theme) = &themes()[walk.below(4)];
        let mut app = app(theme.clone());
        app.mouse = true;
        app.size = (120, 40);
        for step in 0..WALK {
            let event = match walk.below(10) {
                0..6 => walk.key(),
                6..9 => walk.mouse(app.size),
                _ => {
                    let size = |walk: &mut Walk, most| u16::try_from(walk.below(most)).unwrap();
                    app.size = (size(&mut walk, 220), size(&mut walk, 70));
                    continue;
                }
            };
            app.terminal(&event);
            app.effects();
            if step % 5 == 0 {
                let size = app.size;
                draw(&mut app, size);
            }
        }
        while app.workspace.undo().is_some() {}
        assert!(!app.workspace.is_changed(), "walk {seed}");
    }
}
