//! The program from outside: exit codes, and what goes to which stream.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn lockin(args: &[&str]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_lockin"))
        .args(args)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
}

struct Told {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(args: &[&str]) -> io::Result<Told> {
    let output = lockin(args)?;
    Ok(Told {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

#[track_caller]
fn check(args: &[&str], code: i32, err: &str) {
    let told = run(args).expect("the program starts");
    assert_eq!(told.code, Some(code), "{}", told.err);
    assert_eq!(told.err, err);
    if code != 0 {
        assert_eq!(told.out, "", "nothing but data on standard output");
    }
}

#[test]
fn a_good_file_is_told_on_standard_output() -> io::Result<()> {
    let told = run(&["check", "online-retailer", "data/frontier-lab.yaml"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(told.err, "");
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("online-retailer: good, with "),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with("data/frontier-lab.yaml: good, with "),
        "{}",
        lines[1]
    );
    Ok(())
}

#[test]
fn every_file_is_checked_and_one_fault_is_enough() -> io::Result<()> {
    let told = run(&[
        "check",
        "tests/invalid/cycle.yaml",
        "frontier-lab",
        "tests/invalid/negative-rate.yaml",
    ])?;
    assert_eq!(told.code, Some(1));
    assert!(told.out.starts_with("frontier-lab: good"));
    let first = include_str!("../invalid/cycle.txt");
    let second = include_str!("../invalid/negative-rate.txt");
    assert_eq!(told.err, format!("{first}{second}"));
    Ok(())
}

#[test]
fn a_file_that_is_not_there_may_be_a_slip() {
    check(
        &["run", "frontier-lap"],
        1,
        "error: there is no such file (frontier-lap)\nhint: did you mean `lockin frontier-lab`?\n",
    );
    check(
        &["chekc"],
        1,
        "error: there is no such file (chekc)\nhint: did you mean `lockin check`?\n",
    );
}

#[test]
fn a_wrong_option_is_told_by_its_name() {
    check(
        &[
            "run",
            "--set",
            "providers.azure.outages.regional.per_yaer=1",
        ],
        2,
        "error: `providers.azure.outages.regional.per_yaer`: unknown key `per_yaer` (--set providers.azure.outages.regional.per_yaer=1)\n\
         hint: did you mean `per_year`?\n",
    );
    check(
        &["run", "--set", "title.x=1"],
        2,
        "error: `title.x` can't be set: `title` is not a mapping (--set title.x=1)\n",
    );
    check(
        &["run", "--portfolio", "multi-clod"],
        2,
        "error: there is no portfolio `multi-clod` (--portfolio multi-clod)\nhint: did you mean `multi-cloud`?\n",
    );
    check(
        &["example", "retailer"],
        2,
        "error: there is no built-in scenario `retailer` (lockin example)\nhint: there are: frontier-lab, online-retailer\n",
    );
    check(
        &[
            "run",
            "--trials",
            "128",
            "--fail-if",
            "nothing.here < 1",
            "--out",
            "/dev/null",
        ],
        2,
        "error: the report has no figure `nothing.here` (--fail-if 'nothing.here < 1')\n",
    );
}

#[test]
fn a_command_line_that_cannot_be_read_exits_with_two() -> io::Result<()> {
    for args in [
        ["run", "--trials=0"].as_slice(),
        &["run", "--set", "horizon"],
        &["run", "--set", "horizon=[1"],
        &["run", "--horizon", "0"],
        &["run", "--format", "pdf"],
        &["run", "--fail-if", "x"],
        &["check"],
        &["--no-such-option"],
    ] {
        let told = run(args)?;
        assert_eq!(told.code, Some(2), "{args:?} {}", told.err);
        assert!(told.err.starts_with("error: "), "{args:?} {}", told.err);
    }
    Ok(())
}

#[test]
fn an_example_is_printed_as_it_is() -> io::Result<()> {
    let told = run(&["example", "frontier-lab"])?;
    assert_eq!(told.out, include_str!("../../data/frontier-lab.yaml"));
    let listed = run(&["example"])?.out;
    assert!(
        listed
            .lines()
            .all(|line| line.split_whitespace().count() > 2),
        "{listed}"
    );
    Ok(())
}

#[test]
fn help_schema_completions_and_manual_are_printed() -> io::Result<()> {
    for (args, word) in [
        (["--help"].as_slice(), "Examples:"),
        (&["-h"], "Usage:"),
        (&["run", "--help"], "--fail-if"),
        (&["schema"], "\"$defs\""),
        (&["completions", "bash"], "_lockin"),
        (&["completions", "zsh"], "#compdef lockin"),
        (&["man"], ".TH lockin"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let told = run(args)?;
        assert_eq!(told.code, Some(0), "{args:?} {}", told.err);
        assert!(told.out.contains(word), "{args:?} {}", told.out);
    }
    Ok(())
}

#[test]
fn the_same_command_prints_the_same_bytes_on_any_number_of_threads() -> io::Result<()> {
    let with = |threads: &str| {
        run(&[
            "run",
            "--trials",
            "1000",
            "--seed",
            "7",
            "--format",
            "json",
            "--threads",
            threads,
        ])
    };
    let (one, three) = (with("1")?, with("3")?);
    assert_eq!(one.code, Some(0), "{}", one.err);
    assert_eq!(one.out, three.out);
    let report: serde_json::Value = serde_json::from_str(&one.out)?;
    assert_eq!(report["seed"], 7);
    assert_eq!(report["trials"], 1000);
    Ok(())
}

/// A run that has found its precision is the run of as many trials, on any number of threads.
#[test]
fn a_run_to_a_precision_stops_by_its_outcome_alone() -> io::Result<()> {
    let json = |args: &[&str]| -> io::Result<(serde_json::Value, Told)> {
        let told = run(&[&["run", "online-retailer", "--format", "json"], args].concat())?;
        assert_eq!(told.code, Some(0), "{}", told.err);
        Ok((serde_json::from_str(&told.out)?, told))
    };
    let (report, one) = json(&["--precision", "3%", "--threads", "1"])?;
    let (_, three) = json(&["--precision", "0.03", "--threads", "3"])?;
    assert_eq!((&one.out, &one.err), (&three.out, &three.err));
    let trials = report["trials"].as_u64().unwrap_or(0);
    assert!(trials >= 8_192 && trials % 1_024 == 0, "{trials}");
    let mut widest = 0.0_f64;
    for portfolio in report["portfolios"].as_array().into_iter().flatten() {
        let total = &portfolio["loss"]["total"];
        let (mean, se) = (total["mean"].as_f64(), total["mean_se"].as_f64());
        widest = widest.max(1.96 * se.unwrap_or(1.0) / mean.unwrap_or(0.0));
    }
    assert!(widest > 0.0 && widest < 0.03, "{widest}");
    assert_eq!(report["precision"]["wanted"], 0.03);
    let reached = report["precision"]["reached"].as_f64().unwrap_or(1.0);
    assert!((reached / widest - 1.0).abs() < 1e-4, "{reached} {widest}");
    // The same figures as of a run that was told the number.
    let (plain, _) = json(&["--trials", &trials.to_string()])?;
    for key in ["trials", "portfolios", "comparison"] {
        assert_eq!(plain[key], report[key], "{key}");
    }
    assert_eq!(plain.get("precision"), None);
    Ok(())
}

#[test]
fn a_precision_is_told_whether_it_is_reached_or_not() -> io::Result<()> {
    let with = |args: &[&str]| run(&[&["run", "online-retailer"], args].concat());
    let told = with(&["--precision", "20%"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let words = "8,192 trials were enough for ± 20 %: every mean loss is known to ± ";
    assert!(told.out.contains(&format!("\n{words}")), "{}", told.out);
    assert!(
        told.err.starts_with(&format!("note: {words}")),
        "{}",
        told.err
    );
    // Never reached with so few, and made all the same.
    let told = with(&["--precision", "0.01%", "--trials", "2000"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let words = "2,000 trials were not enough for ± 0.01 %: the mean loss of ";
    assert!(told.out.contains(&format!("\n{words}")), "{}", told.out);
    assert!(
        told.err.starts_with(&format!("warning: {words}")),
        "{}",
        told.err
    );
    assert!(told.err.ends_with(" would do\n"), "{}", told.err);
    assert!(told.out.contains("2,000 trials of "), "{}", told.out);
    Ok(())
}

#[test]
fn a_precision_that_is_none_is_told_with_what_is_allowed() {
    for value in ["0", "-1%", "abc", "200%", "1"] {
        check(
            &["run", "--precision", value],
            2,
            &format!(
                "error: invalid value '{value}' for '--precision <SHARE>': must be a share above 0 and below 100 %, such as \
                 1%, 0.5% or 0.01\n\nFor more information, try '--help'.\n"
            ),
        );
    }
}

#[test]
fn edits_portfolios_and_horizon_reach_the_report() -> io::Result<()> {
    let told = run(&[
        "run",
        "--trials",
        "200",
        "--format",
        "json",
        "--horizon",
        "3",
        "--portfolio",
        "active-active",
        "--portfolio",
        "multi-cloud",
        "--set",
        "title=Renamed",
        "--set",
        "workloads.inference.tolerance_hours=2",
    ])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let report: serde_json::Value = serde_json::from_str(&told.out)?;
    assert_eq!(report["title"], "Renamed");
    assert_eq!(report["horizon_years"], 3);
    assert_eq!(report["portfolios"][0]["id"], "active-active");
    assert_eq!(report["portfolios"][1]["id"], "multi-cloud");
    assert_eq!(report["portfolios"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        report["edits"],
        serde_json::json!([
            "title=Renamed",
            "workloads.inference.tolerance_hours=2",
            "horizon=3"
        ])
    );
    Ok(())
}

#[test]
fn a_condition_that_holds_exits_with_three_after_the_report() -> io::Result<()> {
    let condition = "portfolios.multi-cloud.loss.total.mean > 0";
    let told = run(&["run", "--trials", "200", "--fail-if", condition])?;
    assert_eq!(told.code, Some(3), "{}", told.err);
    assert!(
        told.err
            .starts_with("failed: portfolios.multi-cloud.loss.total.mean > 0 (it is "),
        "{}",
        told.err
    );
    assert!(!told.out.is_empty());
    let told = run(&[
        "run",
        "--trials",
        "200",
        "--fail-if",
        "portfolios.multi-cloud.loss.total.mean < 0",
    ])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    Ok(())
}

#[test]
fn a_report_goes_to_a_file_whole() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("report.json");
    let out = path.to_string_lossy();
    let told = run(&["run", "--trials", "200", "--format", "json", "--out", &out])?;
    assert_eq!(
        (told.code, told.out.as_str()),
        (Some(0), ""),
        "{}",
        told.err
    );
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    assert_eq!(report["trials"], 200);
    let told = run(&["run", "--trials", "200", "--out", "/no/such/folder/x"])?;
    assert_eq!(told.code, Some(1));
    assert!(
        told.err
            .starts_with("error: can't write /no/such/folder/x: "),
        "{}",
        told.err
    );
    Ok(())
}

#[test]
fn without_a_terminal_the_report_is_printed() -> io::Result<()> {
    let told = run(&["--trials", "200"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let report = run(&["run", "--trials", "200"])?;
    assert_eq!(told.out, report.out);
    Ok(())
}

#[test]
fn snapshots_of_a_folder_are_listed_damaged_ones_too() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let list = |path: &Path| run(&["snapshot", "list", "--snapshots", &path.to_string_lossy()]);
    assert!(
        list(&folder.path().join("none"))?
            .out
            .starts_with("no snapshots in ")
    );
    std::fs::write(folder.path().join("bad.yaml"), "x: \x1b[2J")?;
    let told = list(folder.path())?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(told.out.contains("bad.yaml  damaged: "), "{}", told.out);
    assert!(!told.out.contains('\x1b'), "{:?}", told.out);
    let path = folder.path().to_string_lossy();
    let told = run(&["snapshot", "show", "none", "--snapshots", &path])?;
    assert_eq!(
        (told.code, told.err.as_str()),
        (Some(1), "error: there is no snapshot `none`\n")
    );
    Ok(())
}

#[cfg(unix)]
mod signals {
    use std::io::{self, Read};
    use std::process::{Command, Stdio};
    use std::time::Duration;

    #[test]
    fn a_reader_that_goes_away_ends_the_program_quietly() -> io::Result<()> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args(["example", "frontier-lab"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        drop(child.stdout.take());
        let mut err = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            stderr.read_to_string(&mut err)?;
        }
        assert_eq!((child.wait()?.code(), err.as_str()), (Some(0), ""));
        Ok(())
    }

    #[test]
    fn an_interrupt_ends_a_run_with_130() -> io::Result<()> {
        let child = Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args(["run", "--trials", "1e8", "--threads", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // Long enough for the program to listen; a signal before that would kill it and fail the test.
        std::thread::sleep(Duration::from_secs(2));
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &pid])
                .status()?
                .success()
        );
        let output = child.wait_with_output()?;
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "interrupted\n");
        assert!(output.stdout.is_empty());
        Ok(())
    }
}

/// Every way in which the lab loses money, in every way in which it is parted.
#[test]
fn the_parts_of_a_loss_make_the_whole_in_every_report() -> io::Result<()> {
    const LISTS: [&str; 3] = ["by_category", "by_cause", "by_provider"];
    let near = |is: f64, should: f64, what: &str| {
        assert!(
            (is - should).abs() <= 1e-9 * should.abs(),
            "{what}: {is} is not {should}"
        );
    };
    let told = run(&["run", "--trials", "640", "--format", "json"])?;
    let report: serde_json::Value = serde_json::from_str(&told.out)?;
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    let csv = run(&["run", "--trials", "640", "--format", "csv"])?.out;
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    for portfolio in report["portfolios"].as_array().into_iter().flatten() {
        let loss = &portfolio["loss"];
        let whole = number(&loss["total"]["mean"]);
        assert_eq!(
            loss["by_category"].as_object().map(serde_json::Map::len),
            Some(7)
        );
        for list in LISTS {
            let parts: Vec<&serde_json::Value> = match &loss[list] {
                serde_json::Value::Object(parts) => parts.values().collect(),
                parts => parts.as_array().into_iter().flatten().collect(),
            };
            near(
                parts.iter().map(|part| number(&part["mean"])).sum(),
                whole,
                list,
            );
            near(
                parts.iter().map(|part| number(&part["tail_share"])).sum(),
                1.0,
                list,
            );
            let of = |figure: &str| -> f64 {
                let figure = format!("loss.{list}.{figure}");
                let rows = rows
                    .iter()
                    .filter(|row| portfolio["id"] == row[0] && row[1] == figure);
                rows.map(|row| row[3].parse::<f64>().expect("a number"))
                    .sum()
            };
            near(of("mean"), whole, "csv");
            near(of("tail_share"), 1.0, "csv");
        }
    }
    Ok(())
}
