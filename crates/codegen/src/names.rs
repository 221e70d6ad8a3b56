//! Names: the wire's snake case, and what other languages make of it.

/// What people call a gateway.
pub(crate) fn title(gateway: &str) -> &'static str {
    if gateway == "ito" { "ITO-Japan" } else { "UnivaPay" }
}

/// The class of its clients.
pub(crate) fn client(gateway: &str) -> &'static str {
    if gateway == "ito" { "ItoJapan" } else { "UnivaPay" }
}

/// `customer_email` becomes `customerEmail`. `None` if the way back would end elsewhere.
pub(crate) fn camel(snake: &str) -> Option<String> {
    let mut out = String::with_capacity(snake.len());
    let mut upper = false;
    for c in snake.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    let back: String = out
        .chars()
        .flat_map(|c| c.is_ascii_uppercase().then_some('_').into_iter().chain([c.to_ascii_lowercase()]))
        .collect();
    (back == snake).then_some(out)
}

/// `outcome_unknown` becomes `OutcomeUnknown`.
pub(crate) fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(camel("three_ds").as_deref(), Some("threeDs"));
        assert_eq!(camel("line1").as_deref(), Some("line1"));
        assert_eq!(camel("last_4"), None);
        assert_eq!(pascal("not_found"), "NotFound");
    }
}
