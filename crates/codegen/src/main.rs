//! Writes every language's generated files below `OUT`. `make generate` formats them and puts them into the tree.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kaikei_codegen::{File, Problem, kotlin, native, node, python, read_all, swift};

const USAGE: &str = "usage: kaikei-codegen OUT LIBRARY UNIFFI_TOML
LIBRARY is the unstripped native library of Kotlin and Swift";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [out, library, config] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match generate(out).and_then(|()| native::write(library, config, out)) {
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
    write(&out.join("node"), node::files(&api)?)?;
    write(&out.join("kotlin"), kotlin::files(&api)?)?;
    write(&out.join("swift"), swift::files(&api)?)
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
