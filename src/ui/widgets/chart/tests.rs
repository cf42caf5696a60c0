//! Tests of the chart widget, cell by cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::super::chart_table::tests::text;
use super::*;
use crate::chart::{Axis, Band, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind};

fn drawn(chart: &Chart<'_>, width: u16, height: u16) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    chart.render(buf.area, &mut buf);
    buf
}

/// Exceedance of a lognormal loss by a logistic approximation of the normal tail.
fn exceedance(median: f64, sigma: f64, n: u32) -> Vec<(f64, f64)> {
    (1..=n)
        .map(|idx| {
            let p = f64::from(idx) / f64::from(n + 1);
            let z = normal_quantile(1.0 - p);
            (median * (sigma * z).exp(), p)
        })
        .rev()
        .collect()
}

/// Tukey's lambda approximation, good enough for a picture.
fn normal_quantile(p: f64) -> f64 {
    (p.powf(0.135) - (1.0 - p).powf(0.135)) / 0.1975
}

fn realistic(x_scale: Scale) -> ChartSpec {
    let money = NumberFormat::Money("$".into());
    let (a, b) = (exceedance(2.5e8, 1.0, 2000), exceedance(1.2e8, 0.9, 2000));
    let range = if x_scale == Scale::Log {
        (1e7, 1e10)
    } else {
        (0.0, 5e9)
    };
    let moved =
        |points: &[(f64, f64)], by: f64| points.iter().map(|p| (p.0 * by, p.1)).collect::<Vec<_>>();
    let x = Axis::new("loss in a year [$]", x_scale, range, money);
    let y = Axis::new(
        "P(loss in a year > x)",
        Scale::Log,
        (0.001, 1.0),
        NumberFormat::Percent,
    );
    ChartSpec::new(x, y)
        .with_band(Band {
            name: "90 % interval".into(),
            role: Role::A,
            lower: moved(&a, 0.8),
            upper: moved(&a, 1.25),
        })
        .with_band(Band {
            name: String::new(),
            role: Role::B,
            lower: moved(&b, 0.8),
            upper: moved(&b, 1.25),
        })
        .with_series(Series::new(
            "before",
            Role::GhostA,
            SeriesKind::Step,
            moved(&a, 1.6),
        ))
        .with_series(Series::new(
            "Microsoft exclusive",
            Role::A,
            SeriesKind::Step,
            a,
        ))
        .with_series(Series::new("Multi-cloud", Role::B, SeriesKind::Step, b))
        .with_mark(Mark {
            direction: Direction::Vertical,
            value: 2e9,
            label: "appetite".into(),
        })
}

/// `cargo test look -- --nocapture` shows what the charts look like.
#[test]
fn look() {
    let palette = Palette::ansi16();
    for scale in [Scale::Log, Scale::Linear] {
        let spec = realistic(scale);
        for (width, height) in [(80, 24), (120, 40), (30, 8), (80, 14), (20, 5), (200, 60)] {
            let cursor = (width != 120 && width != 30).then_some(4e8);
            let chart = Chart::new(&spec, &palette).cursor(cursor).grid(true);
            println!("{}\n", text(&drawn(&chart, width, height)).join("\n"));
        }
    }
    let histogram = histogram();
    for charset in [Charset::Braille, Charset::Quadrant, Charset::Ascii] {
        for spec in [&realistic(Scale::Log), &histogram] {
            let chart = Chart::new(spec, &palette).charset(charset);
            println!("{}\n", text(&drawn(&chart, 80, 20)).join("\n"));
        }
    }
}

fn histogram() -> ChartSpec {
    let bins = |shift: f64| {
        let height = |idx: u32| (-(f64::from(idx) - shift).powi(2) / 18.0).exp() * 0.2;
        (0..=14)
            .map(|idx| {
                (
                    f64::from(idx) * 1e8,
                    if idx < 14 { height(idx) } else { 0.0 },
                )
            })
            .collect()
    };
    let x = Axis::new(
        "loss in a year [$]",
        Scale::Linear,
        (0.0, 1.4e9),
        NumberFormat::Money("$".into()),
    );
    let y = Axis::new(
        "share of years",
        Scale::Linear,
        (0.0, 0.25),
        NumberFormat::Percent,
    );
    ChartSpec::new(x, y)
        .with_series(Series::new(
            "exclusive",
            Role::A,
            SeriesKind::Bars,
            bins(7.0),
        ))
        .with_series(Series::new("multi", Role::B, SeriesKind::Bars, bins(3.0)))
}

