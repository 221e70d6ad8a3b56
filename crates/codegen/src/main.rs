//! `kaikei-codegen OUT`: writes every language's files below `OUT/python` and `OUT/node`. `make generate` formats them
//! and puts them into the tree.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kaikei_codegen::{File, Problem, node, python, read_all};

fn main() -> ExitCode {
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: kaikei-codegen OUT");
        return ExitCode::FAILURE;
    };
    match generate(&out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn generate(out: &Path) -> Result<(), Problem> {
    let api = read_all()?;
    write(&out.join("python"), python::files(&api)?)?;
    write(&out.join("node"), node::files(&api)?)
}

fn write(folder: &Path, files: Vec<File>) -> Result<(), Problem> {
    for file in files {
        let path = folder.join(&file.path);
        let problem = |error: std::io::Error| format!("{}: {error}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(problem)?;
        }
        std::fs::write(&path, file.text).map_err(problem)?;
    }
    Ok(())
}
