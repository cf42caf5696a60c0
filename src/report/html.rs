//! The report as one HTML page, with a picture of the curves, that needs nothing else.

use std::fmt::{self, Write};

use super::Report;
use super::content::{Section, Table, headline, receipt, sections, sides};
use crate::analysis::CurvePoint;
use crate::units::{digits, money};

/// Light and dark as the reader's system has it; prints well.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--faint:#6b7280;--line:#d0d7de;--a:#0b62a8;--b:#b3541e;--page:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9198a1;--line:#3d444d;--a:#6cb6ff;--b:#f0883e;--page:#0d1117}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem}
.verdict{font-size:1.25rem;font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem;border-bottom:1px solid var(--line);text-align:right}
th:first-child,td:first-child{text-align:left;padding-left:0}
footer{margin-top:3rem;color:var(--faint);font-size:.85rem;overflow-wrap:anywhere}
figure{margin:1rem 0}svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--faint)}
.grid{stroke:var(--line);stroke-width:1}.curve{fill:none;stroke-width:2}.band{opacity:.15;stroke:none}
.a{stroke:var(--a)}.b{stroke:var(--b);stroke-dasharray:7 3}.fa{fill:var(--a)}.fb{fill:var(--b)}
";

/// Size of the picture, and of the room around its axes.
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 80.0;
const BOTTOM: f64 = 44.0;
const TOP: f64 = 28.0;
const RIGHT: f64 = 16.0;

pub(super) fn document(report: &Report<'_>) -> String {
    let mut out = String::new();
    write(&mut out, report).expect("a String takes all that is written");
    out
}

fn write(out: &mut String, report: &Report<'_>) -> fmt::Result {
    let title = escaped(report.title);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p class=\"verdict\">{}</p>\n",
        escaped(&headline(report))
    )?;
    picture(out, report)?;
    for part in sections(report) {
        section(out, &part)?;
    }
    out.push_str("<footer>\n");
    for edit in report.edits {
        writeln!(out, "<p>edit <code>{}</code></p>", escaped(edit))?;
    }
    writeln!(
        out,
        "<p>{}</p>\n</footer>\n</body>\n</html>",
        escaped(&receipt(report))
    )?;
    Ok(())
}

fn section(out: &mut String, section: &Section) -> fmt::Result {
    writeln!(out, "<h2>{}</h2>", escaped(&section.title))?;
    for part in &section.tables {
        table(out, part)?;
    }
    for note in &section.notes {
        writeln!(out, "<p>{}</p>", escaped(note))?;
    }
    Ok(())
}

fn table(out: &mut String, table: &Table) -> fmt::Result {
    out.push_str("<div class=\"scroll\"><table>\n<tr>");
    for column in &table.columns {
        write!(out, "<th scope=\"col\">{}</th>", escaped(column))?;
    }
    out.push_str("</tr>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in row {
            write!(out, "<td>{}</td>", escaped(cell.trim()))?;
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div>\n");
    Ok(())
}

fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// Where a return period and a loss stand in the picture.
struct Axes {
    /// Decades of the return period from 1 year on.
    decades: f64,
    most: f64,
}

impl Axes {
    fn x(&self, return_period: f64) -> f64 {
        let part = libm::log10(return_period) / self.decades;
        LEFT + part.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, loss: f64) -> f64 {
        HEIGHT - BOTTOM - (loss / self.most).clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP)
    }
}

