//! The table: a row for each case, a column for each runner.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::catalogue::{Catalogue, Row};
use crate::run::{Outcome, Result};

/// The outcomes of one runner, by case.
pub type Column = BTreeMap<String, Outcome>;

/// All outcomes, by runner.
#[derive(Debug, Default)]
pub struct Report {
    columns: BTreeMap<String, Column>,
}

impl Report {
    /// Takes the results of a runner.
    pub fn add(&mut self, runner: &str, results: Vec<Result>) {
        let column = results.into_iter().map(|result| (result.name, result.outcome)).collect();
        self.columns.insert(runner.to_owned(), column);
    }

    /// Whether nothing failed, and every skip has a reason.
    pub fn is_good(&self) -> bool {
        self.columns.values().flat_map(BTreeMap::values).all(|outcome| match outcome {
            Outcome::Passed => true,
            Outcome::Skipped(reason) => !reason.trim().is_empty(),
            Outcome::Failed(_) => false,
        })
    }

    /// How many cases passed, were skipped and failed.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for outcome in self.columns.values().flat_map(BTreeMap::values) {
            match outcome {
                Outcome::Passed => counts[0] += 1,
                Outcome::Skipped(_) => counts[1] += 1,
                Outcome::Failed(_) => counts[2] += 1,
            }
        }
        counts
    }

    /// The table in Markdown, group by group.
    pub fn table(&self, catalogue: &Catalogue) -> String {
        let mut text = String::new();
        for group in &catalogue.groups {
            let rows: Vec<_> = group.rows.iter().filter(|row| self.was_run(row)).collect();
            if rows.is_empty() {
                continue;
            }
            let names: Vec<_> = self.columns.keys().map(String::as_str).collect();
            text.push_str(&format!(
                "\n{}\n\n| case | {} |\n|---|{}\n",
                group.about,
                names.join(" | "),
                "---|".repeat(names.len())
            ));
            for row in rows {
                let cells: Vec<_> =
                    self.columns.values().map(|column| mark(column.get(row.name()))).collect();
                // Writing to a string cannot fail.
                let _ = writeln!(text, "| {} | {} |", title(row), cells.join(" | "));
            }
        }
        text
    }

    /// What was skipped and why, and every difference of what failed.
    pub fn details(&self) -> String {
        let mut text = String::new();
        for (runner, column) in &self.columns {
            for (name, outcome) in column {
                if let Outcome::Failed(wrong) = outcome {
                    text.push_str(&format!("\n✗ {runner}: {name}\n"));
                    wrong
                        .iter()
                        .flat_map(|wrong| wrong.lines())
                        .for_each(|line| text.push_str(&format!("    {line}\n")));
                }
            }
        }
        text
    }

    /// The whole of `docs/conformance.md`.
    pub fn document(&self, catalogue: &Catalogue) -> String {
        let mut text = INTRODUCTION.to_owned();
        text.push_str(&self.table(catalogue));
        let skips: Vec<_> = self.columns.iter().flat_map(|(runner, column)| skips(runner, column)).collect();
        if !skips.is_empty() {
            text.push_str(&format!("\n## Skipped\n\n{}", skips.concat()));
        }
        text
    }

    fn was_run(&self, row: &Row) -> bool {
        self.columns.values().any(|column| column.contains_key(row.name()))
    }
}

const INTRODUCTION: &str = "\
# Conformance

The package of every language must pass the same list of cases, which are data in `tests/conformance/cases`, against the
same emulated gateways.
This page is written by `cargo run -p kaikei-conformance --bin conformance -- --write`; how a runner is written for a
further language is in [`tests/conformance/README.md`](../tests/conformance/README.md).
✓ means that everything the package said and everything that arrived at the gateway was as declared, ✗ that something was
not, and – that the case does not concern the language, for the reason at the end.
";

fn title(row: &Row) -> String {
    match row {
        Row::Case(case) => format!("`{}` {}", case.name, case.about.replace('|', "\\|")),
        Row::Vectors(vectors) => format!("`{}` ({}) {}", vectors.name, vectors.count, vectors.about),
    }
}

fn mark(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Passed) => "✓",
        Some(Outcome::Failed(_)) => "✗",
        Some(Outcome::Skipped(_)) => "–",
        None => "",
    }
}

fn skips(runner: &str, column: &Column) -> Vec<String> {
    let skipped = column.iter().filter_map(|(name, outcome)| match outcome {
        Outcome::Skipped(reason) => Some(format!("- {runner}, `{name}`: {reason}\n")),
        Outcome::Passed | Outcome::Failed(_) => None,
    });
    skipped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_and_a_skip_without_a_reason_are_not_good() {
        for (outcome, good) in [
            (Outcome::Passed, true),
            (Outcome::Skipped("reason".to_owned()), true),
            (Outcome::Skipped(" ".to_owned()), false),
            (Outcome::Failed(vec!["x: y".to_owned()]), false),
        ] {
            let mut report = Report::default();
            report.add("Rust", vec![Result { name: "a/b".to_owned(), outcome }]);
            assert_eq!(report.is_good(), good);
            assert_eq!(report.details().is_empty(), report.counts()[2] == 0);
        }
    }
}
