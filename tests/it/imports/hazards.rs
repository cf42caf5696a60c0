//! What real and hostile files bring: each gives a clear message or the right figures.

use std::fs::File;
use std::io::{self, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use super::focus::bill;
use super::{Files, dora, gzip, zstd};

/// The first line of the error about a file of these bytes.
fn error_of(name: &str, bytes: &[u8]) -> String {
    let files = Files::new().expect("a folder can be made");
    files.write(name, bytes).expect("a file can be written");
    let error = files.refused(&["focus", name]);
    error.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_file_that_is_none_is_named_with_the_way_out() -> io::Result<()> {
    let files = Files::new()?;
    std::fs::create_dir(files.path("folder"))?;
    files.write("empty.csv", b"")?;
    let made = Command::new("mkfifo").arg(files.path("pipe")).status()?;
    assert!(made.success());
    for import in ["focus", "graph", "dora"] {
        for (name, error) in [
            ("nothing.csv", "there is no such file (nothing.csv)"),
            ("folder", "this is a directory, not a file (folder)"),
            (
                "pipe",
                "this is a pipe, socket or device, not a file (pipe)",
            ),
            (
                "/dev/null",
                "this is a pipe, socket or device, not a file (/dev/null)",
            ),
            ("empty.csv", "the file is empty (empty.csv)"),
        ] {
            let told = files.refused(&[import, name]);
            assert_eq!(
                told.lines().next(),
                Some(format!("error: {error}").as_str())
            );
        }
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let files = Files::new()?;
    files.write("secret.csv", b"a,b\n")?;
    let path = files.path("secret.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000))?;
    // Whoever may read everything, as root may, cannot be refused.
    if File::open(&path).is_err() {
        let error = files.refused(&["focus", "secret.csv"]);
        assert!(
            error.starts_with("error: no permission to read this file (secret.csv)\nhint: "),
            "{error}"
        );
    }
    Ok(())
}

#[test]
fn other_formats_are_called_by_their_names() {
    for (bytes, error) in [
        (
            &b"\x28\xb5\x2f\xfdxxxx"[..],
            "the zstd data is damaged or cut off: ",
        ),
        (
            b"BZh91AY",
            "the file is packed with bzip2, which is not read here (f)",
        ),
        (b"{\"lockin\": 1}", "this is JSON, not a table (f)"),
        (
            b"%PDF-1.7",
            "the file is a PDF, which this import does not read (f)",
        ),
        (b"PK\x03\x04xxxx", "the zip data is damaged or cut off: "),
        (
            b"SubscriptionId,MeterCategory,Cost\n1,2,3\n",
            "this is an Azure cost export of the native kind, not FOCUS 1.0 to 1.4 (f)",
        ),
        (
            b"bill_billing_entity,line_item_unblended_cost\nAWS,1\n",
            "this is an AWS Cost and Usage Report 2.0, not FOCUS 1.0 to 1.4 (f)",
        ),
        (
            b"AmortizedCost,BilledCost\n1,1\n",
            "this is FOCUS 0.5, not FOCUS 1.0 to 1.4 (f)",
        ),
        (
            b"Region,BilledCost,ChargeCategory\nx,1,Usage\n",
            "this is FOCUS 1.0-preview, not FOCUS 1.0 to 1.4 (f)",
        ),
        (
            b"a,b\n1,2\n",
            "this table has none of the columns of FOCUS, such as BilledCost (f)",
        ),
        (
            b"BilledCost,EffectiveCost\n1,2\n",
            "the columns BillingCurrency, ChargeCategory, ChargePeriodStart, ChargePeriodEnd, ServiceProviderName are missing (f)",
        ),
    ] {
        let told = error_of("f", bytes);
        assert!(told.starts_with(&format!("error: {error}")), "{told}");
    }
}

#[test]
fn packed_data_that_breaks_off_is_refused() -> io::Result<()> {
    let rows: Vec<String> = (0..5000)
        .map(|n| format!("ResourceId=r{n} cost={n}"))
        .collect();
    let text = bill(&[], &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let packed = gzip(text.as_bytes())?;
    let told = error_of("a.csv.gz", &packed[..packed.len() / 2]);
    assert!(
        told.starts_with("error: the gzip data is damaged or cut off: "),
        "{told}"
    );
    let mut broken = packed;
    let middle = broken.len() / 2;
    broken[middle..middle + 40].fill(0xaa);
    let told = error_of("a.csv.gz", &broken);
    assert!(
        told.starts_with("error: the gzip data is damaged or cut off: "),
        "{told}"
    );
    Ok(())
}

#[test]
fn packed_data_that_grows_without_end_is_refused() -> io::Result<()> {
    let mut text = bill(&[], &["cost=1"]).into_bytes();
    text.resize(100 * 1024 * 1024, b'\n');
    for packed in [gzip(&text)?, zstd(&text)] {
        let told = error_of("bomb", &packed);
        assert!(
            told.starts_with("error: the packed data grows more than 200-fold"),
            "{told}"
        );
    }
    let files = Files::new()?;
    let tables: Vec<String> = (0..5).map(|n| format!("b_99.0{n}")).collect();
    let blank = "\n".repeat(60 * 1024 * 1024);
    let tables: Vec<(&str, &str)> = tables.iter().map(|name| (&**name, &*blank)).collect();
    files.write("bomb.zip", &dora::package(&tables)?)?;
    let told = files.refused(&["dora", "bomb.zip"]);
    assert!(told.contains("grows more than 200-fold"), "{told}");
    Ok(())
}

/// Two frames with one between them that holds no data, as `zstd -19 --check` 1.5.4 wrote them.
const FRAMES: &[u8] = b"\
\x28\xb5\x2f\xfd\x04\x68\x6d\x02\x00\xe2\x42\x0a\x10\xb0\x6b\x0c\xac\x6c\x7b\x85\xa2\xcc\x4d\x49\
\xc9\x61\xe2\x48\x8c\x88\x7e\x7f\x4d\x29\x84\xa8\x8e\x91\x98\x00\xed\x1f\x71\x10\x07\xcd\x13\x15\
\x5b\xe0\xb5\xf4\x5c\x12\xa8\x80\xf6\xfa\xbf\x01\x40\x73\xb1\x01\x10\x1a\x63\xc4\xa8\xe0\x03\xef\
\xea\x42\x98\xc7\x86\x6f\x5a\x95\x1f\x49\x09\x41\x4b\x01\x76\x21\x21\xd0\x50\x2a\x4d\x18\x04\x00\
\x00\x00\x73\x6b\x69\x70\x28\xb5\x2f\xfd\x04\x68\xfd\x01\x00\x52\x42\x07\x0b\xc0\x3d\xee\x7b\x6a\
\xec\x6e\x09\xff\x3a\x7a\xb0\x76\xda\x59\x43\x1f\xff\x88\x07\x17\x9b\xb6\xde\x62\x96\x1a\x4f\x12\
\xa8\x80\x72\xfb\x1b\x40\x73\xb1\x01\x10\x1a\x63\xc4\xa8\xf9\x47\xe0\xdb\x89\x0b\x82\x2a\x6b\x9a\
\x22\x03\x49\x5b\xd0\x52\x37\x5b\x53\x34";

#[test]
fn zstd_of_any_number_of_frames_is_read_and_its_checksums_hold() -> io::Result<()> {
    let files = Files::new()?;
    files.write("log.csv.zst", FRAMES)?;
    let (report, _) = files.good(&["incidents", "log.csv.zst"]);
    assert_eq!(report["incidents"], 12);
    assert_eq!(
        report["files"][0]["detected"],
        "a table of incidents, CSV in zstd, 12 entries"
    );
    let mut wrong = FRAMES.to_vec();
    *wrong.last_mut().expect("it has bytes") ^= 1;
    for (broken, said) in [
        (&wrong[..], "the checksum of a frame does not hold"),
        (&FRAMES[..FRAMES.len() / 2 + 20], "the zstd data is damaged"),
        (&FRAMES[..FRAMES.len() - 2], "the zstd data is damaged"),
    ] {
        files.write("log.csv.zst", broken)?;
        let told = files.refused(&["incidents", "log.csv.zst"]);
        assert!(told.contains(said), "{said}: {told}");
    }
    Ok(())
}

/// Most builds are without the reader; tests/parquet.rs has those that are not.
#[cfg(not(feature = "parquet"))]
#[test]
fn a_parquet_file_is_named_with_the_way_out() -> io::Result<()> {
    let files = Files::new()?;
    files.write("bill.parquet", b"PAR1xxxx")?;
    for import in ["focus", "incidents", "graph", "dora"] {
        let told = files.refused(&[import, "bill.parquet"]);
        assert!(
            told.starts_with(
                "error: this is a Parquet file, which this build of lockin does not read (bill.parquet)\n"
            ) && told.contains("--features parquet") && told.contains("duckdb"),
            "{told}"
        );
    }
    Ok(())
}

#[test]
fn files_with_more_than_a_scenario_holds_are_refused_soon() -> io::Result<()> {
    let files = Files::new()?;
    let many = |head: &str, n: usize, row: &dyn Fn(usize) -> String| {
        let rows: String = (0..n).map(row).collect();
        format!("{head}\n{rows}")
    };
    for (import, text, said) in [
        (
            "graph",
            many("from,to", 20_000, &|n| format!("n{n},n{}\n", n + 1)),
            "the files name 20,001 things, but at most 5,000 are read",
        ),
        (
            "incidents",
            many("start,end,provider", 5_000, &|n| {
                format!("2024-01-01,2024-01-02,p{n}\n")
            }),
            "the files name 5000 providers, but at most 500 are read",
        ),
        (
            "incidents",
            many("start,end", 500_001, &|_| "1,2\n".to_owned()),
            "the table has more than 500,000 rows",
        ),
        (
            "focus",
            (0..200_000)
                .map(|n| n.to_string())
                .collect::<Vec<_>>()
                .join(","),
            "this table has none of the columns of FOCUS",
        ),
    ] {
        files.write("many", text.as_bytes())?;
        let begun = Instant::now();
        let told = files.refused(&[import, "many"]);
        assert!(told.contains(said), "{said}: {told}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{import} hangs");
    }
    Ok(())
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused() -> io::Result<()> {
    let files = Files::new()?;
    let mut file = File::create(files.path("long.csv"))?;
    file.write_all(bill(&[], &["cost=1"]).as_bytes())?;
    file.write_all(b"\"")?;
    file.set_len(100 * 1024 * 1024)?;
    let error = files.refused(&["focus", "long.csv"]);
    assert!(
        error.starts_with("error: a row is longer than 4 MB (long.csv:3:1)"),
        "{error}"
    );
    Ok(())
}

#[test]
fn byte_order_marks_line_ends_and_utf_16_change_nothing() -> io::Result<()> {
    let text = bill(
        &[],
        &["cost=1", "cost=2 ProviderName=Électricité RegionId=東京"],
    );
    let bare = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let expected = {
        let files = Files::new()?;
        files.write("a.csv", text.as_bytes())?;
        files.good(&["focus", "a.csv"]).0["spend"].clone()
    };
    for bytes in [
        format!("\u{feff}{text}").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace(',', ";").into_bytes(),
        text.replace(',', "\t").into_bytes(),
        utf16(&text),
        bare(&text),
        zstd(text.as_bytes()),
        zstd(&utf16(&text)),
        gzip(text.as_bytes())?,
        gzip(&utf16(&text.replace('\n', "\r\n")))?,
        text.trim_end().as_bytes().to_vec(),
    ] {
        let files = Files::new()?;
        files.write("a.csv", &bytes)?;
        let (report, _) = files.good(&["focus", "a.csv"]);
        assert_eq!(report["spend"], expected);
    }
    Ok(())
}

#[test]
fn text_from_a_file_is_never_a_command() -> io::Result<()> {
    let files = Files::new()?;
    let rows = [
        "cost=1 ProviderName=\u{1b}[31mRed",
        "cost=1 ProviderName==HYPERLINK(1) RegionId=\u{202e}x",
        "cost=1 ProviderName=@x RegionId=\u{9b}2J",
    ];
    files.write("a.csv", bill(&[], &rows).as_bytes())?;
    let told = files.import(&["focus", "a.csv"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    for text in [&told.out, &told.err] {
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
        assert!(!text.contains('\u{202e}'));
    }
    let (report, _) = files.good(&["focus", "a.csv"]);
    assert!(!report.to_string().contains('\u{9b}'));
    Ok(())
}

#[test]
fn a_wrong_year_is_told_and_does_not_water_down_the_rest() -> io::Result<()> {
    let files = Files::new()?;
    let rows = [
        "cost=744",
        "cost=1 ChargePeriodStart=2062-05-10T00:00:00Z ChargePeriodEnd=2062-05-10T01:00:00Z",
        "cost=1 ChargePeriodStart=0026-01-01T00:00:00Z ChargePeriodEnd=0026-01-01T01:00:00Z",
    ];
    files.write("a.csv", bill(&[], &rows).as_bytes())?;
    let (report, scenario) = files.good(&["focus", "a.csv"]);
    let warning = report["warnings"][0].as_str().unwrap_or_default();
    assert!(
        warning.contains("months between 0026-01-01 and 2062-05-10 have no charge"),
        "{warning}"
    );
    assert!(
        scenario.contains("value: 8766\n"),
        "746 of 746 hours: {scenario}"
    );
    Ok(())
}

#[test]
fn a_missing_end_leaves_the_row_out() -> io::Result<()> {
    let files = Files::new()?;
    files.write(
        "a.csv",
        bill(&[], &["cost=1", "cost=1 ChargePeriodEnd=NULL"]).as_bytes(),
    )?;
    let (report, _) = files.good(&["focus", "a.csv"]);
    assert_eq!(report["spend"]["total"], "1");
    assert_eq!(report["dropped"]["charge period that cannot be read"], 1);
    Ok(())
}

#[test]
fn nothing_that_can_be_used_is_said_with_the_reasons() {
    let told = error_of(
        "a.csv",
        bill(&[], &["cost=x", "cost=y", "cost=NULL"]).as_bytes(),
    );
    assert_eq!(
        told,
        "error: no charge can be used: 2 × cost that is not a number, 1 × no cost (a.csv)"
    );
    let told = error_of("a.csv", bill(&[], &[]).as_bytes());
    assert_eq!(
        told,
        "error: no charge can be used: there are no rows (a.csv)"
    );
    let told = error_of("a.csv", bill(&[], &["cost=-1"]).as_bytes());
    assert!(
        told.starts_with("error: the charges add up to nothing"),
        "{told}"
    );
}

#[test]
fn all_files_that_are_wrong_are_named_at_once() -> io::Result<()> {
    let files = Files::new()?;
    files.write("one.csv", b"")?;
    files.write("two.csv", b"a,b\n")?;
    let error = files.refused(&["focus", "one.csv", "two.csv", "three.csv"]);
    assert_eq!(error.matches("error: ").count(), 3, "{error}");
    Ok(())
}

#[test]
fn a_dry_run_writes_nothing_and_data_goes_where_it_belongs() -> io::Result<()> {
    let files = Files::new()?;
    files.write("a.csv", bill(&[], &["cost=1"]).as_bytes())?;
    let told = files.import(&["focus", "a.csv", "--dry-run", "--out", "x.yaml"])?;
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    assert!(!files.path("x.yaml").exists());
    let told = files.import(&["focus", "a.csv"])?;
    assert!(told.out.starts_with("lockin: 1\n"), "{}", told.out);
    assert!(
        told.err.contains("things these files cannot tell"),
        "{}",
        told.err
    );
    let told = files.import(&["focus", "a.csv", "--report", "json"])?;
    assert!(told.out.starts_with("{\n"), "{}", told.out);
    assert_eq!(told.err, "");
    Ok(())
}