/// The loss of a year against its return period, for A and B or for the only portfolio.
fn picture(out: &mut String, report: &Report<'_>) -> fmt::Result {
    let figures = report.figures;
    let sides: Vec<_> = sides(figures).into_iter().take(2).collect();
    let years = (figures.trials * figures.horizon_years) as f64;
    // Up to the return period that ten years exceed: beyond it the curve is chance.
    let decades = libm::log10((years / 10.0).max(10.0));
    let curves: Vec<&[CurvePoint]> = sides
        .iter()
        .map(|side| side.portfolio.annual.aep_curve.as_slice())
        .collect();
    let rarest = libm::pow(10.0, -decades);
    let losses = curves.iter().copied().flatten();
    let losses = losses.filter(|point| point.probability >= rarest * 0.999);
    let most = losses.map(|point| point.loss.high).fold(0.0, f64::max);
    if most <= 0.0 {
        return Ok(());
    }
    let axes = Axes { decades, most };
    writeln!(
        out,
        "<figure><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Loss of a year by return period\">"
    )?;
    grid(out, &axes, &figures.currency)?;
    for ((side, points), class) in sides.iter().zip(&curves).zip(["a", "b"]) {
        curve(out, &axes, points, class)?;
        let x = if class == "a" {
            LEFT + 12.0
        } else {
            LEFT + 320.0
        };
        writeln!(
            out,
            "<line class=\"curve {class}\" x1=\"{x}\" y1=\"14\" x2=\"{:.0}\" y2=\"14\"/>\
             <text x=\"{:.0}\" y=\"18\">{}</text>",
            x + 28.0,
            x + 36.0,
            escaped(&side.label())
        )?;
    }
    out.push_str(
        "</svg><figcaption>Total loss of a year by return period, with 95 % intervals.</figcaption></figure>\n",
    );
    Ok(())
}

fn grid(out: &mut String, axes: &Axes, currency: &str) -> fmt::Result {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let mut period = 1.0;
    while libm::log10(period) <= axes.decades + 1e-9 {
        let x = axes.x(period);
        writeln!(
            out,
            "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>\
             <text x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            bottom + 18.0,
            digits(period, 7)
        )?;
        period *= 10.0;
    }
    let step = tick_step(axes.most);
    let mut loss = 0.0;
    while loss <= axes.most {
        let y = axes.y(loss);
        writeln!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\"/>\
             <text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 4.0,
            escaped(&money(loss, currency))
        )?;
        loss += step;
    }
    writeln!(
        out,
        "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">return period [years]</text>",
        right,
        HEIGHT - 6.0
    )?;
    Ok(())
}

/// The smallest of 1, 2, 5, 10, 20, … that divides an axis up to `most` into at most six parts.
fn tick_step(most: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(most / 6.0)));
    let steps = [1.0, 2.0, 5.0].map(|step| step * decade);
    let step = steps.into_iter().find(|step| most / step <= 6.0);
    step.unwrap_or(10.0 * decade)
}

/// A curve and the band of its intervals.
fn curve(out: &mut String, axes: &Axes, points: &[CurvePoint], class: &str) -> fmt::Result {
    let rarest = libm::pow(10.0, -axes.decades);
    let shown: Vec<&CurvePoint> = points
        .iter()
        .filter(|point| point.probability >= rarest * 0.999)
        .collect();
    let place = |point: &CurvePoint, loss: f64| {
        format!("{:.1},{:.1}", axes.x(1.0 / point.probability), axes.y(loss))
    };
    let upper = shown.iter().map(|point| place(point, point.loss.high));
    let lower = shown.iter().rev().map(|point| place(point, point.loss.low));
    let band: Vec<String> = upper.chain(lower).collect();
    // Steps: the loss holds up to the probability at which the next begins.
    let mut steps: Vec<String> = Vec::new();
    for pair in shown.windows(2) {
        steps.push(place(pair[0], pair[0].loss.value));
        steps.push(place(pair[1], pair[0].loss.value));
    }
    steps.extend(shown.last().map(|point| place(point, point.loss.value)));
    writeln!(
        out,
        "<polygon class=\"band f{class}\" points=\"{}\"/>\n<polyline class=\"curve {class}\" points=\"{}\"/>",
        band.join(" "),
        steps.join(" ")
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        for (most, step) in [
            (382.0, 100.0),
            (6.0, 1.0),
            (6.1, 2.0),
            (0.13, 0.05),
            (2.9e9, 5e8),
        ] {
            let found = tick_step(most);
            assert!((found / step - 1.0).abs() < 1e-9, "{most}: {found}");
        }
    }
}
