//! Runs rows against a runner.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::catalogue::{Catalogue, Row};
use crate::runner::Runner;
use crate::runners::RunnerSpec;
use crate::scene::Scene;
use crate::{Problem, repository};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was as expected.
    Passed,
    /// The runner leaves it out, for this reason.
    Skipped(String),
    /// What was not as expected.
    Failed(Vec<String>),
}

/// A row's outcome.
#[derive(Debug)]
pub struct Result {
    /// The row's name.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// Runs every row that `wanted` accepts, in the catalogue's order.
pub async fn run(
    catalogue: &Catalogue,
    spec: &RunnerSpec,
    target: &Path,
    wanted: impl Fn(&str) -> bool,
) -> std::result::Result<Vec<Result>, Problem> {
    let mut player = Player { catalogue, command: spec.command(target), root: repository(), runner: None };
    let mut results = Vec::new();
    for row in catalogue.groups.iter().flat_map(|group| &group.rows).filter(|row| wanted(row.name())) {
        let outcome = match spec.skip(row.name()) {
            Some(reason) => Outcome::Skipped(reason.to_owned()),
            None => player.play(row).await?,
        };
        results.push(Result { name: row.name().to_owned(), outcome });
    }
    Ok(results)
}

/// A runner that is started anew after it broke down.
struct Player<'a> {
    catalogue: &'a Catalogue,
    command: Vec<String>,
    root: PathBuf,
    runner: Option<Runner>,
}

impl Player<'_> {
    /// Fails only if the runner cannot even be started.
    async fn play(&mut self, row: &Row) -> std::result::Result<Outcome, Problem> {
        let runner = match self.runner.take() {
            Some(runner) => runner,
            None => start(&self.command, &self.root).await?,
        };
        let (wrong, broken) = match play(self.catalogue, row, &runner).await {
            Ok(wrong) => (wrong, false),
            Err(problem) => (vec![problem.to_string()], true),
        };
        let stderr = runner.take_stderr();
        // What broke down, or is still busy with this case, must not spoil the next.
        self.runner = Some(runner).filter(|_| !broken);
        Ok(match wrong {
            wrong if wrong.is_empty() => Outcome::Passed,
            mut wrong => {
                wrong.extend(stderr.lines().map(|line| format!("standard error: {line}")));
                Outcome::Failed(wrong)
            }
        })
    }
}

/// Starts a runner and sees that it answers.
async fn start(command: &[String], root: &Path) -> std::result::Result<Runner, Problem> {
    let runner = Runner::start(command, root)?;
    match runner.reset().await {
        Ok(_) => Ok(runner),
        Err(problem) => Err(Problem::new(format!("{problem}\n{}", runner.take_stderr()))),
    }
}

async fn play(
    catalogue: &Catalogue,
    row: &Row,
    runner: &Runner,
) -> std::result::Result<Vec<String>, Problem> {
    runner.reset().await?;
    match row {
        Row::Case(case) => play_case(catalogue, case, runner).await,
        Row::Vectors(vectors) => vectors.play(runner).await,
    }
}

async fn play_case(
    catalogue: &Catalogue,
    case: &Case,
    runner: &Runner,
) -> std::result::Result<Vec<String>, Problem> {
    let mut scene = Scene::prepare(case, catalogue, runner).await?;
    if let Err(problem) = scene.play().await {
        // What was wrong before often explains it.
        scene.wrong.push(problem.to_string());
        return Err(Problem::new(scene.wrong.join("\n")));
    }
    scene.finish()
}
