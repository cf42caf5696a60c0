//! One history told: by `lockin replay`, and in a terminal with few keys.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use lockin::analysis::{DEFINITIONS, Definition};
use serde_json::Value;
use termlens::{Key, Terminal};

use crate::blessed;

const PATIENCE: Duration = Duration::from_secs(60);

fn replay(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lockin"))
        .arg("replay")
        .args(args)
        .output()
        .expect("it can be started")
}

#[track_caller]
fn told(args: &[&str]) -> String {
    let output = replay(args);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).expect("it is text")
}

fn json(args: &[&str]) -> Value {
    let all: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&told(&all)).expect("it is JSON")
}

/// The sum of amounts in whole grains, rounded once.
#[expect(clippy::cast_possible_truncation, reason = "whole numbers of grains")]
fn exact_sum(amounts: impl Iterator<Item = f64>, grain: f64) -> f64 {
    let grains = amounts.map(|amount| {
        let grains = amount / grain;
        assert!(
            grains.fract().abs() < 1e-300,
            "{amount} is not a whole number of grains"
        );
        grains as i128
    });
    grains.sum::<i128>() as f64 * grain
}

#[test]
fn the_parts_in_the_json_are_the_loss_to_the_bit() {
    for trial in ["0", "7", "4217"] {
        let story = json(&["--trial", trial]);
        let grain = story["grain"].as_f64().unwrap();
        for portfolio in story["portfolios"].as_array().unwrap() {
            let id = portfolio["id"].as_str().unwrap();
            let events = story["events"].as_array().unwrap().iter();
            let events = events.map(|event| event["loss"][id].as_f64().unwrap());
            let bookings = story["bookings"].as_array().unwrap().iter();
            let bookings = bookings.filter(|booking| booking["portfolio"] == id);
            let bookings = bookings.map(|booking| booking["loss"].as_f64().unwrap());
            let overhead = portfolio["overhead"].as_f64().unwrap();
            let sum = exact_sum(events.chain(bookings).chain([overhead]), grain);
            let loss = portfolio["loss"].as_f64().unwrap();
            assert_eq!(sum.to_bits(), loss.to_bits(), "trial {trial} of {id}");
        }
    }
}

#[test]
fn a_history_is_chosen_by_its_rank() {
    let few = ["--trials", "400"];
    let loss = |args: &[&str], side: usize| {
        let story = json(&[&few[..], args].concat());
        story["portfolios"][side]["loss"].as_f64().unwrap()
    };
    let worst = loss(&["--worst"], 0);
    assert!(
        (loss(&[], 0) - worst).abs() < 1e-9,
        "the worst is what is told unasked"
    );
    assert!(worst > loss(&["--quantile", "90"], 0));
    assert!(loss(&["--quantile", "90"], 0) > loss(&["--median"], 0));
    assert!(loss(&["--quantile=0"], 0) < loss(&["--median"], 0));
    let second = json(&["--trials", "1"])["portfolios"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(loss(&["--worst", "--of", &second], 1) >= loss(&["--worst"], 1));
    let story = json(&[&few[..], &["--largest-difference"]].concat());
    let side = |p: usize| story["portfolios"][p]["loss"].as_f64().unwrap();
    let difference = side(1) - side(0);
    for trial in 0..20 {
        let other = json(&["--trial", &trial.to_string()]);
        let side = |p: usize| other["portfolios"][p]["loss"].as_f64().unwrap();
        assert!(side(1) - side(0) <= difference);
    }
    let text = told(&[&few[..], &["--worst", "--by-year"]].concat());
    assert!(
        text.contains("of it is the worst of 2,800 years of"),
        "{text}"
    );
}

#[test]
fn the_text_tells_who_took_over_and_what_it_cost() {
    let text = told(&["--trial", "0"]);
    for words in [
        "Trial 0 of seed 1 · 7 years",
        "loss, discounted",
        " outages\n---",
        " took ",
        ": nobody",
        ", so far $",
        "What contracts and exits cost",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100));
    assert_eq!(text, told(&["--trial", "0", "--threads", "2"]));
}

#[test]
fn what_can_not_be_told_is_refused_in_words() {
    for (args, words) in [
        (&["--quantile", "101"][..], "from 0 to 100"),
        (&["--worst", "--trial", "1"], "cannot be used with"),
        (
            &["--trials", "10", "--of", "nobody"],
            "there is no portfolio `nobody`",
        ),
        (&["--trial", "-1"], "--trial"),
    ] {
        let output = replay(args);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(complaint.contains(words), "{complaint}");
    }
}

/// Set `LOCKIN_BLESS=1` to write the table anew.
#[test]
fn the_figures_of_the_method_are_the_programs() {
    let mut table =
        String::from("| figure | definition | error | source |\n| --- | --- | --- | --- |\n");
    for figure in DEFINITIONS {
        let Definition {
            name,
            definition,
            error,
            source,
            ..
        } = figure;
        writeln!(table, "| {name} | {definition} | {error} | {source} |")
            .expect("a string takes all");
    }
    blessed::section("docs/method.md", "figures", &table);
    let method = std::fs::read_to_string("docs/method.md").expect("it is there");
    for figure in DEFINITIONS {
        let heading = format!("\n## {}\n", figure.section);
        assert!(
            method.contains(&heading),
            "there is no section {}",
            figure.section
        );
    }
}

fn start(home: &Path) -> termlens::Result<Terminal> {
    let mut terminal = Terminal::builder()
        .size(120, 40)
        .env_clear()
        .env("TERM", "xterm-256color")
        .env("LANG", "C.UTF-8")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .env("XDG_STATE_HOME", home)
        .timeout(PATIENCE)
        .args(["--trials", "4096"])
        .spawn(env!("CARGO_BIN_EXE_lockin"))?;
    terminal.wait_until(|screen| screen.contains("4,096 trials"))?;
    Ok(terminal)
}

#[test]
fn the_worst_year_is_watched_with_two_keys() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(home.path())?;
    terminal.send(Key::Char('w'))?;
    terminal.wait_until(|screen| screen.contains("worst year of A"))?;
    terminal.send(Key::Char('y'))?;
    terminal.wait_until(|screen| {
        screen.contains(" · worst year of A, year ") && screen.contains("loss so far")
    })?;
    // The next outage that was felt, and what it did.
    terminal.send(Key::Char('n'))?;
    terminal.wait_until(|screen| screen.contains(", so far $"))?;
    terminal.send(Key::Char('q'))?;
    assert!(terminal.wait_exit()?.success());
    Ok(())
}

#[test]
fn the_loss_of_one_year_in_a_hundred_is_there_at_the_start()
-> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(home.path())?;
    let screen = terminal.screen();
    let row = (0..screen.rows())
        .map(|row| screen.row_text(row))
        .find(|row| row.contains("1-in-100 year"));
    let row = row.ok_or("it is not there")?;
    assert_eq!(row.matches('±').count(), 3, "{row}");
    // With its interval, beside other return periods.
    terminal.send(Key::Char('2'))?;
    terminal.wait_until(|screen| screen.contains("return period") && screen.contains("95 %"))?;
    Ok(())
}

#[test]
fn where_a_number_comes_from_is_read_with_three_keys() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let mut terminal = start(home.path())?;
    terminal.send(Key::Char('f'))?;
    terminal.wait_until(|screen| screen.contains("Enter says what one is"))?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| {
        screen.contains("mean undiscounted year")
            && screen.contains("docs/method.md")
            && screen.contains("made of")
    })?;
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("to find") && screen.contains("inputs "))?;
    Ok(())
}