fn plain_axis(label: &str, range: (f64, f64)) -> Axis {
    Axis::new(label, Scale::Linear, range, NumberFormat::Number)
}

fn step(role: Role, points: Vec<(f64, f64)>) -> Series {
    Series::new("s", role, SeriesKind::Step, points)
}

/// 4 × 2 cells without axes: 8 × 8 dots, so a unit of 0..7 is a dot.
fn bare(series: Vec<Series>) -> Vec<String> {
    let mut spec = ChartSpec::new(plain_axis("", (0.0, 7.0)), plain_axis("", (0.0, 7.0)));
    spec.series = series;
    let palette = Palette::colourless();
    text(&drawn(&Chart::new(&spec, &palette), 4, 2))
}

#[test]
fn a_step_goes_along_and_then_down_dot_by_dot() {
    // Along the top row to x = 4, down to y = 1 (row 6), along to x = 7, down to y = 0.
    let points = vec![(0.0, 7.0), (4.0, 1.0), (7.0, 0.0)];
    assert_eq!(bare(vec![step(Role::A, points)]), ["⠉⠉⡇", "  ⠧⢤"]);
}

#[test]
fn nan_is_a_gap_and_a_lone_point_is_seen() {
    let points = vec![(0.0, 7.0), (2.0, 7.0), (3.0, f64::NAN), (6.0, 7.0)];
    assert_eq!(bare(vec![step(Role::A, points)]), ["⠉⠁ ⠁", ""]);
}

#[test]
fn series_that_share_a_cell_both_keep_their_dots() {
    let a = step(Role::A, vec![(0.0, 7.0), (7.0, 7.0)]);
    let b = step(Role::B, vec![(0.0, 6.0), (7.0, 6.0)]);
    // B shows 6 of 9 dots.
    assert_eq!(bare(vec![a, b]), ["⠛⠛⠛⠉", ""]);
}

#[test]
fn a_curve_that_falls_to_zero_leaves_a_log_axis_at_the_bottom() {
    let y = Axis::new("", Scale::Log, (1e-7, 1.0), NumberFormat::Number);
    let spec = ChartSpec::new(plain_axis("", (0.0, 7.0)), y)
        .with_series(step(Role::A, vec![(0.0, 1.0), (4.0, 0.0), (7.0, 0.0)]));
    let palette = Palette::colourless();
    assert_eq!(
        text(&drawn(&Chart::new(&spec, &palette), 4, 2)),
        ["⠉⠉⡇A", "  ⡇"]
    );
}

#[test]
fn labels_stand_under_their_values_for_any_number_of_ticks() {
    let palette = Palette::colourless();
    let x = plain_axis("", (0.0, 100.0));
    let spec = ChartSpec::new(x, plain_axis("", (0.0, 1.0)));
    let chart = Chart::new(&spec, &palette);
    let layout = chart.layout(Rect::new(0, 0, 76, 12));
    // Gutter: `0.0` to `1.0`, a space and the line; margin 2; 69 columns are 138 dots.
    assert_eq!(layout.plot, Rect::new(5, 0, 69, 10));
    // 20 lies at dot 0.2 · 137 = 27.4, rounded 27, so in cell 13, and so on.
    let columns: Vec<_> = layout
        .x_ticks
        .iter()
        .map(|tick| (tick.tick.label.as_str(), tick.at - 5))
        .collect();
    assert_eq!(
        columns,
        [
            ("0", 0),
            ("20", 13),
            ("40", 27),
            ("60", 41),
            ("80", 55),
            ("100", 68)
        ]
    );
    let lines = text(&drawn(&chart, 76, 12));
    for tick in &layout.x_ticks {
        let width = tick.tick.label.len();
        let start = usize::from(tick.label_at);
        assert_eq!(&lines[11][start..start + width], tick.tick.label);
        assert!(
            (start..start + width).contains(&usize::from(tick.at)),
            "{tick:?}"
        );
        assert_eq!(lines[10].chars().nth(usize::from(tick.at)), Some('┬'));
    }
}

