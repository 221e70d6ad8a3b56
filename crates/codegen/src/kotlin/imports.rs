//! What a generated file imports.

use std::collections::BTreeSet;

/// What generated files may name from elsewhere.
const IMPORTS: [&str; 27] = [
    "java.math.BigDecimal",
    "java.time.Instant",
    "java.time.LocalDate",
    "jp.kaikei.Answer",
    "jp.kaikei.CallOptions",
    "jp.kaikei.KeyedCallOptions",
    "jp.kaikei.Secret",
    "jp.kaikei.internal.Client",
    "jp.kaikei.internal.FieldNames",
    "jp.kaikei.internal.bool",
    "jp.kaikei.internal.date",
    "jp.kaikei.internal.decimal",
    "jp.kaikei.internal.instant",
    "jp.kaikei.internal.list",
    "jp.kaikei.internal.members",
    "jp.kaikei.internal.optional",
    "jp.kaikei.internal.required",
    "jp.kaikei.internal.secret",
    "jp.kaikei.internal.tagged",
    "jp.kaikei.internal.text",
    "jp.kaikei.internal.whole",
    "kotlinx.serialization.json.JsonArray",
    "kotlinx.serialization.json.JsonElement",
    "kotlinx.serialization.json.JsonObject",
    "kotlinx.serialization.json.JsonPrimitive",
    "kotlinx.serialization.json.buildJsonObject",
    "kotlinx.serialization.json.put",
];

/// Those whose last part is used in `text`, comments aside: a type by its name, a function by a call or a reference.
pub(super) fn imports(text: &str) -> Vec<String> {
    let code = || text.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    let words: BTreeSet<&str> =
        code().flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
    let calls = |name: &str| {
        let called = [format!("{name}("), format!("{name} {{")];
        let begins = |line: &str, at: usize| {
            let before = &line[..at];
            let is_another = before.ends_with("fun ") || before.ends_with("client.");
            !is_another && !before.ends_with(|c: char| c.is_alphanumeric() || c == '`')
        };
        code().any(|line| {
            let is_called =
                called.iter().any(|call| line.match_indices(call).any(|(at, _)| begins(line, at)));
            is_called || line.contains(&format!("::{name}"))
        })
    };
    let is_used = |name: &str| words.contains(name) && (name.starts_with(char::is_uppercase) || calls(name));
    IMPORTS
        .iter()
        .copied()
        .filter(|import| import.rsplit('.').next().is_some_and(is_used))
        .map(str::to_owned)
        .collect()
}
