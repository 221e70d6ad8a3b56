//! PHP's `json_encode` and `http_build_query`, byte for byte: the gateway's document signs the one and sends
//! the other. Checked against PHP 8.2 output in `tests/vectors/ito_php.json`.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A PHP value, as far as a payment's parameters need one.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`: printed by `json_encode`, dropped by `http_build_query`.
    Null,
    /// `true`/`false` in JSON, `1`/`0` in a form.
    Bool(bool),
    /// A PHP float or int, written plain, without exponent or trailing zeros. Up to 14 significant digits
    /// both of PHP's encoders write it the same way.
    Number(Decimal),
    /// A string.
    Text(Cow<'a, str>),
}

/// A parameter's name.
#[derive(Clone, Copy)]
pub(crate) enum Name<'a> {
    /// ASCII letters, digits and `_` only: no encoder changes it, so none looks into it.
    Plain(&'static str),
    /// Anything.
    Any(&'a str),
}

/// `json_encode` of an associative array, with PHP's default flags.
pub fn json_encode(params: &[(Cow<'_, str>, Value<'_>)]) -> String {
    json_object(params.iter().map(|(name, value)| (Name::Any(name), value)))
}

pub(crate) fn json_object<'a>(params: impl Iterator<Item = (Name<'a>, &'a Value<'a>)>) -> String {
    let mut out = Vec::with_capacity(512);
    out.push(b'{');
    for (index, (name, value)) in params.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match name {
            Name::Plain(name) => {
                out.push(b'"');
                out.extend_from_slice(name.as_bytes());
                out.extend_from_slice(b"\":");
            }
            Name::Any(name) => {
                json_string(&mut out, name);
                out.push(b':');
            }
        }
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(true) => out.extend_from_slice(b"true"),
            Value::Bool(false) => out.extend_from_slice(b"false"),
            Value::Number(number) => plain_number(&mut out, *number),
            Value::Text(text) => json_string(&mut out, text),
        }
    }
    out.push(b'}');
    to_text(out)
}

/// `http_build_query` of an associative array, with PHP's default encoding (RFC 1738).
pub fn http_build_query(params: &[(Cow<'_, str>, Value<'_>)]) -> String {
    form(params.iter().map(|(name, value)| (Name::Any(name), value)))
}

pub(crate) fn form<'a>(params: impl Iterator<Item = (Name<'a>, &'a Value<'a>)>) -> String {
    let mut out = Vec::with_capacity(512);
    for (name, value) in params {
        if matches!(value, Value::Null) {
            continue;
        }
        if !out.is_empty() {
            out.push(b'&');
        }
        match name {
            Name::Plain(name) => out.extend_from_slice(name.as_bytes()),
            Name::Any(name) => form_string(&mut out, name),
        }
        out.push(b'=');
        match value {
            Value::Null => {}
            Value::Bool(true) => out.push(b'1'),
            Value::Bool(false) => out.push(b'0'),
            Value::Number(number) => plain_number(&mut out, *number),
            Value::Text(text) => form_string(&mut out, text),
        }
    }
    to_text(out)
}

/// `json_encode` of one string.
pub(crate) fn json_text(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 16);
    json_string(&mut out, text);
    to_text(out)
}

/// Both encoders write whole characters only, so there is nothing to replace.
fn to_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn plain_number(out: &mut Vec<u8>, number: Decimal) {
    match u64::try_from(number.mantissa()) {
        Ok(mantissa) => plain_digits(out, mantissa, number.scale()),
        Err(_) => out.extend_from_slice(number.normalize().to_string().as_bytes()),
    }
}

/// `mantissa` with its decimal point `scale` digits from the right, without trailing zeros.
fn plain_digits(out: &mut Vec<u8>, mut mantissa: u64, mut scale: u32) {
    while scale > 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
        scale -= 1;
    }
    // Room for 20 digits, or for leading zeros down to a scale of 28.
    let mut digits = [b'0'; 32];
    let point = digits.len() - scale as usize;
    let mut at = digits.len();
    for (index, digit) in digits.iter_mut().enumerate().rev() {
        if mantissa == 0 && index < point - 1 {
            break;
        }
        *digit = b'0' + (mantissa % 10) as u8;
        mantissa /= 10;
        at = index;
    }
    let (whole, fraction) = digits.split_at(point);
    out.extend_from_slice(whole.get(at..).unwrap_or_default());
    if scale > 0 {
        out.push(b'.');
        out.extend_from_slice(fraction);
    }
}

const fn hex(digits: &[u8; 16], value: u32) -> u8 {
    digits[(value & 15) as usize]
}