#[test]
fn the_legend_is_always_there() {
    let palette = Palette::colourless();
    for (width, height) in [(30, 8), (80, 14), (80, 24), (20, 5)] {
        let spec = realistic(Scale::Log);
        let lines = text(&drawn(&Chart::new(&spec, &palette), width, height));
        assert!(
            lines[0].contains("━━ A M") && lines[0].contains("╍╍ B M"),
            "{}",
            lines[0]
        );
    }
}

#[test]
fn the_cursor_reads_what_the_data_say() {
    let palette = Palette::colourless();
    let points = vec![(0.0, 1.0), (50.0, 0.25), (100.0, 0.0)];
    let y = Axis::new("P", Scale::Linear, (0.0, 1.0), NumberFormat::Percent);
    let spec =
        ChartSpec::new(plain_axis("loss", (0.0, 100.0)), y).with_series(step(Role::A, points));
    let chart = Chart::new(&spec, &palette).cursor(Some(46.0));
    let (buf, layout) = (drawn(&chart, 40, 12), chart.layout(Rect::new(0, 0, 40, 12)));
    let lines = text(&buf);
    assert!(lines[1].ends_with("A 25.0 %"), "{}", lines[1]);
    assert!(lines[10].contains(" 50.0 "), "{}", lines[10]);
    let spot = (
        layout.column_of(50.0).unwrap(),
        layout.row_of(0.25).unwrap(),
    );
    assert!(
        buf[spot]
            .modifier
            .contains(ratatui::style::Modifier::REVERSED)
    );
}

#[test]
fn narrow_histograms_become_outlines_and_wide_ones_stand_side_by_side() {
    let palette = Palette::colourless();
    let spec = histogram();
    let wide = text(&drawn(&Chart::new(&spec, &palette), 80, 14)).concat();
    assert!(wide.contains('⣿') && wide.contains('⢕'));
    let narrow = text(&drawn(&Chart::new(&spec, &palette), 30, 14)).concat();
    assert!(!narrow.contains('⣿'));
}

#[test]
fn a_small_chart_looks_like_this() {
    let palette = Palette::colourless();
    let y = Axis::new(
        "P(loss > x)",
        Scale::Log,
        (0.001, 1.0),
        NumberFormat::Percent,
    );
    let x = Axis::new(
        "loss [$]",
        Scale::Linear,
        (0.0, 4e6),
        NumberFormat::Money("$".into()),
    );
    let spec = ChartSpec::new(x, y)
        .with_series(Series::new(
            "one",
            Role::A,
            SeriesKind::Line,
            vec![(0.0, 1.0), (4e6, 0.01)],
        ))
        .with_series(Series::new(
            "two",
            Role::B,
            SeriesKind::Line,
            vec![(0.0, 1.0), (2e6, 0.001)],
        ));
    let lines = text(&drawn(&Chart::new(&spec, &palette), 44, 11));
    assert_eq!(lines, EXPECTED);
}

const EXPECTED: [&str; 11] = [
    "━━ A one  ╍╍ B two",
    "P(loss > x)",
    "100 % ┤⠙⠳⣒⠢⠤⠤⣀⣀⡀",
    "      │    ⠠⣀  ⠈⠉⠑⠒⠒⠤⠤⣀⣀⡀",
    " 10 % ┤      ⠑⠂         ⠈⠉⠉⠒⠒⠤⠤⢄⣀⡀",
    "  1 % ┤         ⠉⠢⢄              ⠈⠉⠉⠒⠒⠢⠤⢄⣀A",
    "      │             ⠠⢄",
    "0.1 % ┤               ⠉⠂ B",
    "      └┬────────────────┬────────────────┬",
    "       $0              $2 M             $4 M",
    "                                  loss [$]",
];

