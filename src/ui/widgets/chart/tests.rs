//! Tests of the chart widget, cell by cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::*;
use crate::chart::{Axis, Band, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind};

pub(super) fn text(buf: &Buffer) -> Vec<String> {
    buf.content()
        .chunks(usize::from(buf.area.width.max(1)))
        .map(|row| {
            row.iter()
                .map(ratatui::buffer::Cell::symbol)
                .collect::<String>()
                .trim_end()
                .to_owned()
        })
        .collect()
}

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

pub(super) fn realistic(x_scale: Scale) -> ChartSpec {
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

#[test]
fn look() {
    let palette = Palette::ansi16();
    for scale in [Scale::Log, Scale::Linear] {
        let spec = realistic(scale);
        for (width, height) in [(80, 24), (120, 40), (30, 8), (80, 14), (20, 5)] {
            println!("--- {width}x{height}");
            let chart = Chart::new(&spec, &palette)
                .cursor((width != 120).then_some(4e8))
                .grid(true);
            println!("{}", text(&drawn(&chart, width, height)).join("\n"));
        }
    }
    for charset in [Charset::Quadrant, Charset::Ascii] {
        let spec = realistic(Scale::Log);
        println!(
            "{}",
            text(&drawn(
                &Chart::new(&spec, &palette).charset(charset),
                80,
                24
            ))
            .join("\n")
        );
    }
}
