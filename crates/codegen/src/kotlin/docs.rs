//! Comments for users of Kotlin.

use crate::doc::wrap;

/// Width of a comment's lines, and of other generated ones.
pub(super) const WIDTH: usize = 100;

/// A KDoc comment, `indent` spaces deep.
pub(super) fn comment(doc: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let doc = doc.replace("`checkParameters: false`", "`checkParameters = false`");
    // Comments nest in Kotlin.
    let doc = doc.replace("/*", "/&#42;").replace("*/", "*&#47;");
    match wrap(&doc, WIDTH - indent - 3).as_slice() {
        [line] => format!("/** {line} */"),
        lines => {
            let lines: Vec<_> =
                lines.iter().map(|line| format!("{margin} * {line}").trim_end().to_owned()).collect();
            format!("/**\n{}\n{margin} */", lines.join("\n"))
        }
    }
}