#[test]
fn without_colours_no_colour_is_set_and_a_and_b_still_differ() {
    let palette = Palette::colourless();
    let spec = realistic(Scale::Log);
    let chart = Chart::new(&spec, &palette).cursor(Some(4e8)).grid(true);
    let buf = drawn(&chart, 80, 24);
    let plain = ratatui::style::Color::Reset;
    assert!(
        buf.content()
            .iter()
            .all(|cell| cell.fg == plain && cell.bg == plain)
    );
    let alone = |role| bare(vec![step(role, vec![(0.0, 3.0), (7.0, 3.0)])]);
    assert_ne!(alone(Role::A), alone(Role::B));
    assert_ne!(alone(Role::A), alone(Role::GhostA));
    assert_ne!(alone(Role::B), alone(Role::GhostB));
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![5 => -1e3..1e3_f64, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(0.0)]
    }

    fn charset() -> impl Strategy<Value = Charset> {
        prop_oneof![
            Just(Charset::Braille),
            Just(Charset::Quadrant),
            Just(Charset::Ascii)
        ]
    }

    fn kind() -> impl Strategy<Value = SeriesKind> {
        use SeriesKind::{Bars, Line, Points, Step};
        prop_oneof![Just(Line), Just(Step), Just(Bars), Just(Points)]
    }

    fn scale() -> impl Strategy<Value = Scale> {
        prop_oneof![Just(Scale::Linear), Just(Scale::Log)]
    }

    prop_compose! {
        fn spec()(
            points in prop::collection::vec((value(), value()), 0..40),
            others in prop::collection::vec((value(), value()), 0..300),
            kinds in (kind(), kind()),
            scales in (scale(), scale()),
            x_range in (value(), value()),
            y_range in (value(), value()),
            mark in value(),
        ) -> ChartSpec {
            let x = Axis::new("x · [€]", scales.0, x_range, NumberFormat::Money("€".into()));
            let y = Axis::new("y", scales.1, y_range, NumberFormat::ReturnPeriod);
            let band = Band { name: "band".into(), role: Role::B, lower: points.clone(), upper: others.clone() };
            ChartSpec::new(x, y)
                .with_band(band)
                .with_series(Series::new("Überall", Role::A, kinds.0, points))
                .with_series(Series::new("b", Role::B, kinds.1, others))
                .with_mark(Mark { direction: Direction::Vertical, value: mark, label: "limit".into() })
                .with_mark(Mark { direction: Direction::Horizontal, value: mark, label: "limit".into() })
        }
    }

    proptest! {
        #[test]
        fn any_chart_is_drawn_at_any_size(
            spec in spec(), charset in charset(), cursor in prop::option::of(value()),
            width in prop_oneof![4 => 0..12_u16, 4 => 0..120_u16, 1 => 120..=500_u16],
            height in prop_oneof![4 => 0..12_u16, 4 => 0..60_u16, 1 => 60..=200_u16],
            origin in (0..5_u16, 0..5_u16),
        ) {
            let palette = Palette::ansi16();
            let mut buf = Buffer::empty(Rect::new(origin.0, origin.1, width, height));
            let chart = Chart::new(&spec, &palette).charset(charset).cursor(cursor).grid(true);
            (&chart).render(buf.area, &mut buf);
            if charset == Charset::Ascii {
                prop_assert!(buf.content().iter().all(|cell| cell.symbol().is_ascii()));
            }
            // A stale area larger than the buffer is cut, not indexed.
            (&chart).render(Rect::new(0, 0, 600, 300), &mut buf);
        }

        #[test]
        fn columns_and_rows_answer_with_a_value_that_is_drawn_there(
            scale in scale(), charset in charset(), width in 1..200_u16, height in 1..80_u16,
        ) {
            let axis = |label| Axis::new(label, scale, (0.5, 800.0), NumberFormat::Number);
            let (spec, palette) = (ChartSpec::new(axis("x"), axis("y")), Palette::colourless());
            let layout = Chart::new(&spec, &palette).charset(charset).layout(Rect::new(2, 1, width, height));
            for column in layout.plot.left()..layout.plot.right() {
                prop_assert_eq!(layout.column_of(layout.x_at(column).unwrap()), Some(column));
            }
            for row in layout.plot.top()..layout.plot.bottom() {
                prop_assert_eq!(layout.row_of(layout.y_at(row).unwrap()), Some(row));
            }
            prop_assert_eq!(layout.x_at(layout.plot.right()), None);
        }
    }
}
