//! The terminal program as people use it: what they come for in few keys, and nothing lost whatever ends it.

use std::error::Error;
use std::fs;
use std::path::Path;

use termlens::{Key, MouseButton, Scroll, Signal, Terminal};

use crate::session::{lockin, program, start};

type Outcome = Result<(), Box<dyn Error>>;

/// Somebody who has never read a manual, and whose keys are counted.
struct Person {
    terminal: Terminal,
    keys: usize,
}

impl Person {
    fn at(home: &Path) -> termlens::Result<Self> {
        let terminal = start(lockin(home))?;
        Ok(Self { terminal, keys: 0 })
    }

    /// Presses keys, and waits until the screen shows `words`.
    fn press(&mut self, keys: &[Key], words: &str) -> termlens::Result<()> {
        for key in keys {
            self.terminal.send(*key)?;
        }
        self.keys += keys.len();
        self.terminal.wait_until(|screen| screen.contains(words))
    }

    /// Types a word, which is one thing to do, however long it is.
    fn types(&mut self, word: &str) -> termlens::Result<()> {
        self.keys += 1;
        self.terminal.send_str(word)
    }

    /// Asserts that five keys were enough, and counts anew.
    #[track_caller]
    fn done(&mut self) {
        assert!(self.keys <= 5, "{} keys", self.keys);
        self.keys = 0;
    }
}

#[test]
fn what_people_come_for_takes_five_keys() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut person = Person::at(home.path())?;
    // Ten points more of Azure's share for inference.
    person.press(&[Key::Char('K')], "inference on azure → 55 %")?;
    person.done();
    person.press(&[Key::Char('u')], "undone:")?;
    person.done();
    // The input with "control plane" in its name, halved.
    person.press(&[Key::Char('/')], "inputs and figures")?;
    person.types("control plane")?;
    person.press(&[Key::Enter], "inputs 3")?;
    let halved = |screen: &termlens::Screen| {
        let foot = screen.row_text(screen.rows() - 1).to_lowercase();
        foot.contains("control plane") || foot.contains("control-plane")
    };
    person.terminal.send(Key::Char('{'))?;
    person.keys += 1;
    person.terminal.wait_until(halved)?;
    person.done();
    person.press(&[Key::Char('u')], "undone:")?;
    person.done();
    // A snapshot, and what is open against it.
    person.press(&[Key::Esc], "mix of B")?;
    // An Esc that comes together with the next key is another key.
    person
        .terminal
        .wait_until(|screen| !screen.contains("/ to find"))?;
    person.press(&[Key::Ctrl('s')], "save a snapshot")?;
    person.press(&[Key::Enter], "saved “")?;
    person.done();
    person.press(&[Key::Char('K')], "→ 55 %")?;
    person.keys = 0;
    person.press(&[Key::Char('5'), Key::Char('v')], "against what is open")?;
    person.done();
    person
        .terminal
        .wait_until(|screen| screen.contains("placement.inference.azure: 0.45 → 0.55"))?;
    person.press(&[Key::Esc], "newest first")?;
    person
        .terminal
        .wait_until(|screen| !screen.contains("against what is open"))?;
    person.terminal.send(Key::Char('q'))?;
    assert!(person.terminal.wait_exit()?.success());
    Ok(())
}

#[test]
fn what_a_killed_program_had_is_offered_again() -> Outcome {
    let home = tempfile::tempdir()?;
    for signal in [Signal::Kill, Signal::Term, Signal::Hup] {
        let mut terminal = start(lockin(home.path()))?;
        if terminal.screen().contains("was not left") {
            return Err("an offer before anything was lost".into());
        }
        terminal.send(Key::Up.shift())?;
        terminal.wait_until(|screen| screen.contains("→ 55 %"))?;
        wait_until_kept(home.path(), "55 %")?;
        terminal.signal(signal)?;
        terminal.wait_exit()?;
        drop(terminal);

        let mut terminal = lockin(home.path()).spawn(env!("CARGO_BIN_EXE_lockin"))?;
        terminal.wait_until(|screen| screen.contains("was not left"))?;
        terminal.send(Key::Enter)?;
        terminal.wait_until(|screen| screen.contains("taken up where it was"))?;
        terminal.send(Key::Char('u'))?;
        terminal.wait_until(|screen| screen.contains("undone:"))?;
        terminal.send(Key::Char('q'))?;
        assert!(terminal.wait_exit()?.success());
        fs::remove_dir_all(home.path().join(".local"))?;
    }
    Ok(())
}

