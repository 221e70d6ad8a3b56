use axum::response::Response;
use maud::html;

use super::{Language, page};
use crate::Credentials;

const ITO_ROUTES: [(&str, &str, &str); 9] = [
    ("POST /payment/process", "Start a payment (signed)", "決済の開始（署名が必要）"),
    ("POST /payment/check-validity", "Was it paid?", "決済の有効性確認"),
    ("GET /process-checkout", "The buyer's page", "購入者の支払いページ"),
    ("GET /oauth/authorize", "Sign-in with PKCE", "PKCE によるログイン"),
    ("POST /oauth/token", "Issue access tokens", "アクセストークンの発行"),
    ("POST /api/oauth/merchant/users", "Create a user of the merchant", "加盟店のユーザー作成"),
    (
        "… /api/oauth/merchant/users/{user}/…",
        "Profile, balance, transactions, cards, identity check",
        "プロフィール、残高、取引履歴、カード、本人確認",
    ),
    ("GET /api/oauth/user/me", "The signed-in user", "ログイン中のユーザー"),
    (
        "… /api/oauth/user/…",
        "Balance, transactions, cards, identity check",
        "残高、取引履歴、カード、本人確認",
    ),
];

const UNIVAPAY_ROUTES: [(&str, &str, &str); 14] = [
    ("… /tokens", "Transaction tokens, 3-D Secure", "トランザクショントークン、3-D セキュア"),
    ("… /charges", "Charges, captures, where a payment goes on", "課金、売上確定、支払いの続き"),
    ("… /charges/{id}/refunds", "Refunds", "返金"),
    ("… /charges/{id}/cancels", "Cancels", "キャンセル"),
    ("… /subscriptions", "Subscriptions, simulations", "定期課金、シミュレーション"),
    ("… /subscriptions/{id}/payments", "Payments and their charges", "各回の支払いとその課金"),
    ("… /webhooks", "Receivers of webhooks, of a store or the merchant", "Webhook の受信先（店舗・加盟店）"),
    ("GET /stores/{store}/webhooks/{id}/events", "What was sent to a receiver", "受信先への送信履歴"),
    ("GET /transaction_history", "Charges, refunds and cancels in one list", "課金・返金・キャンセルの一覧"),
    ("GET /me, /stores", "The merchant and its store", "加盟店と店舗"),
    ("POST /stores/{store}/create_customer_id", "A customer's id", "顧客 ID の発行"),
    ("GET /checkout_info", "What a checkout page may offer", "決済ページで利用できる機能"),
    ("… /bank_accounts", "Bank accounts", "銀行口座"),
    ("GET /transfers, /ledgers/{id}", "What was paid out, and of what", "入金とその明細"),
];

const CONTROL_ROUTES: [(&str, &str, &str); 13] = [
    ("GET /_sandbox/credentials", "Test keys", "テスト用のキー"),
    ("POST /_sandbox/merchants", "A further, isolated merchant", "独立した加盟店の追加"),
    ("GET /_sandbox/journal", "Requests so far, masked", "リクエストの記録（秘密情報は伏せ字）"),
    ("GET POST DELETE /_sandbox/faults", "Faults to inject", "障害の注入"),
    ("GET POST /_sandbox/clock", "The virtual clock", "仮想時計"),
    ("GET POST /_sandbox/settings", "How the gateways behave", "ゲートウェイの動作設定"),
    (
        "GET /_sandbox/deliveries",
        "Webhooks: resend, delay, drop, hold, release",
        "Webhook の再送、遅延、破棄、保留、解放",
    ),
    ("GET /_sandbox/tokens", "UnivaPay tokens, masked", "UnivaPay のトークン一覧（秘密情報は伏せ字）"),
    (
        "POST /_sandbox/charges/{id}/pay",
        "Pay a charge of UnivaPay that waits",
        "支払い待ちの UnivaPay の課金を支払う",
    ),
    ("POST /_sandbox/univapay/transfers", "Pay the merchant out", "加盟店への入金"),
    ("POST /_sandbox/univapay/history", "Make rows of history up", "取引履歴の行を生成"),
    ("POST /_sandbox/redirect_uris", "Register a redirect URI", "リダイレクト URI の登録"),
    ("POST /_sandbox/reset", "Start again from the seed", "シードからの再初期化"),
];

/// The start page.
pub(crate) fn index(language: Language, keys: &Credentials) -> Response {
    let table = |routes: &[(&str, &str, &str)]| {
        html! {
            table {
                tr {
                    th scope="col" { (language.pick("Route", "ルート")) }
                    th scope="col" { (language.pick("What it is", "内容")) }
                }
                @for (route, english, japanese) in routes {
                    tr { td { code { (route) } } td { (language.pick(english, japanese)) } }
                }
            }
        }
    };
    let body = html! {
        p {
            (language.pick(
                "An emulator of two payment gateways, ITO-Japan and UnivaPay, for tests and demos. No money moves.",
                "2 つの決済ゲートウェイ（株式会社ITO-Japan と UnivaPay）を再現した、テストとデモのための環境です。実際のお金は動きません。",
            ))
        }
        h2 { (language.pick("Test keys", "テスト用のキー")) }
        p {
            (language.pick(
                "The keys are test keys made from a seed and worth nothing elsewhere. Never send a live key here. A user can sign in as ",
                "キーはシードから生成されたテスト専用のもので、ほかでは使えません。本番のキーは決して送信しないでください。ログインできるユーザー：",
            ))
            code { (keys.user_email) } " / " code { (keys.user_password) }
        }
        h2 { (language.pick("ITO-Japan", "株式会社ITO-Japan")) }
        (table(&ITO_ROUTES))
        h2 { "UnivaPay" }
        (table(&UNIVAPAY_ROUTES))
        h2 { (language.pick("Control", "制御用 API")) }
        (table(&CONTROL_ROUTES))
    };
    page(200, language, "/", language.pick("Kaikei sandbox", "Kaikei サンドボックス"), true, &body)
}
