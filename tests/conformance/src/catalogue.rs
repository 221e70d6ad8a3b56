//! All cases: those of `cases/*.json`, then one for each file of vectors.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::case::{Case, CaseFile, ClientModel, Step};
use crate::vectors::VectorCase;
use crate::{Problem, repository};

/// A row of the table.
#[derive(Debug)]
pub enum Row {
    /// A scenario.
    Case(Box<Case>),
    /// A file of vectors.
    Vectors(VectorCase),
}

impl Row {
    /// The name without its count.
    pub fn name(&self) -> &str {
        match self {
            Self::Case(case) => &case.name,
            Self::Vectors(vectors) => vectors.name,
        }
    }

    /// The sentence that says what it is about.
    pub fn about(&self) -> &str {
        match self {
            Self::Case(case) => &case.about,
            Self::Vectors(vectors) => vectors.about,
        }
    }
}

/// Rows with one subject.
#[derive(Debug)]
pub struct Group {
    /// What they are about.
    pub about: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Everything there is to run.
#[derive(Debug)]
pub struct Catalogue {
    /// The rows, by subject.
    pub groups: Vec<Group>,
    /// Clients that cases start from.
    pub clients: BTreeMap<String, ClientModel>,
    /// Values that cases share, as `${examples.…}`.
    pub examples: Value,
    /// Steps that cases share, as what is `given`.
    pub stories: BTreeMap<String, Vec<Step>>,
}

impl Catalogue {
    /// Reads all files. Names must be unique and begin as their file's name does.
    pub fn read() -> Result<Self, Problem> {
        let folder = repository().join("tests/conformance");
        let (clients, examples) = (read(&folder.join("clients.json"))?, read(&folder.join("examples.json"))?);
        let stories = read(&folder.join("stories.json"))?;
        let mut files: Vec<_> = std::fs::read_dir(folder.join("cases"))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        let mut groups = Vec::new();
        let mut names = std::collections::BTreeSet::new();
        for path in files {
            let file: CaseFile = read(&path)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            for case in &file.cases {
                if !belongs(&case.name, &stem) || !names.insert(case.name.clone()) {
                    let rule = "names begin as their file's name does and are unique";
                    return Err(Problem::new(format!("{}: {rule}", case.name)));
                }
            }
            let rows = file.cases.into_iter().map(|case| Row::Case(Box::new(case))).collect();
            groups.push(Group { about: file.about, rows });
        }
        let about = "Every row of `tests/vectors`.".to_owned();
        groups.push(Group { about, rows: VectorCase::all()?.into_iter().map(Row::Vectors).collect() });
        Ok(Self { groups, clients, examples, stories })
    }
}

/// `operations/…` belongs into `operations.json` or `operations-….json`.
fn belongs(name: &str, stem: &str) -> bool {
    let rest = name.split_once('/').and_then(|(subject, _)| stem.strip_prefix(subject));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Problem> {
    let at = |problem: Problem| problem.at(path.display());
    let text = std::fs::read_to_string(path).map_err(|error| at(error.into()))?;
    serde_json::from_str(&text).map_err(|error| at(error.into()))
}
