//! Runs all cases against every runner, prints one table, and exits with 1 if anything is not as declared.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use kaikei_conformance::catalogue::Catalogue;
use kaikei_conformance::options::Options;
use kaikei_conformance::report::Report;
use kaikei_conformance::{Problem, repository, run, runners};

#[tokio::main]
async fn main() -> ExitCode {
    match conform(&Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn conform(options: &Options) -> Result<bool, Problem> {
    let catalogue = Catalogue::read()?;
    let specs = runners::read()?;
    for wanted in &options.runner {
        if !specs.contains_key(wanted) {
            return Err(Problem::new(format!("runners.json has no runner `{wanted}`")));
        }
    }
    let target = target()?;
    let (mut report, mut broken) = (Report::default(), Vec::new());
    for (name, spec) in specs.iter().filter(|(name, _)| options.wants_runner(name)) {
        match run::run(&catalogue, spec, &target, |case| options.wants_case(case)).await {
            Ok(results) => report.add(name, results),
            Err(problem) => broken.push(problem.at(name)),
        }
    }
    println!("{}{}", report.table(&catalogue), report.details());
    for problem in &broken {
        println!("\n✗ {problem}");
    }
    let [passed, skipped, failed] = report.counts();
    println!("{passed} passed, {skipped} skipped, {failed} failed");
    let document = repository().join("docs/conformance.md");
    if options.write && broken.is_empty() {
        std::fs::write(&document, report.document(&catalogue))?;
    }
    let current = !options.check || std::fs::read_to_string(&document)? == report.document(&catalogue);
    if !current {
        println!("docs/conformance.md is out of date: run `conformance --write`");
    }
    Ok(report.is_good() && broken.is_empty() && current && passed + skipped + failed > 0)
}

/// Cargo's target folder: this program is in `debug` or `release` below it.
fn target() -> Result<PathBuf, Problem> {
    let program = std::env::current_exe()?;
    let target = program.parent().and_then(Path::parent);
    target.map(Path::to_owned).ok_or_else(|| Problem::new("cannot tell cargo's target folder"))
}
