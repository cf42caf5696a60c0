//! What others work out from a plan alone, once, and keep with it.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use super::Plan;

/// A place for one thing of any type.
#[derive(Debug, Default)]
pub(super) struct Kept(OnceLock<Arc<dyn Any + Send + Sync>>);

/// A plan is copied to be changed, and what was worked out from it would not follow.
impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Plan {
    /// What `make` made when it was first asked for: for what follows from the scenario and not from trials, which a
    /// run would else work out anew for each of its steps.
    ///
    /// # Panics
    ///
    /// If things of two types are asked for.
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let kept = self.kept.0.get_or_init(|| Arc::new(make()));
        let kept = Arc::clone(kept).downcast();
        kept.expect("all that is kept with a plan is of one type")
    }
}
