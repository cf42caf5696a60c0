//! The ways in which dependence costs money.

/// A way in which dependence costs money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Outages.
    Outage,
    /// Capacity that comes late.
    Delivery,
    /// Prices raised on what cannot leave.
    Repricing,
    /// Leaving against one's will, with the outage until everything has moved.
    Exit,
    /// Commitments that demand does not fill.
    Stranded,
    /// What it costs to run the portfolio at all.
    Overhead,
    /// What service-level agreements pay back.
    Credits,
}

impl Category {
    /// All, in the order in which they are listed.
    pub const ALL: [Category; 7] = [
        Category::Outage,
        Category::Delivery,
        Category::Repricing,
        Category::Exit,
        Category::Stranded,
        Category::Overhead,
        Category::Credits,
    ];

    /// The word by which reports name it.
    pub const fn name(self) -> &'static str {
        match self {
            Category::Outage => "outage",
            Category::Delivery => "delivery",
            Category::Repricing => "repricing",
            Category::Exit => "exit",
            Category::Stranded => "stranded",
            Category::Overhead => "overhead",
            Category::Credits => "credits",
        }
    }
}