/// What `json_encode` does with a string's bytes: 0 = as they are, `u` = `\u00XX`, `x` = the first of a character
/// outside ASCII, else `\` and the letter.
const JSON_ESCAPE: [u8; 256] = {
    let mut table = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = b'u';
        control += 1;
    }
    let mut high = 0x80;
    while high < 256 {
        table[high] = b'x';
        high += 1;
    }
    table[0x08] = b'b';
    table[0x0c] = b'f';
    table[0x0a] = b'n';
    table[0x0d] = b'r';
    table[0x09] = b't';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table[b'/' as usize] = b'/';
    table
};

fn json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text;
    // Every byte that stops the search begins a character, so that the splits never cut one.
    while let Some(at) = first_special(rest.as_bytes(), &JSON_ESCAPE) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        let Some(c) = special.chars().next() else { break };
        match JSON_ESCAPE.get(c as usize) {
            Some(b'u' | b'x') | None => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let digit = |shift: u32| hex(b"0123456789abcdef", u32::from(*unit) >> shift);
                    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
                }
            }
            Some(letter) => out.extend_from_slice(&[b'\\', *letter]),
        }
        rest = special.get(c.len_utf8()..).unwrap_or_default();
    }
    out.extend_from_slice(rest.as_bytes());
    out.push(b'"');
}

/// What `http_build_query` does with a string's bytes: 0 = as they are, else `%XX`, or `+` for a space.
const FORM_ESCAPE: [u8; 256] = {
    let mut table = [1; 256];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        if c.is_ascii_alphanumeric() || c == b'-' || c == b'_' || c == b'.' {
            table[byte] = 0;
        }
        byte += 1;
    }
    table
};

/// Where the first byte is that `table` does not leave as it is. Eight bytes are looked up at once, without a branch
/// after each: most of them have nothing special.
#[inline]
fn first_special(bytes: &[u8], table: &[u8; 256]) -> Option<usize> {
    let special = |byte: &u8| table[*byte as usize] != 0;
    let (chunks, tail) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        if chunk.iter().fold(0, |any, byte| any | table[*byte as usize]) != 0 {
            return chunk.iter().position(special).map(|at| index * 8 + at);
        }
    }
    tail.iter().position(special).map(|at| chunks.len() * 8 + at)
}

fn form_string(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = first_special(rest, &FORM_ESCAPE) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        if *byte == b' ' {
            out.push(b'+');
        } else {
            let digit = |shift: u32| hex(b"0123456789ABCDEF", u32::from(*byte) >> shift);
            out.extend_from_slice(&[b'%', digit(4), digit(0)]);
        }
        rest = after;
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(value: Value<'_>) -> (String, String) {
        let params = [(Cow::Borrowed("k"), value)];
        (json_encode(&params), http_build_query(&params))
    }

    fn text(text: &str) -> (String, String) {
        both(Value::Text(text.into()))
    }

    #[test]
    fn numbers_are_plain() {
        for (number, plain) in [
            ("280.00", "280"),
            ("280.50", "280.5"),
            ("0.01", "0.01"),
            ("0", "0"),
            ("10", "10"),
            ("0.10", "0.1"),
            ("100.000", "100"),
            ("0.0001", "0.0001"),
            ("-1.50", "-1.5"),
            ("18446744073709551615", "18446744073709551615"),
            ("99999999999999", "99999999999999"),
        ] {
            let (json, form) = both(Value::Number(number.parse().unwrap()));
            assert_eq!(json, format!("{{\"k\":{plain}}}"));
            assert_eq!(form, format!("k={plain}"));
        }
    }

    #[test]
    fn strings_are_escaped_as_php_does() {
        assert_eq!(text("a/b"), (r#"{"k":"a\/b"}"#.into(), "k=a%2Fb".into()));
        assert_eq!(text("円😀"), (r#"{"k":"\u5186\ud83d\ude00"}"#.into(), "k=%E5%86%86%F0%9F%98%80".into()));
        assert_eq!(text("\u{8}\u{c}\n\r\t"), (r#"{"k":"\b\f\n\r\t"}"#.into(), "k=%08%0C%0A%0D%09".into()));
        assert_eq!(text("\u{1}\u{1f}"), (r#"{"k":"\u0001\u001f"}"#.into(), "k=%01%1F".into()));
        assert_eq!(text("\u{7f}<>&'"), ("{\"k\":\"\u{7f}<>&'\"}".into(), "k=%7F%3C%3E%26%27".into()));
        assert_eq!(text(" ~*'()!"), (r#"{"k":" ~*'()!"}"#.into(), "k=+%7E%2A%27%28%29%21".into()));
    }

    #[test]
    fn null_and_booleans() {
        assert_eq!(both(Value::Null), (r#"{"k":null}"#.into(), String::new()));
        assert_eq!(both(Value::Bool(true)), (r#"{"k":true}"#.into(), "k=1".into()));
        assert_eq!(both(Value::Bool(false)), (r#"{"k":false}"#.into(), "k=0".into()));
    }
}
