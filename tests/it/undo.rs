//! Whatever is edited, undo leads back to the file, and redo to the edits.

use lockin::session::{Workspace, mixer, nudge};
use lockin::store::Example;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_then_undo_give_back_the_same_value(
        moves in prop::collection::vec((any::<prop::sample::Index>(), -12i32..12, any::<bool>()), 1..30),
    ) {
        let document = Example::default_one().load().document;
        let mut workspace = Workspace::open("test", document.clone()).expect("it is shipped");
        for (at, steps, mixes) in moves {
            let inputs = workspace.inputs().clone();
            let step = if mixes {
                let rows = mixer::rows(workspace.scenario(), 1);
                let row = &rows[at.index(rows.len())];
                let shares: Vec<f64> = row.faders.iter().map(|(_, share)| *share).collect();
                let moved = at.index(shares.len());
                let target = shares[moved] + f64::from(steps) / 100.0;
                mixer::mix(&shares, &vec![false; shares.len()], moved, target)
                    .map(|mixed| mixer::step(&workspace.scenario().portfolios[1], row, moved, &mixed))
            } else {
                nudge::nudge(&inputs[at.index(inputs.len())], steps, "USD")
            };
            // A step that breaks a rule is refused and changes nothing.
            let before = workspace.document().clone();
            if let Some(step) = step
                && workspace.take(step).is_err()
            {
                prop_assert_eq!(workspace.document(), &before);
            }
        }
        let edited = workspace.document().clone();
        let scenario = workspace.scenario().clone();
        let mut undone = 0;
        while workspace.undo().is_some() {
            undone += 1;
        }
        prop_assert_eq!(workspace.document(), &document);
        for _ in 0..undone {
            prop_assert!(workspace.redo().is_some());
        }
        prop_assert_eq!(workspace.document(), &edited);
        prop_assert_eq!(workspace.scenario(), &scenario);
    }
}
