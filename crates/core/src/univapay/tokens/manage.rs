//! Transaction tokens after they were created.

use super::{PaymentType, Token, TokenMode, TokenType};
use crate::meta::Poll;
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::request::request;
use crate::univapay::{Done, IssuerToken, Page};

request! {
    /// Reads a transaction token.
    GetToken -> Token, "univapay.tokens.get", Get "/stores/{store_id}/tokens/{id}",
    takes {
        /// The token's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists transaction tokens: those of the store, or of all stores for a merchant's token. Tokens of type `one_time`
    /// are not listed, and `data` is left out: read a token to see it.
    ListTokens -> Page<Token>, "univapay.tokens.list", Get "[/stores/{store_id}]/tokens",
    may {
        /// A text in the customer's name or e-mail address.
        search: String,
        /// The customer's id, a UUID: `univapay-customer-id` in the metadata.
        customer_id: String,
        /// `subscription` or `recurring`.
        #[serde(rename = "type")]
        token_type: TokenType,
        /// How the customer pays.
        payment_type: PaymentType,
        /// Whether money is real.
        mode: TokenMode,
        /// Whether they can be used; `active` by default.
        active: TokenActivity,
        /// Created then or later.
        from: Timestamp,
        /// Created before.
        to: Timestamp,
        /// The customer's e-mail address.
        email: String,
        /// The cardholder's name.
        cardholder: String,
        /// When the card expires: `yyyy-MM`.
        card_exp: String,
        /// The card's last four digits.
        card_last_four: String,
    },
    in store_id,
    by cursor,
    with {
        rules: &[
            Rule::Uuid("customer_id"),
            Rule::Text("card_last_four", 4),
            Rule::Range("limit", 1, 100),
        ],
    },
}

open_enum! {
    /// Whether tokens can be used.
    pub enum TokenActivity {
        /// they can.
        Active = "active",
        /// they were deleted.
        Inactive = "inactive",
        /// either.
        All = "all",
    }
}

request! {
    /// Deletes a transaction token. It can no longer be charged.
    DeleteToken -> Done, "univapay.tokens.delete", Delete "/stores/{store_id}/tokens/{id}",
    takes {
        /// The token's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Asks for 3-D Secure of a `recurring` card token (`NOT_RECURRING_TOKEN` otherwise).
    ///
    /// The gateway answers before it is done. Wait for it with [`WaitForToken`]; once `data.three_ds.status` is
    /// `awaiting`, [`TokenThreeDsIssuerToken`] says how to open the card company's page.
    EnableTokenThreeDs -> Token, "univapay.tokens.enable_three_ds", Post "/stores/{store_id}/tokens/{id}/three_ds",
    takes {
        /// The token's id.
        id: String,
    },
    may {
        /// Where the customer comes back to: an https URL.
        redirect_endpoint: String,
    },
    in store_id,
    with { rules: &[Rule::Url("redirect_endpoint")] },
}

request! {
    /// Takes 3-D Secure off a token.
    DisableTokenThreeDs -> Token, "univapay.tokens.disable_three_ds",
    Delete "/stores/{store_id}/tokens/{id}/three_ds",
    takes {
        /// The token's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Reads how to open the card company's page for the 3-D Secure of a token.
    TokenThreeDsIssuerToken -> IssuerToken, "univapay.tokens.three_ds_issuer_token",
    Get "/stores/{store_id}/tokens/{id}/three_ds/issuer_token",
    takes {
        /// The token's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Waits until neither the 3-D Secure of a token nor the verification of its security code is `pending`: until they
    /// are decided, or the customer has to act.
    ///
    /// The call's time limit is the limit of the waiting. It rides over answers 429, 502, 503 and 504. When the limit
    /// passes first, the error is `timeout` with the code `not_settled`: they are under way, they did not fail.
    /// A token that failed is no error but a good answer, with `failed` in `data.three_ds.status` or
    /// `data.cvv_authorize.status`.
    WaitForToken -> Token, "univapay.tokens.wait_until_settled", Get "/stores/{store_id}/tokens/{id}?polling=true",
    takes {
        /// The token's id.
        id: String,
    },
    may {
        /// Whether to go on waiting while the customer has to act, at the card company's page.
        past_awaiting: bool,
    },
    in store_id,
    with {
        poll: Some(&Poll {
            fields: &["data.three_ds.status", "data.cvv_authorize.status"],
            pending: &["pending"],
            others: &[("awaiting", "past_awaiting")],
        }),
    },
}
