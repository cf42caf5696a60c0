//! The difference of two texts, line by line, as `diff -u` shows it.

use std::fmt::Write;

/// Lines of agreement around each change.
const CONTEXT: usize = 3;

/// Lines times lines that are compared; beyond, all between the first and the last change counts as changed.
const MOST_WORK: usize = 4_000_000;

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Keep,
    Remove,
    Add,
}

/// The unified difference, empty where there is none; `name` stands in its head.
pub fn unified(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let steps = steps(&before, &after);
    let mut out = format!("--- {name}\n+++ {name} (updated)\n");
    for range in hunks(&steps) {
        let count =
            |steps: &[Step], other: Step| steps.iter().filter(|step| **step != other).count();
        let (mut i, mut j) = (
            count(&steps[..range.start], Step::Add),
            count(&steps[..range.start], Step::Remove),
        );
        let hunk = &steps[range];
        let (lines, others) = (count(hunk, Step::Add), count(hunk, Step::Remove));
        let first = |at: usize, lines: usize| if lines == 0 { at } else { at + 1 };
        let _ = writeln!(
            out,
            "@@ -{},{lines} +{},{others} @@",
            first(i, lines),
            first(j, others)
        );
        for step in hunk {
            let (mark, line) = match step {
                Step::Keep => (' ', before[i]),
                Step::Remove => ('-', before[i]),
                Step::Add => ('+', after[j]),
            };
            let _ = writeln!(out, "{mark}{line}");
            i += usize::from(*step != Step::Add);
            j += usize::from(*step != Step::Remove);
        }
    }
    out
}

/// The steps from one list of lines to the other, as few as there are.
fn steps(before: &[&str], after: &[&str]) -> Vec<Step> {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let rest = (&before[same..], &after[same..]);
    let tail = rest
        .0
        .iter()
        .rev()
        .zip(rest.1.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (
        &rest.0[..rest.0.len() - tail],
        &rest.1[..rest.1.len() - tail],
    );
    let mut steps = vec![Step::Keep; same];
    if a.len().saturating_mul(b.len()) > MOST_WORK {
        steps.extend(std::iter::repeat_n(Step::Remove, a.len()));
        steps.extend(std::iter::repeat_n(Step::Add, b.len()));
    } else {
        walk(a, b, &mut steps);
    }
    steps.extend(std::iter::repeat_n(Step::Keep, tail));
    steps
}

/// Along the longest common subsequence.
fn walk(a: &[&str], b: &[&str], steps: &mut Vec<Step>) {
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let step = if i < a.len() && j < b.len() && a[i] == b[j] {
            Step::Keep
        } else if j == b.len()
            || (i < a.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1])
        {
            Step::Remove
        } else {
            Step::Add
        };
        steps.push(step);
        i += usize::from(step != Step::Add);
        j += usize::from(step != Step::Remove);
    }
}

/// The stretches that hold changes, with the lines around them.
fn hunks(steps: &[Step]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in steps
        .iter()
        .enumerate()
        .filter(|(_, step)| **step != Step::Keep)
    {
        let (from, to) = (
            at.saturating_sub(CONTEXT),
            (at + 1 + CONTEXT).min(steps.len()),
        );
        match hunks.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => hunks.push(from..to),
        }
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_that_of_diff() {
        // diff -u of these two files, but for the names in its head.
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let new = "a\nb\nc\nD\ne\nf\ng\nh\ni\nj\nk\nl\nm\n";
        let expected = "--- x\n+++ x (updated)\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n@@ -10,3 +10,4 @@\n j\n k\n l\n+m\n";
        assert_eq!(unified(old, new, "x"), expected);
        assert_eq!(unified(old, old, "x"), "");
        assert_eq!(
            unified("", "a\n", "x"),
            "--- x\n+++ x (updated)\n@@ -0,0 +1,1 @@\n+a\n"
        );
        assert_eq!(
            unified("a\n", "", "x"),
            "--- x\n+++ x (updated)\n@@ -1,1 +0,0 @@\n-a\n"
        );
    }

    proptest::proptest! {
        #[test]
        fn a_difference_leads_from_the_one_to_the_other(
            old in proptest::collection::vec("[ab]{0,2}", 0..30),
            new in proptest::collection::vec("[ab]{0,2}", 0..30),
        ) {
            let (before, after): (Vec<&str>, Vec<&str>) =
                (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let (mut i, mut made) = (0, Vec::new());
            let mut j = 0;
            for step in steps(&before, &after) {
                match step {
                    Step::Keep => {
                        proptest::prop_assert_eq!(before[i], after[j]);
                        made.push(before[i]);
                        (i, j) = (i + 1, j + 1);
                    }
                    Step::Remove => i += 1,
                    Step::Add => {
                        made.push(after[j]);
                        j += 1;
                    }
                }
            }
            proptest::prop_assert_eq!(i, before.len());
            proptest::prop_assert_eq!(made, after);
        }
    }
}
