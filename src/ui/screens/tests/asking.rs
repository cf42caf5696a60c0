//! Every figure can be asked what it is.

use super::{app, press, words};
use crate::analysis::{Figures, PortfolioFigures};
use crate::ui::app::{App, ScreenId};
use crate::ui::theme::Theme;
use crate::ui::widgets::Charset;

#[test]
fn every_figure_of_every_screen_can_be_asked_what_it_is() {
    let mut asked = 0;
    for screen in ["1", "2", "3", "4", "5"] {
        let mut app = app(Theme::new(true, Charset::Braille));
        app.size = (120, 60);
        app.chart.cursor = Some(1e9);
        app.chart.appetite = Some(1e8);
        press(&mut app, screen);
        let figures = crate::ui::ask::figures_on(&app);
        for name in shown_on(&app) {
            let known = figures.iter().any(|figure| figure.name.contains(&name));
            assert!(known, "{name} of screen {screen} can't be asked");
        }
        // Each of them, by keys: the list, the figure, and what it rests on.
        press(&mut app, "f");
        for (index, figure) in figures.iter().enumerate() {
            assert!(!figure.values.is_empty(), "{} has no value", figure.name);
            press(&mut app, "enter");
            let text = words(&mut app, (120, 60));
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains("docs/method.md, "), "{}: {text}", figure.name);
            assert!(
                flat.contains(&format!("what it is {}", figure.definition.name)),
                "{text}"
            );
            assert!(flat.contains("rests on"), "{text}");
            press(&mut app, "esc down");
            asked += usize::from(index < figures.len());
        }
        press(&mut app, "esc");
    }
    assert!(asked > 100, "{asked} figures");
}

/// What outages alone decide is made of no contract, and rests on none.
#[test]
fn figures_of_outages_are_made_of_outages() {
    let mut app = app(Theme::new(true, Charset::Braille));
    for screen in ["1", "4"] {
        press(&mut app, screen);
        let figures = crate::ui::ask::figures_on(&app);
        let ids = ["served", "breach", "joint", "below", "sharing"];
        let figures = figures.iter().filter(|f| ids.contains(&f.definition.id));
        for figure in figures {
            let (causes, _) = crate::ui::ask::causes(&app, &figure.behind);
            assert!(!causes.is_empty(), "{}", figure.name);
            for cause in causes {
                let hazards = &app.workspace.scenario().hazards;
                let known = hazards.iter().any(|hazard| hazard.id.as_str() == cause.id);
                assert!(known, "{} is made of {}", figure.name, cause.name);
            }
            let rests = crate::ui::ask::rests_on(&app, &figure.behind);
            let contract = rests.iter().find(|rest| rest.label.contains("delivery"));
            assert_eq!(contract, None, "{}", figure.name);
        }
    }
}

/// The names of the figures that a screen shows.
fn shown_on(app: &App) -> Vec<String> {
    match app.screen {
        ScreenId::Overview => {
            let (figures, pair) = (figures_of_app(app), pair_of(app));
            let rows = crate::ui::screens::overview::rows(app, figures);
            let rows = rows.iter().map(|row| row.cells()[0].clone());
            let parts = pair
                .into_iter()
                .flat_map(|p| p.loss.by_cause.iter().chain(&p.loss.by_category));
            let parts = parts
                .filter(|part| part.mean.value != 0.0)
                .map(|part| part.name.clone());
            rows.chain(parts).collect()
        }
        ScreenId::Exceedance => {
            let years = crate::analysis::RETURN_PERIODS.iter();
            let years = years.map(|years| format!("one year in {years}"));
            years
                .chain([
                    "the cursor".to_owned(),
                    "the appetite".to_owned(),
                    "without loss".to_owned(),
                ])
                .collect()
        }
        ScreenId::Timeline => {
            let told = app.watch.timeline().unwrap();
            told.events
                .iter()
                .map(|event| crate::units::moment(event.from))
                .collect()
        }
        ScreenId::Concentration => shown_on_concentration(app),
        ScreenId::Snapshots => Vec::new(),
    }
}

/// The names of the figures of the concentration screen.
fn shown_on_concentration(app: &App) -> Vec<String> {
    let pair = pair_of(app);
    let by = ["spend", "capacity", "value", "tail"];
    let measures = ["effective number", "largest share", "HHI"];
    let shares = by
        .iter()
        .flat_map(|by| measures.map(|what| format!("{by}: {what}")));
    let names = |id: &str| {
        let components = &app.workspace.scenario().components;
        components
            .iter()
            .find(|c| c.id.as_str() == id)
            .unwrap()
            .name
            .clone()
    };
    let points = pair
        .into_iter()
        .flat_map(|p| &p.concentration.single_points_of_failure);
    let points = points.map(|point| format!("failure: {}", names(&point.component)));
    let matter = pair
        .into_iter()
        .flat_map(|p| &p.concentration.below_minimum.components);
    let matter = matter.map(|c| format!("importance of {}", names(&c.component)));
    let causes = pair.into_iter().flat_map(|p| &p.loss.by_cause);
    let causes = causes.filter(|part| part.tail_share > 0.0);
    let causes = causes.map(|part| format!("tail: {}", part.name));
    let rest = [
        "independent",
        "sharing costs",
        "diversification",
        "cut sets",
        "below the minimum",
        "providers hit",
    ];
    let rest = rest.map(str::to_owned);
    shares
        .chain(points)
        .chain(matter)
        .chain(causes)
        .chain(rest)
        .collect()
}

fn figures_of_app(app: &App) -> &Figures {
    app.run.figures.as_deref().unwrap()
}

fn pair_of(app: &App) -> [&PortfolioFigures; 2] {
    [app.workspace.a, app.workspace.b].map(|p| &figures_of_app(app).portfolios[p])
}

#[test]
fn from_a_figure_one_goes_to_an_input_with_its_source() {
    let mut app = app(Theme::new(true, Charset::Braille));
    app.size = (120, 40);
    press(&mut app, "f enter");
    let text = words(&mut app, (120, 40));
    assert!(
        text.contains("assumed") && text.contains("capacity.needed.0: 80 %"),
        "{text}"
    );
    press(&mut app, "enter");
    let panel = app.panel.as_ref().unwrap();
    let input = panel.input(&app.workspace).unwrap();
    assert_eq!(input.path.to_string(), "capacity.needed.0");
    assert!(app.overlays.is_empty());
    // A share of the mixer is an input itself.
    press(&mut app, "esc enter");
    let panel = app.panel.as_ref().unwrap();
    assert!(
        panel
            .input(&app.workspace)
            .unwrap()
            .path
            .to_string()
            .contains("placement")
    );
}
