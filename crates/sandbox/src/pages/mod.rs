//! Server-rendered pages. They need no script; maud escapes whatever is put into them.

mod authorize;
mod checkout;
mod index;
mod univapay;

use axum::http::HeaderValue;
use axum::response::Response;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(crate) use authorize::{ConsentPage, consent, refusal};
pub(crate) use checkout::{CheckoutPage, checkout, finished, not_found};
pub(crate) use index::index;
pub(crate) use univapay::{IssuerPage, issuer, issuer_done};

use crate::reply;

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Japanese,
}

impl Language {
    /// What was asked for by name, else the first of our languages in `Accept-Language`, else English.
    pub(crate) fn choose(asked: Option<&str>, accepted: Option<&str>) -> Self {
        let by_tag = |tag: &str| match tag.trim().get(..2) {
            Some(start) if start.eq_ignore_ascii_case("ja") => Some(Self::Japanese),
            Some(start) if start.eq_ignore_ascii_case("en") => Some(Self::English),
            _ => None,
        };
        asked
            .and_then(by_tag)
            .or_else(|| accepted?.split(',').find_map(|range| by_tag(range.split(';').next()?)))
            .unwrap_or(Self::English)
    }

    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The text in this language.
    pub(crate) fn pick<'a>(self, english: &'a str, japanese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Japanese => japanese,
        }
    }
}

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d8dee6;--card:#fff;--back:#f2f4f7;--edge:#76818f;--go:#1d4ed8;--link:#1d4ed8;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a3adba;--line:#384252;--card:#1b222d;--back:#11161e;--edge:#7f8b9b;--go:#3b6cf0;--link:#9dbaff;--bad:#ff8f85}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.6 system-ui,'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP',sans-serif}
header,main,footer{max-width:32rem;margin:0 auto;padding:1rem 1.5rem}
header{display:flex;justify-content:space-between;align-items:center;gap:1rem;color:var(--soft);font-size:.875rem}
main{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem}
main>:last-child,form>:last-child{margin-bottom:0}
.wide>*{max-width:48rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 1rem}
h2{font-size:1.0625rem;margin:1.5rem 0 .5rem}
dl{margin:0 0 1.5rem}
dl div{display:flex;justify-content:space-between;gap:1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft);flex:none}
dd{margin:0;text-align:right;overflow-wrap:anywhere}
.amount{font-size:2rem;font-weight:700;margin:0 0 1rem;font-variant-numeric:tabular-nums}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
input{width:100%;padding:.625rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--edge);border-radius:.5rem}
button{width:100%;margin-top:.75rem;padding:.75rem;font:inherit;font-weight:600;border-radius:.5rem;border:1px solid var(--edge);background:transparent;color:inherit;cursor:pointer}
button.go{background:var(--go);border-color:var(--go);color:#fff}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.alert{border-left:4px solid var(--bad);padding:.5rem .75rem;margin:0 0 1rem;background:var(--back)}
footer,.hint{color:var(--soft);font-size:.875rem}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;border-bottom:1px solid var(--line);padding:.375rem .5rem .375rem 0;vertical-align:top}
code{overflow-wrap:anywhere}
";

/// A whole page with its headers. `here` is the path and query that shows it again, for the language switch.
fn page(status: u16, language: Language, here: &str, title: &str, wide: bool, body: &Markup) -> Response {
    let other = match language {
        Language::English => Language::Japanese,
        Language::Japanese => Language::English,
    };
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=[wide.then_some("wide")] {
                header {
                    span { (language.pick("Kaikei sandbox: no real money", "Kaikei サンドボックス（実際の決済は行われません）")) }
                    a href=(with_language(here, other)) lang=(other.tag()) hreflang=(other.tag()) {
                        (other.pick("English", "日本語"))
                    }
                }
                main { h1 { (title) } (body) }
                footer {
                    p {
                        (language.pick(
                            "This page is part of a test environment. Do not enter real card numbers or passwords.",
                            "このページはテスト環境の一部です。実在するカード番号やパスワードを入力しないでください。",
                        ))
                    }
                }
            }
        }
    };
    let mut response = reply::raw(status, "text/html; charset=utf-8", markup.into_string());
    for (name, value) in [
        ("cache-control", "no-store"),
        ("content-language", language.tag()),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("vary", "Accept-Language"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn with_language(here: &str, language: Language) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "lang"));
    pairs.append_pair("lang", language.tag());
    format!("{path}?{}", pairs.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        assert_eq!(Language::choose(None, None), Language::English);
        assert_eq!(Language::choose(None, Some("fr, ja-JP;q=0.8, en;q=0.5")), Language::Japanese);
        assert_eq!(Language::choose(Some("en"), Some("ja")), Language::English);
        assert_eq!(Language::choose(Some("xx"), Some("ja")), Language::Japanese);
        assert_eq!(with_language("/a?lang=en&b=%26", Language::Japanese), "/a?b=%26&lang=ja");
    }
}
