use axum::response::Response;
use maud::html;

use super::{Language, page};
use crate::merchant::USER_PASSWORD;

/// What the sign-in and consent page shows.
pub(crate) struct ConsentPage<'a> {
    /// Id of the pending authorization request.
    pub(crate) request: &'a str,
    pub(crate) client_name: &'a str,
    pub(crate) scopes: &'a [String],
    /// What was typed before, if the password was wrong.
    pub(crate) email: &'a str,
    pub(crate) wrong_password: bool,
    /// Path and query that show the page again.
    pub(crate) here: &'a str,
}

/// The page on which a user signs in and lets an app use the account.
pub(crate) fn consent(status: u16, language: Language, shown: &ConsentPage<'_>) -> Response {
    let title = if shown.wrong_password {
        language.pick("Sign-in failed: try again", "ログインできませんでした：もう一度お試しください")
    } else {
        language.pick("Sign in and allow access", "ログインしてアクセスを許可")
    };
    let invalid = shown.wrong_password.then_some("true");
    let body = html! {
        @if shown.wrong_password {
            p.alert role="alert" id="wrong" {
                (language.pick(
                    "The e-mail address or the password is wrong.",
                    "メールアドレスまたはパスワードが正しくありません。",
                ))
            }
        }
        p {
            strong { (shown.client_name) }
            (language.pick(
                " asks for access to your account: your profile, balance, transactions, cards and identity check.",
                " が、お客様のアカウント（プロフィール、残高、取引履歴、カード、本人確認情報）へのアクセスを求めています。",
            ))
        }
        @if !shown.scopes.is_empty() {
            p { (language.pick("Scopes asked for: ", "要求されているスコープ：")) code { (shown.scopes.join(" ")) } }
        }
        form method="post" action="/oauth/authorize" {
            input type="hidden" name="request" value=(shown.request);
            input type="hidden" name="lang" value=(language.tag());
            label for="email" { (language.pick("E-mail address", "メールアドレス")) }
            input id="email" name="email" type="email" autocomplete="username" value=(shown.email)
                aria-invalid=[invalid] aria-describedby=[shown.wrong_password.then_some("wrong")];
            label for="password" { (language.pick("Password", "パスワード")) }
            input id="password" name="password" type="password" autocomplete="current-password"
                aria-invalid=[invalid] aria-describedby=(if shown.wrong_password { "wrong hint" } else { "hint" });
            p.hint id="hint" {
                (language.pick(
                    "Sandbox: the password of every user is ",
                    "サンドボックスでは、すべてのユーザーのパスワードは次のとおりです：",
                ))
                code { (USER_PASSWORD) }
            }
            button.go type="submit" name="action" value="approve" {
                (language.pick("Sign in and allow", "ログインして許可する"))
            }
            button type="submit" name="action" value="deny" { (language.pick("Deny", "許可しない")) }
        }
    };
    page(status, language, shown.here, title, false, &body)
}

/// The page for a request that must not be sent back to the app, because the app or its address is not known.
pub(crate) fn refusal(language: Language, here: &str, reason: (&str, &str)) -> Response {
    let title = language.pick("This sign-in request is not valid", "このログイン要求は無効です");
    let body = html! {
        p.alert role="alert" { (language.pick(reason.0, reason.1)) }
        p {
            (language.pick(
                "For your safety you were not sent back to the app.",
                "安全のため、アプリへのリダイレクトは行いませんでした。",
            ))
        }
    };
    page(400, language, here, title, false, &body)
}
