//! ITO-Japan: "株式会社ITO-Japan API". Signed checkout, signed webhooks, OAuth for merchants and users.

mod cards;
mod client;
mod confirm;
mod currency;
mod extra;
mod kyc;
mod me;
mod oauth;
mod payments;
mod sign;
mod users;
mod webhook;

pub use cards::{Card, CardLastFour, Cards, IssueCard, MyCards, RevealCard, RevealedCard, UserCards};
pub use client::{Config, ItoJapan, MerchantCredentials, Paths};
pub use confirm::{Confirmation, Order};
pub use currency::Currency;
pub use extra::{Extra, ExtraValue};
pub use kyc::{
    Kyc, KycStatus, MyKyc, SaveMyKyc, SaveMyKycDraft, SaveUserKyc, SaveUserKycDraft, SubmitMyKyc,
    SubmitUserKyc, UserKyc,
};
pub use me::{Me, MyBalance, MyTransactions};
pub use oauth::{ExchangeCode, Login, LoginRequest, PendingLogin, Pkce, Session, TokenSet};
pub use payments::{CheckValidity, CreatePayment, CreatedPayment, Validity};
pub use sign::{SignedRequest, SigningProfile, sign_request, sign_with};
pub use users::{
    Balance, CreateUser, Transaction, Transactions, UpdateUserProfile, User, UserBalance, UserTransactions,
};
pub use webhook::{
    Explanation, Finding, Fingerprint, Repeat, SignedWebhook, WebhookEvent, WebhookReason, WebhookVerifier,
    sign_webhook,
};
