//! The `lockin` program.
fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or("data/frontier-lab.yaml".into());
    let loaded = lockin::store::load(path.as_ref()).map_err(|e| anyhow::anyhow!("{e:?}"))?;
    let ws = lockin::session::Workspace::open("x", loaded.document)
        .map_err(|e| anyhow::anyhow!("{e:#?}"))?;
    let color = lockin::ui::ColorWish::Auto.decide();
    let theme = lockin::ui::Theme::new(color, lockin::ui::Theme::charset_of_terminal());
    lockin::ui::run(
        ws,
        lockin::ui::Options {
            seed: 1,
            trials: 100_000,
            threads: 0,
            theme,
            snapshots: "/tmp/snaps".into(),
        },
    )
}
