//! Rust's doc comments as plain Markdown.

/// Without the links that only Rust knows: ``[`crate::ito::Order`]`` becomes `` `Order` ``, and an operation's struct
/// the call that other languages have for it.
pub(crate) fn plain(doc: &str, call_of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(doc.len());
    let mut rest = doc;
    while let Some((before, link)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((path, after)) = link.split_once("`]") else {
            out.push_str("[`");
            rest = link;
            continue;
        };
        let name = path.trim_start_matches("crate::").rsplit_once("ito::").map_or(path, |(_, name)| name);
        out.push('`');
        out.push_str(&call_of(name).unwrap_or_else(|| name.replace("::", ".")));
        out.push('`');
        // A target in parentheses belongs to the link.
        rest = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    out.push_str(rest);
    unwrap(&out)
}

/// Joins the lines of each paragraph, so that every language can break them anew.
fn unwrap(doc: &str) -> String {
    let paragraphs =
        doc.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Breaks text into lines of at most `width` characters, paragraph by paragraph.
pub(crate) fn wrap(doc: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in doc.split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_names() {
        let call = |name: &str| (name == "CreatePayment").then(|| "payments.create".to_owned());
        assert_eq!(plain("Answers [`CreatePayment`](x).", &call), "Answers `payments.create`.");
        assert_eq!(plain("See [`crate::ito::Order`]\nand a list [1].", &call), "See `Order` and a list [1].");
        assert_eq!(plain("broken [`link", &call), "broken [`link");
    }

    #[test]
    fn wraps_by_paragraph() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
    }
}
