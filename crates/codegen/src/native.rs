//! UniFFI's half of the Kotlin and the Swift package, read from the built native library.

use std::path::Path;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::Problem;

/// Writes `OUT/native/kotlin` and `OUT/native/swift` from the unstripped `library`; `config` is its `uniffi.toml`.
pub fn write(library: &Path, config: &Path, out: &Path) -> Result<(), Problem> {
    for (language, folder) in [(TargetLanguage::Kotlin, "kotlin"), (TargetLanguage::Swift, "swift")] {
        let options = GenerateOptions {
            languages: vec![language],
            source: utf8(library)?.into(),
            out_dir: utf8(&out.join("native").join(folder))?.into(),
            config_override: Some(utf8(config)?.into()),
            ..GenerateOptions::default()
        };
        generate(options).map_err(|error| format!("{error:#}"))?;
    }
    Ok(())
}

fn utf8(path: &Path) -> Result<&str, Problem> {
    path.to_str().ok_or_else(|| format!("{}: the path is not UTF-8", path.display()))
}
