//! The `lockin` program.
fn main() -> anyhow::Result<()> {
    Ok(())
}
