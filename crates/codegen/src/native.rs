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
    rewrite(&out.join("native/swift/KaikeiNative.swift"), without_plans)?;
    let kotlin = out.join("native/kotlin/jp/kaikei/internal/ffi/kaikei_native.kt");
    rewrite(&kotlin, |text| kotlin_internal(&without_plans(text)))
}

fn rewrite(path: &Path, change: fn(&str) -> String) -> Result<(), Problem> {
    let problem = |error| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(problem)?;
    std::fs::write(path, change(&text)).map_err(problem)
}

/// What UniFFI's authors still mean to do is not ours to keep: comments that begin so, to their last line.
fn without_plans(text: &str) -> String {
    let mut in_plan = false;
    let kept = text.lines().filter(|line| {
        let comment = line.trim_start();
        in_plan = comment.starts_with("// TODO") || (in_plan && comment.starts_with("//"));
        !in_plan
    });
    kept.map(|line| line.to_owned() + "\n").collect()
}

/// Everything in UniFFI's file made `internal`: what it declares is no API of the package.
fn kotlin_internal(text: &str) -> String {
    const DECLARATIONS: [&str; 10] =
        ["open", "class", "data", "enum", "sealed", "interface", "object", "inline", "fun", "val"];
    let line = |line: &str| match line.split_once(' ') {
        Some(("public", rest)) => format!("internal {rest}"),
        Some((word, _)) if DECLARATIONS.contains(&word) => format!("internal {line}"),
        _ => line
            .replace("@file:Suppress(\"NAME_SHADOWING\")", "@file:Suppress(\"warnings\")")
            // Functions stand behind the end of their comment, or behind what they throw.
            .replace("*/ fun ", "*/ internal fun ")
            .replace("@Throws(NativeException::class) fun ", "@Throws(NativeException::class) internal fun "),
    };
    text.lines().map(|text| line(text).trim_end().to_owned() + "\n").collect()
}

fn utf8(path: &Path) -> Result<&str, Problem> {
    path.to_str().ok_or_else(|| format!("{}: the path is not UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_uniffis_file_is_public() {
        let written = "@file:Suppress(\"NAME_SHADOWING\")\npublic object A\nopen class B {\n    fun b()\n}\n \
            */ fun c() = 1\n@Throws(NativeException::class) fun d() = 1\ninternal val e = 1 \nprivate fun f() = 1\n";
        let ours = "@file:Suppress(\"warnings\")\ninternal object A\ninternal open class B {\n    fun b()\n}\n \
            */ internal fun c() = 1\n@Throws(NativeException::class) internal fun d() = 1\ninternal val e = 1\nprivate fun f() = 1\n";
        assert_eq!(kotlin_internal(written), ours);
    }

    #[test]
    fn plans_of_others_are_left_out() {
        let written = "a()\n    // TODO: this\n    // and that\n// kept?\nb()\n// kept\n";
        assert_eq!(without_plans(written), "a()\nb()\n// kept\n");
    }
}
