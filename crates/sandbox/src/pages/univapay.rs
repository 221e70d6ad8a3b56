use axum::response::Response;
use maud::html;

use super::{Language, page};

/// What UnivaPay's pages show of a payment or a card.
pub(crate) struct IssuerPage<'a> {
    /// Who asks for it.
    pub(crate) merchant: &'a str,
    /// Amount and currency; a card that is only registered has none.
    pub(crate) amount: Option<String>,
    /// The wallet, or `3-D Secure`.
    pub(crate) brand: &'a str,
    /// Where the form goes, and this page is shown again.
    pub(crate) path: &'a str,
    /// What the form carries besides its action.
    pub(crate) hidden: &'a [(&'a str, &'a str)],
    /// Whether a card's holder proves who they are; otherwise a buyer pays.
    pub(crate) authentication: bool,
}

/// The wallet's page, or the one on which a card's holder proves who they are.
pub(crate) fn issuer(language: Language, shown: &IssuerPage<'_>) -> Response {
    let (title, go, stop) = match shown.authentication {
        true => (
            language.pick("Confirm that it is you", "本人認証"),
            language.pick("Confirm", "認証する"),
            language.pick("It is not me", "認証しない"),
        ),
        false => (
            language.pick("Confirm your payment", "お支払い内容の確認"),
            language.pick("Pay now", "支払う"),
            language.pick("Do not pay", "支払わずに戻る"),
        ),
    };
    let body = html! {
        @if let Some(amount) = &shown.amount { p.amount { (amount) } }
        dl {
            div { dt { (language.pick("Pay to", "お支払い先")) } dd { (shown.merchant) } }
            div { dt { (language.pick("By", "お支払い方法")) } dd { (shown.brand) } }
        }
        form method="post" action=(shown.path) {
            @for (name, value) in shown.hidden { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="lang" value=(language.tag());
            button.go type="submit" name="action" value="approve" { (go) }
            button type="submit" name="action" value="deny" { (stop) }
        }
    };
    page(200, language, shown.path, title, false, &body)
}

/// The end, where there is nowhere to go back to.
pub(crate) fn issuer_done(language: Language, path: &str, approved: bool) -> Response {
    let (title, text) = match approved {
        true => (
            language.pick("Done", "完了しました"),
            language.pick("You can close this page.", "このページを閉じてください。"),
        ),
        false => (
            language.pick("Nothing was paid", "お支払いは行われませんでした"),
            language.pick("You can close this page.", "このページを閉じてください。"),
        ),
    };
    page(200, language, path, title, false, &html! { p { (text) } })
}
