//! Wallets that the customer pays in, on their page or in their app.

use kaikei_derive::Model;
use serde::Serialize;

use crate::Error;
use crate::open::open_enum;
use crate::univapay::rules;

/// A wallet's page or app: "オンライン払いデータ".
///
/// After the charge, its issuer token says which page or app to open.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnlinePayment {
    /// The wallet.
    pub brand: OnlineBrand,
    /// How the wallet is opened. `alipay_online`: `http_get`, `sdk`, `app`; `alipay_plus_online`: `http_get`,
    /// `http_get_mobile`, `sdk`, `app`; `pay_pay_online`: `http_post`; `we_chat_online`: `http_get`, `sdk`, `app`,
    /// `web`.
    pub call_method: CallMethod,
    /// What identifies the customer or the device to the wallet. Required for `we_chat_online` by `sdk` or `web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_identifier: Option<String>,
    /// Where `user_identifier` comes from. Not in the document; as in the gateway's own SDKs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_identifier_source: Option<UserIdentifierSource>,
    /// The system of the customer's device. Required for `alipay_plus_online` by `http_get_mobile` or `app`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os_type: Option<OsType>,
}

open_enum! {
    /// The wallets.
    pub enum OnlineBrand {
        /// Alipay China.
        AlipayOnline = "alipay_online",
        /// Alipay+.
        AlipayPlusOnline = "alipay_plus_online",
        /// PayPay.
        PayPayOnline = "pay_pay_online",
        /// WeChat Pay.
        WeChatOnline = "we_chat_online",
        /// d barai.
        DBaraiOnline = "d_barai_online",
        /// the test mode's wallet.
        TestBrand = "test_brand",
    }
}

open_enum! {
    /// How a wallet is opened.
    pub enum CallMethod {
        /// a browser window by GET.
        HttpGet = "http_get",
        /// a browser window by GET, on a mobile device.
        HttpGetMobile = "http_get_mobile",
        /// a browser window by POST.
        HttpPost = "http_post",
        /// the wallet's own SDK (mini app).
        Sdk = "sdk",
        /// a browser inside the wallet (official account).
        Web = "web",
        /// the wallet's SDK in a native app.
        App = "app",
    }
}

open_enum! {
    /// Where a customer's identifier comes from.
    pub enum UserIdentifierSource {
        /// the merchant provides it.
        Provided = "provided",
        /// the gateway has it.
        Internal = "internal",
    }
}

open_enum! {
    /// The system of a mobile device.
    pub enum OsType {
        /// Android.
        Android = "android",
        /// iOS.
        Ios = "ios",
    }
}

impl OnlineBrand {
    /// The ways to open it, if the document lists them.
    fn call_methods(&self) -> Option<&'static [CallMethod]> {
        use CallMethod::{App, HttpGet, HttpGetMobile, HttpPost, Sdk, Web};
        match self {
            Self::AlipayOnline => Some(&[HttpGet, Sdk, App]),
            Self::AlipayPlusOnline => Some(&[HttpGet, HttpGetMobile, Sdk, App]),
            Self::PayPayOnline => Some(&[HttpPost]),
            Self::WeChatOnline => Some(&[HttpGet, Sdk, App, Web]),
            _ => None,
        }
    }
}

impl OnlinePayment {
    /// A payment without any of the optional fields.
    pub fn new(brand: OnlineBrand, call_method: CallMethod) -> Self {
        Self { brand, call_method, user_identifier: None, user_identifier_source: None, os_type: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let Self { brand, call_method, .. } = self;
        rules::required("brand", brand.as_str())?;
        rules::required("call_method", call_method.as_str())?;
        if let Some(allowed) = brand.call_methods()
            && !allowed.contains(call_method)
        {
            let names: Vec<_> = allowed.iter().map(CallMethod::as_str).collect();
            let rule = format!("must be {} for {brand}", names.join(", "));
            return Err(Error::invalid("call_method", rule));
        }
        match &self.user_identifier {
            Some(identifier) => rules::required("user_identifier", identifier)?,
            None if *brand == OnlineBrand::WeChatOnline
                && matches!(call_method, CallMethod::Sdk | CallMethod::Web) =>
            {
                return Err(Error::invalid(
                    "user_identifier",
                    "is required for we_chat_online by sdk or web",
                ));
            }
            None => {}
        }
        match &self.os_type {
            Some(os_type) => rules::required("os_type", os_type.as_str()),
            None if *brand == OnlineBrand::AlipayPlusOnline
                && matches!(call_method, CallMethod::HttpGetMobile | CallMethod::App) =>
            {
                Err(Error::invalid("os_type", "is required for alipay_plus_online by http_get_mobile or app"))
            }
            None => Ok(()),
        }
    }

    pub(super) fn needs_ip_address(&self) -> bool {
        self.brand == OnlineBrand::WeChatOnline
            && matches!(self.call_method, CallMethod::Web | CallMethod::HttpGet)
    }
}
