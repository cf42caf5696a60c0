//! What people come for, from the start screen, in at most five presses of a key; every letter of a word counts.

use std::error::Error;
use std::path::Path;

use termlens::{Key, Screen, Terminal};

use crate::session::{lockin, start};

type Outcome = Result<(), Box<dyn Error>>;

/// A key, and what the screen shows before it is pressed: nobody has to know the key by heart.
struct Press(Key, &'static str);

/// Presses keys from the start screen, each as soon as the screen shows what tells of it, and waits for what was wanted.
#[track_caller]
fn reaches(
    home: &Path,
    presses: &[Press],
    wanted: impl Fn(&Screen) -> bool,
) -> termlens::Result<Terminal> {
    assert!(presses.len() <= 5, "{} keys", presses.len());
    let mut terminal = start(lockin(home).size(200, 60))?;
    for Press(key, told) in presses {
        terminal.wait_until(|screen| screen.contains(told))?;
        terminal.send(*key)?;
    }
    terminal.wait_until(wanted)?;
    Ok(terminal)
}

fn foot(screen: &Screen) -> String {
    screen.row_text(screen.rows() - 1).to_lowercase()
}

#[test]
fn azures_share_for_inference_is_raised_by_ten_points_and_the_edit_undone() -> Outcome {
    let home = tempfile::tempdir()?;
    let raised = [Press(Key::Char('K'), "share")];
    let done = reaches(home.path(), &raised, |screen| {
        screen.contains("inference on azure → 55 %")
    });
    drop(done?);
    let home = tempfile::tempdir()?;
    let undone = [
        Press(Key::Char('K'), "share"),
        Press(Key::Char('u'), "undo"),
    ];
    reaches(home.path(), &undone, |screen| screen.contains("undone:"))?;
    Ok(())
}

#[test]
fn the_one_in_a_hundred_loss_of_both_is_on_the_first_screen() -> Outcome {
    let home = tempfile::tempdir()?;
    reaches(home.path(), &[], |screen| {
        let mut rows = (0..screen.rows()).map(|row| screen.row_text(row));
        rows.any(|row| row.contains("1-in-100 year") && row.matches('$').count() >= 3)
    })?;
    Ok(())
}

#[test]
fn the_worst_year_is_watched() -> Outcome {
    let home = tempfile::tempdir()?;
    let presses = [
        Press(Key::Char('w'), "w watch"),
        Press(Key::Char('y'), "y worst year of A"),
    ];
    reaches(home.path(), &presses, |screen| {
        screen.contains("worst single year of A") || screen.contains("worst year of A")
    })?;
    Ok(())
}

#[test]
fn the_input_of_the_control_plane_is_found_by_initials_and_halved() -> Outcome {
    let home = tempfile::tempdir()?;
    let presses = [
        Press(Key::Char('/'), "/ find"),
        Press(Key::Char('c'), "inputs and figures"),
        Press(Key::Char('p'), "inputs and figures"),
        Press(Key::Enter, "/cp"),
        Press(Key::Char('{'), "{ half"),
    ];
    reaches(home.path(), &presses, |screen| {
        let foot = foot(screen);
        foot.contains("→") && (foot.contains("control plane") || foot.contains("control-plane"))
    })?;
    Ok(())
}

#[test]
fn a_snapshot_is_saved_and_compared_with_now() -> Outcome {
    let home = tempfile::tempdir()?;
    let presses = [
        Press(Key::Ctrl('s'), "snapshot"),
        Press(Key::Enter, "save a snapshot"),
        Press(Key::Char('5'), "saved “"),
        Press(Key::Char('v'), "v compare"),
    ];
    reaches(home.path(), &presses, |screen| {
        screen.contains("against what is open") && screen.contains("inputs: the same")
    })?;
    Ok(())
}

#[test]
fn where_a_number_comes_from_is_read() -> Outcome {
    let home = tempfile::tempdir()?;
    let presses = [
        Press(Key::Char('f'), "f what is it"),
        Press(Key::Enter, "figures here"),
    ];
    reaches(home.path(), &presses, |screen| {
        screen.contains("rests on") && screen.contains("docs/method.md")
    })?;
    Ok(())
}

#[test]
fn leaving_takes_one_key() -> Outcome {
    let home = tempfile::tempdir()?;
    let quit = [Press(Key::Char('q'), "q quit")];
    let mut terminal = reaches(home.path(), &quit, |_| true)?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}
