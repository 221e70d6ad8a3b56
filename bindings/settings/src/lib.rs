//! Settings as other languages write them: one flat JSON object, seconds for durations.

#![forbid(unsafe_code)]

use std::time::Duration;

use kaikei_core::ito::{self, MerchantCredentials, Paths, SigningProfile};
use kaikei_core::univapay::{self, AppToken, BaseUrl};
use kaikei_core::{CallOptions, Error, Gateway, Secret};
use kaikei_derive::Model;

/// Settings of a client of either gateway. Those of the other gateway are refused.
#[derive(Debug, Default, Model)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is documented where it goes: in core's Config, CallOptions or Network")]
pub struct Settings {
    pub base_url: Option<String>,
    pub access_key: Option<Secret>,
    pub secret_key: Option<Secret>,
    pub profile: Option<SigningProfile>,
    pub merchant_client_id: Option<String>,
    pub merchant_client_secret: Option<Secret>,
    pub merchant_scopes: Option<Vec<String>>,
    pub checkout_hosts: Option<Vec<String>>,
    pub authorize_path: Option<String>,
    pub token_path: Option<String>,
    pub jwt: Option<Secret>,
    pub secret: Option<Secret>,
    pub origin: Option<String>,
    pub check_parameters: Option<bool>,
    pub proxy: Option<Secret>,
    pub extra_roots_pem: Option<Vec<String>>,
    pub timeout: Option<f64>,
    pub attempt_timeout: Option<f64>,
    pub connect_timeout: Option<f64>,
    pub max_retries: Option<u32>,
}

/// What a call may set; what is missing stays as the client has it.
#[derive(Debug, Default, Model)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is documented in CallOptions")]
pub struct CallSettings {
    pub timeout: Option<f64>,
    pub attempt_timeout: Option<f64>,
    pub connect_timeout: Option<f64>,
    pub max_retries: Option<u32>,
    pub idempotency_key: Option<String>,
}

impl CallSettings {
    /// These settings over `options`.
    pub fn over(self, mut options: CallOptions) -> Result<CallOptions, Error> {
        for (field, given, limit) in [
            ("timeout", self.timeout, &mut options.timeout),
            ("attempt_timeout", self.attempt_timeout, &mut options.attempt_timeout),
            ("connect_timeout", self.connect_timeout, &mut options.connect_timeout),
        ] {
            if let Some(given) = given {
                *limit = seconds(field, given)?;
            }
        }
        options.max_retries = self.max_retries.unwrap_or(options.max_retries);
        options.idempotency_key = self.idempotency_key.or(options.idempotency_key);
        Ok(options)
    }
}

fn seconds(field: &str, given: f64) -> Result<Duration, Error> {
    Duration::try_from_secs_f64(given)
        .ok()
        .filter(|limit| !limit.is_zero() && *limit <= CallOptions::LONGEST)
        .ok_or_else(|| Error::invalid(field, "must be in seconds, more than 0 and at most 24 hours"))
}

/// A setting that is wrong is no wrong parameter of a call.
pub fn as_configuration(error: Error) -> Error {
    let field = error.field().unwrap_or("settings");
    let rule = error.message().strip_prefix(field).unwrap_or(error.message()).trim_start();
    Error::configuration(field, rule.replace("a parameter of this operation", "a setting"))
}

impl Settings {
    /// Reads settings from a JSON object; an error is of kind `configuration` and names the field.
    pub fn read(json: &[u8]) -> Result<Self, Error> {
        kaikei_core::json::parameters(json).map_err(as_configuration)
    }

    /// The limits that calls have by default.
    pub fn options(&self) -> Result<CallOptions, Error> {
        let call = CallSettings {
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            connect_timeout: self.connect_timeout,
            max_retries: self.max_retries,
            idempotency_key: None,
        };
        call.over(CallOptions::default()).map_err(as_configuration)
    }

    /// A gateway called `ito` or `univapay`, set up.
    pub fn gateway(self, name: &str) -> Result<Gateway, Error> {
        match name {
            "ito" => Ok(ito::ItoJapan::new(self.ito()?)?.into()),
            "univapay" => Ok(univapay::Univapay::new(self.univapay()?)?.into()),
            _ => Err(unknown_gateway()),
        }
    }

    /// The settings of ITO-Japan.
    pub fn ito(self) -> Result<ito::Config, Error> {
        let foreign = [
            ("jwt", self.jwt.is_some()),
            ("secret", self.secret.is_some()),
            ("origin", self.origin.is_some()),
            ("check_parameters", self.check_parameters.is_some()),
        ];
        refuse(&foreign)?;
        let merchant = match (self.merchant_client_id, self.merchant_client_secret) {
            (Some(client_id), Some(client_secret)) => {
                let scopes = self.merchant_scopes.unwrap_or_default();
                Some(MerchantCredentials { client_id, client_secret, scopes })
            }
            (None, None) if self.merchant_scopes.is_none() => None,
            (None, _) => {
                return Err(Error::configuration(
                    "merchant_client_id",
                    "is required with the other merchant settings",
                ));
            }
            (_, None) => {
                return Err(Error::configuration(
                    "merchant_client_secret",
                    "is required with merchant_client_id",
                ));
            }
        };
        let defaults = ito::Config::default();
        Ok(ito::Config {
            base_url: self.base_url.unwrap_or(defaults.base_url),
            access_key: self.access_key,
            secret_key: self.secret_key,
            profile: self.profile.unwrap_or(defaults.profile),
            merchant,
            checkout_hosts: self.checkout_hosts.unwrap_or_default(),
            paths: Paths {
                authorize: self.authorize_path.unwrap_or(defaults.paths.authorize),
                token: self.token_path.unwrap_or(defaults.paths.token),
            },
        })
    }

    /// The settings of UnivaPay.
    pub fn univapay(self) -> Result<univapay::Config, Error> {
        let foreign = [
            ("access_key", self.access_key.is_some()),
            ("secret_key", self.secret_key.is_some()),
            ("profile", self.profile.is_some()),
            ("merchant_client_id", self.merchant_client_id.is_some()),
            ("merchant_client_secret", self.merchant_client_secret.is_some()),
            ("merchant_scopes", self.merchant_scopes.is_some()),
            ("checkout_hosts", self.checkout_hosts.is_some()),
            ("authorize_path", self.authorize_path.is_some()),
            ("token_path", self.token_path.is_some()),
        ];
        refuse(&foreign)?;
        let jwt =
            self.jwt.ok_or_else(|| Error::configuration("jwt", "is required: the application token"))?;
        let mut config = univapay::Config::new(AppToken { jwt, secret: self.secret });
        config.base_url = match self.base_url.as_deref() {
            None => BaseUrl::default(),
            Some("gyro-n") => BaseUrl::GyroN,
            Some("univapay") => BaseUrl::Univapay,
            Some(own) => BaseUrl::Own(own.to_owned()),
        };
        config.origin = self.origin;
        config.check_parameters = self.check_parameters.unwrap_or(true);
        Ok(config)
    }
}

fn refuse(foreign: &[(&str, bool)]) -> Result<(), Error> {
    match foreign.iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(Error::configuration(*field, "is a setting of the other gateway")),
        None => Ok(()),
    }
}

/// The error of a gateway's name that is none.
pub fn unknown_gateway() -> Error {
    Error::configuration("gateway", "must be 'ito' or 'univapay'")
}