/// Waits until the session's file says so.
fn wait_until_kept(home: &Path, words: &str) -> Outcome {
    let folder = home.join(".local/state/lockin/sessions");
    for _ in 0..3_000 {
        let files = fs::read_dir(&folder).into_iter().flatten().flatten();
        // A neighbour that is still written does not count.
        let whole = files.filter(|file| file.path().extension().is_some_and(|end| end == "json"));
        let kept = whole
            .filter_map(|file| fs::read_to_string(file.path()).ok())
            .any(|text| text.contains(words));
        if kept {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Err("the session was not kept".into())
}

#[test]
fn edits_of_last_time_are_a_redo_away_and_branches_stay() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.send(Key::Up.shift())?;
    terminal.wait_until(|screen| screen.contains("→ 55 %"))?;
    terminal.send(Key::Char('u'))?;
    terminal.send(Key::Down.shift())?;
    terminal.wait_until(|screen| screen.contains("→ 35 %"))?;
    terminal.send(Key::Char('q'))?;
    assert!(terminal.wait_exit()?.success());

    let mut terminal = lockin(home.path()).spawn(env!("CARGO_BIN_EXE_lockin"))?;
    terminal.wait_until(|screen| screen.contains("the edits of last time are kept"))?;
    terminal.send(Key::Ctrl('r'))?;
    terminal.wait_until(|screen| screen.contains("done again:") && screen.contains("35 %"))?;
    terminal.send(Key::Char('E'))?;
    terminal.wait_until(|screen| screen.contains("all edits") && screen.contains("→ 55 %"))?;
    terminal.send(Key::Up)?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("gone to:") && screen.contains("→ 55 %"))?;
    Ok(())
}

#[test]
fn two_programs_do_not_write_over_each_other() -> Outcome {
    let home = tempfile::tempdir()?;
    let first = start(lockin(home.path()))?;
    let mut second = lockin(home.path()).spawn(env!("CARGO_BIN_EXE_lockin"))?;
    second.wait_until(|screen| screen.contains("another lockin has this scenario open"))?;
    drop(first);
    Ok(())
}

#[test]
fn the_editors_outcome_is_one_step_and_its_faults_are_shown() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("my.yaml");
    let shipped = include_str!("../../data/online-retailer.yaml");
    fs::write(&file, shipped)?;
    let editor = |script: &str| format!("sed -i {script}");
    for (script, words) in [
        (
            "'s/^discount_rate: .*/discount_rate: 0.03/'",
            "from the file: discount_rate",
        ),
        (
            "'s/^discount_rate: .*/discount_rate: -3/'",
            "the file is at fault",
        ),
    ] {
        fs::write(&file, shipped)?;
        let program = lockin(home.path())
            .env("EDITOR", editor(script))
            .env("PATH", std::env::var("PATH")?)
            .arg(&file);
        let mut terminal = start(program)?;
        terminal.send(Key::Char(','))?;
        terminal.wait_until(|screen| screen.contains("edit the file"))?;
        terminal.send(Key::Char('e'))?;
        terminal.wait_until(|screen| screen.contains(words))?;
        if words.contains("fault") {
            terminal.wait_until(|screen| screen.contains("discount_rate"))?;
            terminal.send(Key::Esc)?;
            terminal.wait_until(|screen| !screen.contains("the file is at fault"))?;
        } else {
            terminal.send(Key::Char('u'))?;
            terminal.wait_until(|screen| screen.contains("undone: from the file"))?;
        }
        terminal.send(Key::Char('q'))?;
        assert!(terminal.wait_exit()?.success());
    }
    Ok(())
}

#[test]
fn a_file_that_changes_on_the_disk_is_noticed_and_taken_over() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("my.yaml");
    let shipped = include_str!("../../data/online-retailer.yaml");
    fs::write(&file, shipped)?;
    let mut terminal = start(lockin(home.path()).arg(&file))?;
    fs::write(&file, shipped.replacen("title: ", "title: Also ", 1))?;
    terminal.wait_until(|screen| screen.contains("has changed on the disk"))?;
    terminal.send_str(",r")?;
    terminal.wait_until(|screen| screen.contains("from the file: title"))?;
    assert!(terminal.screen().row_text(0).contains("Also"));
    Ok(())
}

