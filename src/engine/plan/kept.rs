//! What others work out from a plan alone, once, and keep with it.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use super::Plan;

type Thing = Arc<dyn Any + Send + Sync>;

/// A place for one thing of any type.
#[derive(Debug, Default)]
pub(super) struct Kept {
    own: OnceLock<Thing>,
    /// What was kept with the plan before.
    before: Option<Thing>,
}

/// A plan is copied to be changed, and what was worked out from it would not follow.
impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Plan {
    /// The plan with what is kept with the one `before` an edit at hand, for what can be made of it more quickly.
    #[must_use]
    pub fn after(mut self, before: &Plan) -> Self {
        let Kept { own, before } = &before.kept;
        self.kept.before = own.get().or(before.as_ref()).cloned();
        self
    }

    /// What `make` made when it was first asked for: for what follows from the scenario and not from trials, which a
    /// run would else work out anew for each of its steps. It is given what was made for the plan before, if any.
    ///
    /// # Panics
    ///
    /// If things of two types are asked for.
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce(Option<&T>) -> T) -> Arc<T> {
        let of_one_type = "all that is kept with a plan is of one type";
        let Kept { own, before } = &self.kept;
        let kept = own.get_or_init(|| {
            let before = before.as_ref();
            let before = before.map(|before| before.downcast_ref().expect(of_one_type));
            Arc::new(make(before))
        });
        Arc::clone(kept).downcast().expect(of_one_type)
    }
}
