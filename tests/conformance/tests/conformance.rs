//! The Rust package passes every case, and the cases cover everything that they must.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use kaikei::ErrorKind;
use kaikei_conformance::case::{Case, Expect, Step};
use kaikei_conformance::catalogue::{Catalogue, Row};
use kaikei_conformance::report::Report;
use kaikei_conformance::run;
use kaikei_conformance::runners::RunnerSpec;
use kaikei_core::OPERATIONS;

fn cases(catalogue: &Catalogue) -> impl Iterator<Item = &Case> {
    catalogue.groups.iter().flat_map(|group| &group.rows).filter_map(|row| match row {
        Row::Case(case) => Some(&**case),
        Row::Vectors(_) => None,
    })
}

fn expectation(step: &Step) -> Option<&Expect> {
    match step {
        Step::Open { expect, .. }
        | Step::Call { expect, .. }
        | Step::Await { expect, .. }
        | Step::Function { expect, .. } => Some(expect),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rust_package_conforms() {
    let catalogue = Catalogue::read().unwrap();
    let command = vec![env!("CARGO_BIN_EXE_conformance-rust").to_owned()];
    let spec = RunnerSpec { command, skips: Default::default() };
    let results = run::run(&catalogue, &spec, "".as_ref(), |_| true).await.unwrap();
    let mut report = Report::default();
    report.add("Rust", results);
    assert!(report.is_good(), "{}", report.details());
    assert_eq!(report.counts()[1], 0, "Rust leaves nothing out");
}

#[test]
fn every_operation_has_a_case() {
    let catalogue = Catalogue::read().unwrap();
    let names: BTreeSet<_> = cases(&catalogue).map(|case| case.name.as_str()).collect();
    for entry in OPERATIONS {
        let name = format!("operations/{}", entry.meta.name);
        assert!(names.contains(name.as_str()), "{name} is missing");
    }
}

#[test]
fn every_story_is_there_and_told() {
    let catalogue = Catalogue::read().unwrap();
    let told: BTreeSet<_> = cases(&catalogue).flat_map(|case| &case.given).collect();
    assert_eq!(told, catalogue.stories.keys().collect());
}

#[test]
fn every_kind_of_error_is_expected_somewhere() {
    let catalogue = Catalogue::read().unwrap();
    let errors = cases(&catalogue)
        .flat_map(|case| &case.steps)
        .filter_map(expectation)
        .filter_map(|e| e.error.as_ref());
    let expected: BTreeSet<_> = errors.filter_map(|error| error.get("kind")?.as_str()).collect();
    for kind in ErrorKind::ALL {
        // No case can bring about a fault in the package: that it has a class is what `error_kinds` looks at.
        let reachable = kind != ErrorKind::Internal;
        assert_eq!(expected.contains(kind.as_str()), reachable, "{kind}");
    }
    assert_eq!(listed_kinds(&catalogue), ErrorKind::ALL.map(ErrorKind::as_str));
}

fn listed_kinds(catalogue: &Catalogue) -> Vec<&str> {
    let case = cases(catalogue)
        .find(|case| case.name == "errors/error_kinds")
        .expect("errors/error_kinds is missing");
    let listed =
        case.steps.iter().filter_map(expectation).find_map(|expect| expect.ok.as_ref()?.as_array()).unwrap();
    listed.iter().filter_map(|entry| entry.get("kind")?.as_str()).collect()
}

#[tokio::test]
async fn a_runner_that_says_nothing_does_not_conform() {
    let catalogue = Catalogue::read().unwrap();
    let spec = RunnerSpec { command: vec!["true".to_owned()], skips: Default::default() };
    let problem = run::run(&catalogue, &spec, "".as_ref(), |_| true).await.unwrap_err();
    assert!(problem.to_string().starts_with("the runner "), "{problem}");
}