#[test]
fn long_work_is_stopped_without_leaving() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut terminal = program(home.path())
        .args(["--trials", "1e7"])
        .spawn(env!("CARGO_BIN_EXE_lockin"))?;
    terminal.wait_until(|screen| screen.contains("trials █") || screen.contains("trials ░"))?;
    terminal.send(Key::Ctrl('c'))?;
    terminal.wait_until(|screen| screen.contains("stopped at"))?;
    terminal.send(Key::Char('2'))?;
    terminal.wait_until(|screen| screen.contains("OEP"))?;
    terminal.send(Key::Ctrl('c'))?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}

#[test]
fn settings_choose_keys_and_a_bad_one_is_told() -> Outcome {
    let home = tempfile::tempdir()?;
    let folder = home.path().join(".config/lockin");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("config.toml"), "[keys]\nundo = [\"z u\"]\n")?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.send(Key::Up)?;
    terminal.wait_until(|screen| screen.contains("→ 46 %"))?;
    terminal.send(Key::Char('z'))?;
    terminal.wait_until(|screen| screen.contains("u undo"))?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("undone:"))?;
    terminal.send(Key::Char('q'))?;
    terminal.wait_exit()?;

    fs::write(folder.join("config.toml"), "theme = \"drak\"\n")?;
    let mut terminal = lockin(home.path()).spawn(env!("CARGO_BIN_EXE_lockin"))?;
    terminal.wait_until(|screen| screen.contains("config.toml:1:1: `drak` is no theme"))?;
    Ok(())
}

#[test]
fn a_theme_is_chosen_and_remembered() -> Outcome {
    let home = tempfile::tempdir()?;
    let program = || lockin(home.path()).env("COLORTERM", "truecolor");
    let mut terminal = start(program())?;
    terminal.send(Key::Char(','))?;
    terminal.wait_until(|screen| screen.contains("t colours"))?;
    terminal.send(Key::Char('t'))?;
    terminal.send_str("contrast")?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("theme contrast"))?;
    terminal.send(Key::Char('q'))?;
    terminal.wait_exit()?;
    let kept = fs::read_to_string(home.path().join(".local/state/lockin/choices.toml"))?;
    assert!(kept.contains("theme = \"contrast\""), "{kept}");
    let terminal = start(program())?;
    let ground = terminal
        .screen()
        .cell(2, 0)
        .map(|cell| format!("{:?}", cell.style().bg));
    assert!(
        ground.is_some_and(|ground| ground.contains("0, 0, 0")),
        "the ground is not black"
    );
    Ok(())
}

#[test]
fn a_light_ground_is_noticed() -> Outcome {
    let home = tempfile::tempdir()?;
    let colours = |light: u8| -> Result<Vec<String>, Box<dyn Error>> {
        let program = lockin(home.path()).background_rgb(light, light, light);
        let mut terminal = start(program)?;
        terminal.wait_idle(std::time::Duration::from_millis(300))?;
        let screen = terminal.screen();
        let (row, col) = screen
            .find("▶ B")
            .or_else(|| screen.find("◀ A"))
            .ok_or("no side is better")?;
        let style = screen
            .cell(row, col)
            .map(|cell| format!("{:?}", cell.style().fg));
        Ok(style.into_iter().collect())
    };
    assert_ne!(colours(255)?, colours(0)?);
    Ok(())
}

#[test]
fn the_mouse_goes_to_screens_moves_faders_and_is_let_go() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    let find = |terminal: &Terminal, words: &str| {
        let found = terminal.screen().find(words);
        found.ok_or_else(|| format!("`{words}` is not there"))
    };
    let (row, col) = find(&terminal, "Exceedance")?;
    terminal.click(col, row)?;
    terminal.wait_until(|screen| screen.contains("OEP"))?;
    let (row, col) = find(&terminal, "Overview")?;
    terminal.click(col, row)?;
    terminal.wait_until(|screen| screen.contains("mix of B"))?;
    // Over a fader the wheel moves it.
    let (row, col) = find(&terminal, "▸azure")?;
    terminal.scroll(col + 2, row, Scroll::Up)?;
    terminal.wait_until(|screen| screen.contains("on azure → 46 %"))?;
    // A drag along its bar.
    let (row, col) = find(&terminal, "▸azure")?;
    let line = terminal.screen().row_text(row);
    let bar = line
        .chars()
        .skip(usize::from(col))
        .position(|c| c == '▇')
        .ok_or("no bar")?;
    let bar = col + u16::try_from(bar)?;
    terminal.drag(MouseButton::Left, bar + 1, row, bar + 3, row)?;
    terminal.wait_until(|screen| !screen.contains("→ 46 %") && screen.contains("on azure →"))?;
    let (row, col) = find(&terminal, "undo")?;
    terminal.click(col, row)?;
    terminal.wait_until(|screen| screen.contains("undone:"))?;
    terminal.send_str(",m")?;
    terminal.wait_until(|screen| screen.contains("the mouse selects text"))?;
    assert!(terminal.click(3, 3).is_err(), "the mouse is still taken");
    Ok(())
}

