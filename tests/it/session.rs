//! A whole session in a pseudo-terminal, and how the program leaves the terminal behind.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use termlens::{Key, Signal, Terminal, TerminalBuilder};

/// Generous: the machine that runs the tests may be busy with others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The program with few trials.
pub(crate) fn lockin(home: &Path) -> TerminalBuilder {
    program(home).args(["--trials", "4096"])
}

pub(crate) fn program(home: &Path) -> TerminalBuilder {
    Terminal::builder()
        .size(120, 40)
        .env_clear()
        .env("TERM", "xterm-256color")
        .env("LANG", "C.UTF-8")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .timeout(PATIENCE)
}

pub(crate) fn start(builder: TerminalBuilder) -> termlens::Result<Terminal> {
    let mut terminal = builder.spawn(env!("CARGO_BIN_EXE_lockin"))?;
    terminal.wait_until(|screen| screen.contains("4,096 trials"))?;
    Ok(terminal)
}

fn run(home: &Path, args: &[&str]) -> std::io::Result<std::process::Output> {
    Command::new(env!("CARGO_BIN_EXE_lockin"))
        .args(args)
        .env("XDG_DATA_HOME", home)
        .output()
}

/// The verdict's first line.
fn verdict(terminal: &Terminal) -> String {
    terminal.screen().row_text(1).trim().to_owned()
}

#[test]
fn a_session_edits_undoes_saves_and_verifies() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    let before = verdict(&terminal);
    assert!(before.contains("Multi-cloud"), "{before}");

    // Ten points more of the first share; the other shares give way and the figures change.
    terminal.send(Key::Up.shift())?;
    terminal.wait_until(|screen| screen.contains("→ 55 %"))?;
    terminal.wait_until(|screen| {
        let row = screen.row_text(1).trim().to_owned();
        !row.is_empty() && row != before && !screen.contains("making the first")
    })?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("undone:"))?;
    terminal.wait_until(|screen| screen.row_text(1).trim() == before)?;
    terminal.send(Key::Char('U'))?;
    terminal.wait_until(|screen| screen.contains("done again:"))?;

    terminal.send(Key::Ctrl('s'))?;
    terminal.wait_until(|screen| screen.contains("save a snapshot"))?;
    terminal.send(Key::Ctrl('u'))?;
    terminal.send_str("ten points more")?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("saved “ten points more”"))?;
    terminal.send(Key::Char('5'))?;
    terminal.wait_until(|screen| screen.contains("edits against its base"))?;
    terminal.send(Key::Char('q'))?;
    let status = terminal.wait_exit()?;
    assert!(status.success());
    assert!(!terminal.screen().alternate_screen());

    let verified = run(home.path(), &["snapshot", "verify", "ten points more"])?;
    let words = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stderr)
    );
    assert!(
        words.contains("the same to the bit (4096 trials)"),
        "{words}"
    );
    Ok(())
}

#[test]
fn a_loaded_snapshot_restores_the_edits_and_they_can_be_undone()
-> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.send(Key::Up.shift())?;
    terminal.wait_until(|screen| screen.contains("→ 55 %"))?;
    terminal.send(Key::Ctrl('s'))?;
    terminal.wait_until(|screen| screen.contains("save a snapshot"))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("saved “"))?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("undone:"))?;
    terminal.send(Key::Char('5'))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("loaded “"))?;
    terminal.send(Key::Char('1'))?;
    terminal.wait_until(|screen| screen.contains("55 %"))?;
    terminal.send(Key::Char('u'))?;
    terminal.wait_until(|screen| screen.contains("45 %"))?;
    Ok(())
}

#[test]
fn signals_leave_the_terminal_as_it_was_found() -> Result<(), Box<dyn std::error::Error>> {
    for signal in [Signal::Term, Signal::Hup] {
        let home = tempfile::tempdir()?;
        let mut terminal = start(lockin(home.path()))?;
        assert!(terminal.screen().alternate_screen());
        terminal.signal(signal)?;
        terminal.wait_exit()?;
        let screen = terminal.screen();
        assert!(!screen.alternate_screen() && screen.cursor_visible() && !screen.bracketed_paste());
    }
    Ok(())
}

#[test]
fn ctrl_z_suspends_and_comes_back() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.send(Key::Ctrl('z'))?;
    terminal.wait_until(|screen| !screen.alternate_screen())?;
    let pid = terminal.pid().ok_or("it has no process")?;
    // It gives the terminal back first: to go on before it has stopped would leave it stopped for good.
    wait_until_stopped(&pid.to_string())?;
    Command::new("kill")
        .args(["-CONT", &pid.to_string()])
        .status()?;
    terminal.wait_until(|screen| screen.alternate_screen() && screen.contains("4,096 trials"))?;
    terminal.send(Key::Char('2'))?;
    terminal.wait_until(|screen| screen.contains("OEP"))?;
    terminal.send(Key::Char('q'))?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}

/// Waits until the system says that a process is stopped.
pub(crate) fn wait_until_stopped(pid: &str) -> Result<(), Box<dyn std::error::Error>> {
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        // Where there is no /proc there is a ps.
        let state = if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
            stat.rsplit(')').next().unwrap_or_default().to_owned()
        } else {
            let ps = Command::new("ps")
                .args(["-o", "stat=", "-p", pid])
                .output()?;
            String::from_utf8_lossy(&ps.stdout).into_owned()
        };
        if state.trim_start().starts_with('T') {
            return Ok(());
        }
        std::thread::yield_now();
    }
    Err("it did not stop in time".into())
}

#[test]
fn a_small_terminal_says_what_it_needs_and_goes_on() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.resize(40, 10)?;
    terminal.wait_until(|screen| screen.contains("needs 80"))?;
    terminal.resize(80, 24)?;
    terminal
        .wait_until(|screen| screen.contains("Overview") && screen.contains("expected loss"))?;
    Ok(())
}

#[test]
fn pasted_text_runs_no_commands() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()))?;
    terminal.paste("qqq\u{1b}[A\u{3}")?;
    terminal.wait_until(|screen| screen.contains("pasted text is ignored here"))?;
    terminal.send(Key::Char('q'))?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}

#[test]
fn without_colour_the_selection_is_still_seen() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(lockin(home.path()).env("NO_COLOR", "1"))?;
    terminal.send(Key::Char('e'))?;
    terminal.wait_until(|screen| screen.contains("to find"))?;
    let screen = terminal.screen();
    let rows = screen.rows();
    let reversed = (0..rows).any(|row| {
        (0..screen.cols()).any(|col| {
            screen
                .cell(row, col)
                .is_some_and(|cell| cell.style().reverse)
        })
    });
    assert!(reversed, "nothing is shown in reverse:\n{}", screen.text());
    Ok(())
}
