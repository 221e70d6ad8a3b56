//! Text that leaves this library in messages passes through here once.

/// Longest text of the gateway that a message repeats, in characters.
const LONGEST: usize = 500;

/// `text` without control characters, cut to 500 characters, with every run of 12 or more digits (spaces, dots and
/// hyphens between them allowed) masked to its last four: a card number might be in it.
pub(crate) fn text(text: &str) -> String {
    // Masked before it is cut, so that no half of a number is left at the end.
    let clean: Vec<char> =
        text.chars().take(4 * LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(clean.len());
    let mut rest = clean.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if !first.is_ascii_digit() {
            out.push(*first);
            rest = after;
            continue;
        }
        let run =
            rest.iter().take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '\u{a0}')).count();
        let (run, after) = rest.split_at(run);
        let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
        if digits >= 12 {
            let mut seen = 0;
            for c in run {
                if c.is_ascii_digit() {
                    seen += 1;
                    out.push(if seen + 4 > digits { *c } else { '*' });
                } else {
                    out.push(*c);
                }
            }
        } else {
            out.extend(run);
        }
        rest = after;
    }
    if let Some((end, _)) = out.char_indices().nth(LONGEST) {
        out.truncate(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn masks_what_looks_like_a_card_number() {
        assert_eq!(text("card 4242424242424242 refused"), "card ************4242 refused");
        assert_eq!(text("4242-4242 4242 4242."), "****-**** **** 4242.");
        assert_eq!(text("4242424242424242 2026-11-22"), "**************** ****-11-22");
        assert_eq!(text("4242.4242.4242.4242"), "****.****.****.4242");
        let cut = format!("{}4242424242424242", "x".repeat(490));
        assert_eq!(text(&cut), format!("{}**********", "x".repeat(490)), "masked before it is cut");
        assert_eq!(text("order 20260101 of 12"), "order 20260101 of 12");
        assert_eq!(text("line\nbreak\u{1b}[0m"), "line break [0m");
    }
}