#[test]
fn the_first_steps_go_away_for_good() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.wait_until(|screen| screen.contains("1 of 3"))?;
    terminal.send(Key::Up)?;
    terminal.wait_until(|screen| screen.contains("2 of 3"))?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("3 of 3"))?;
    terminal.send(Key::Char('?'))?;
    terminal.wait_until(|screen| !screen.contains("3 of 3"))?;
    terminal.send(Key::Esc)?;
    terminal.wait_until(|screen| !screen.contains("help · "))?;
    terminal.send(Key::Char('q'))?;
    terminal.wait_exit()?;
    let terminal = start(lockin(home.path()))?;
    assert!(!terminal.screen().contains("of 3:"));
    Ok(())
}

#[test]
fn plain_has_no_borders_and_no_braille() -> Outcome {
    let home = tempfile::tempdir()?;
    let terminal = start(lockin(home.path()).arg("--plain"))?;
    let text = terminal.screen().text();
    assert!(text.is_ascii(), "{text}");
    assert!(
        !text.lines().any(|line| line.starts_with(['+', '|'])),
        "{text}"
    );
    Ok(())
}

#[test]
fn a_storm_of_sizes_is_survived() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    for size in 2..40_u16 {
        terminal.resize(size * 5, size)?;
        terminal.send(Key::Char(char::from(b'1' + u8::try_from(size % 4)?)))?;
        terminal.send(Key::Down)?;
    }
    terminal.resize(2, 2)?;
    terminal.resize(120, 40)?;
    terminal.send(Key::Char('1'))?;
    terminal.wait_until(|screen| screen.contains("mix of B"))?;
    Ok(())
}

#[test]
fn evidence_is_imported_as_one_step_and_undone() -> Outcome {
    let home = tempfile::tempdir()?;
    let incidents = home.path().join("azure-posts.csv");
    fs::write(
        &incidents,
        "id,start,end,severity\n\
         1,2024-01-03T10:00:00Z,2024-01-03T14:00:00Z,major\n\
         2,2024-07-01T00:00:00Z,2024-07-01T09:00:00Z,critical\n\
         3,2025-02-03T10:00:00Z,2025-02-03T12:00:00Z,minor\n",
    )?;
    fs::write(home.path().join("notes.txt"), "nothing of the kind\n")?;
    let program = lockin(home.path()).current_dir(home.path());
    let mut terminal = start(program)?;
    terminal.send_str(",i")?;
    terminal.wait_until(|screen| screen.contains("azure-posts.csv"))?;
    // What no import reads is said, and nothing is changed.
    terminal.send_str("notes")?;
    terminal.wait_until(|screen| !screen.contains("azure-posts.csv"))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("the files are at fault"))?;
    terminal.send(Key::Esc)?;
    terminal.wait_until(|screen| screen.contains("Enter opens"))?;
    for _ in 0..5 {
        terminal.send(Key::Backspace)?;
    }
    terminal.wait_until(|screen| screen.contains("azure-posts.csv"))?;
    terminal.send_str("posts")?;
    terminal.wait_until(|screen| !screen.contains("notes.txt"))?;
    terminal.send(Key::Enter)?;
    // The report of the command line, then what would change, then one step.
    terminal.wait_until(|screen| screen.contains("azure-posts: 3 incidents"))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("as one step that can be undone"))?;
    terminal.wait_until(|screen| screen.contains("+  azure-posts:"))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| !screen.contains("what would change"))?;
    terminal.wait_until(|screen| screen.contains("azure-posts.csv"))?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("undone:"))?;
    terminal.send(Key::Char('q'))?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}
