//! The merchant's calls about a user, and the user's own after a login.

use kaikei::ito::{
    CreateUser, KycStatus, LoginRequest, MyTransactions, SaveMyKycDraft, SaveUserKyc, SaveUserKycDraft,
    SubmitUserKyc, UserBalance, UserCards, UserKyc, UserTransactions,
};
use kaikei::{Error, ErrorKind, JsonObject};

use super::Demo;
use super::report::{Report, Stopped};
use crate::loopback::Loopback;

pub(super) async fn merchant(demo: &Demo, report: &mut Report) -> Result<(), Stopped> {
    report.part("Users of a merchant (ITO-Japan, client credentials)");
    let keys = &demo.keys;
    let client = demo.ito().merchant(&keys.merchant_client_id, keys.merchant_client_secret.as_str());
    let client =
        report.step("set up the client", async { client.build() }, |_| "no token yet".to_owned()).await?;

    let create = CreateUser {
        email: "hanako@example.com".to_owned(),
        name: Some("山田 花子".to_owned()),
        phone: Some("+81 80 1234 5678".to_owned()),
        extra: JsonObject::new(),
    };
    let user = report
        .step(
            "fetch a token and create a user",
            async {
                let user = client.users().create(create).await?;
                user.id.clone().ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "the user has no id"))
            },
            |id| format!("user {id}"),
        )
        .await?;

    let draft = SaveUserKycDraft { user: user.clone(), values: object(&[("first_name", "花子")]) };
    report
        .step(
            "save KYC as a draft",
            async { expect(client.users().save_kyc_draft(draft).await?.status.as_ref(), KycStatus::Draft) },
            |()| "draft".to_owned(),
        )
        .await?;
    let whole = SaveUserKyc { user: user.clone(), values: object(&FORM) };
    report
        .step(
            "save KYC whole",
            async { expect(client.users().save_kyc(whole).await?.status.as_ref(), KycStatus::Complete) },
            |()| "complete".to_owned(),
        )
        .await?;
    let submit = SubmitUserKyc { user: user.clone() };
    report
        .step(
            "submit KYC",
            async { expect(client.users().submit_kyc(submit).await?.status.as_ref(), KycStatus::Submitted) },
            |()| "submitted and locked".to_owned(),
        )
        .await?;
    let again = SaveUserKycDraft { user: user.clone(), values: object(&[("first_name", "華子")]) };
    report
        .step(
            "changing it now must be refused",
            async {
                match client.users().save_kyc_draft(again).await {
                    Err(error) if error.kind() == ErrorKind::Conflict => Ok(error),
                    Err(error) => Err(error),
                    Ok(_) => Err(Error::new(ErrorKind::Internal, "a submitted KYC was changed")),
                }
            },
            |error| format!("refused: {error}"),
        )
        .await?;

    report
        .step(
            "read balance, transactions, cards and KYC",
            async {
                let balance = client.users().balance(UserBalance { user: user.clone() }).await?;
                let list = UserTransactions { user: user.clone(), page: None, per_page: None };
                let transactions = client.users().transactions(list).await?;
                let cards = client.users().cards(UserCards { user: user.clone() }).await?;
                let kyc = client.users().kyc(UserKyc { user: user.clone() }).await?;
                expect(kyc.status.as_ref(), KycStatus::Submitted)?;
                let balance =
                    balance.balance.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "no balance"))?;
                Ok((balance, transactions.data.len(), cards.data.len()))
            },
            |(balance, transactions, cards)| {
                format!("balance {balance}, {transactions} transactions, {cards} cards")
            },
        )
        .await
        .map(|_| ())
}

pub(super) async fn user(demo: &Demo, report: &mut Report) -> Result<(), Stopped> {
    report.part("A user's login (ITO-Japan, PKCE)");
    let client =
        report.step("set up the client", async { demo.ito().build() }, |_| "no secret in an app".to_owned());
    let client = client.await?;
    let (mut loopback, mut login) = report
        .step(
            "start a login",
            async {
                let loopback = Loopback::listen(0, "/callback").await?;
                let login = client.start_login(&LoginRequest {
                    client_id: demo.keys.public_client_id.clone(),
                    redirect_uri: loopback.redirect_uri.clone(),
                    scopes: Vec::new(),
                })?;
                Ok((loopback, login))
            },
            |(loopback, _)| format!("the browser will come back to {}", loopback.redirect_uri),
        )
        .await?;

    let fields = [("email", demo.keys.user_email.as_str()), ("password", demo.keys.user_password.as_str())];
    let redirect = report
        .step(
            "the user signs in and consents",
            async {
                let back = demo.browser.submit(&login.authorize_url, &fields, "approve").await?;
                demo.browser.open(&back).await?;
                loopback.next().await
            },
            |_| "the redirect came back with a code and our state".to_owned(),
        )
        .await?;
    let user = report
        .step("exchange the code", client.finish_login(&mut login.pending, &redirect, None), |_| {
            "access and refresh token received".to_owned()
        })
        .await?;

    report
        .step("read `me`", async { Ok(user.me().get().await?.into_inner()) }, |me| {
            format!("{} <{}>", me.name.as_deref().unwrap_or("?"), me.email.as_deref().unwrap_or("?"))
        })
        .await?;
    report
        .step(
            "read balance and transactions",
            async {
                let balance = user.me().balance().await?;
                let transactions = user.me().transactions(MyTransactions::default()).await?;
                match transactions.data.first().and_then(|transaction| transaction.custom.clone()) {
                    Some(custom) => Ok((balance.balance, custom)),
                    None => Err(Error::new(
                        ErrorKind::InvalidResponse,
                        "the checkout's transaction is not listed",
                    )),
                }
            },
            |(balance, custom)| {
                format!(
                    "balance {}, the checkout's transaction {custom} is listed",
                    balance.unwrap_or_else(|| 0.into())
                )
            },
        )
        .await?;
    let draft = SaveMyKycDraft { values: object(&[("first_name", "太郎")]) };
    report
        .step(
            "save KYC as a draft",
            async { expect(user.me().save_kyc_draft(draft).await?.status.as_ref(), KycStatus::Draft) },
            |()| "draft".to_owned(),
        )
        .await?;
    report
        .step(
            "issue a card and read its last four digits",
            async {
                user.me().issue_card().await?;
                let card = user.me().card_last_four().await?;
                card.last4.clone().ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "no last4"))
            },
            |last4| format!("card ****{last4}; its full number stayed in the gateway's answer"),
        )
        .await
        .map(|_| ())
}

const FORM: [(&str, &str); 10] = [
    ("first_name", "花子"),
    ("last_name", "山田"),
    ("date_of_birth", "1990-04-01"),
    ("nationality", "JP"),
    ("address", "丸の内1-1-1"),
    ("city", "千代田区"),
    ("postal_code", "100-0005"),
    ("country", "JP"),
    ("document_type", "passport"),
    ("document_number", "TK1234567"),
];

/// A JSON object of strings.
fn object(fields: &[(&str, &str)]) -> JsonObject {
    fields.iter().fold(JsonObject::new(), |object, (name, value)| object.with(*name, *value))
}

fn expect(found: Option<&KycStatus>, wanted: KycStatus) -> Result<(), Error> {
    if found == Some(&wanted) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidResponse, format!("expected KYC to be {wanted}, found {found:?}")))
}
