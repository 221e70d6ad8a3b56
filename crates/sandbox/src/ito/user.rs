use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::kyc::Kyc;
use crate::fields::Fields;
use crate::ids::Ids;
use crate::mask::luhn;
use crate::merchant::Merchant;

const FIRST_ID: u64 = 1001;

/// Members of a user that no client can set.
const RESERVED: [&str; 8] =
    ["id", "email", "name", "phone", "kyc_status", "created_by_client_id", "created_at", "password"];

/// An end user. Belongs to the merchant whose client created it.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: u64,
    /// Index of the merchant.
    pub(crate) merchant: usize,
    pub(crate) created_by: String,
    pub(crate) email: String,
    name: Option<String>,
    phone: Option<String>,
    /// Whatever else was sent, kept as it came.
    others: BTreeMap<String, Value>,
    pub(crate) kyc: Kyc,
    pub(crate) cards: Vec<Card>,
    created_at: Timestamp,
}

/// A user as the APIs show it.
#[derive(Serialize)]
pub(super) struct UserView<'a> {
    id: u64,
    email: &'a str,
    name: &'a Option<String>,
    phone: &'a Option<String>,
    kyc_status: &'static str,
    created_by_client_id: &'a str,
    created_at: String,
    #[serde(flatten)]
    others: &'a BTreeMap<String, Value>,
}

impl User {
    pub(super) fn view(&self) -> UserView<'_> {
        UserView {
            id: self.id,
            email: &self.email,
            name: &self.name,
            phone: &self.phone,
            kyc_status: self.kyc.status(),
            created_by_client_id: &self.created_by,
            created_at: self.created_at.to_string(),
            others: &self.others,
        }
    }

    /// Takes over everything that was sent and may be changed.
    pub(super) fn update(&mut self, fields: &Fields) {
        for (name, field) in &fields.0 {
            match name.as_str() {
                "name" => self.name = fields.filled("name").map(str::to_owned),
                "phone" => self.phone = fields.filled("phone").map(str::to_owned),
                name if RESERVED.contains(&name) => {}
                name => {
                    self.others.insert(name.to_owned(), field.to_value());
                }
            }
        }
    }
}

/// A card that the gateway issued: a made-up number that passes the check digit rule.
#[derive(Debug)]
pub(crate) struct Card {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) cvv: String,
    pub(super) exp_month: i8,
    pub(super) exp_year: i16,
}

/// A card as the lists show it.
#[derive(Serialize)]
pub(super) struct CardView<'a> {
    id: &'a str,
    brand: &'static str,
    last4: &'a str,
    exp_month: i8,
    exp_year: i16,
    status: &'static str,
}

impl Card {
    /// Valid for five years.
    pub(super) fn issue(ids: &mut Ids, now: Timestamp) -> Self {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        // 999999 is assigned to no issuer of this brand: nobody's real card.
        let payload = format!("4999999{}", ids.digits(8));
        let check = ('0'..='9').find(|digit| luhn(&format!("{payload}{digit}"))).unwrap_or('0');
        Self {
            id: format!("card_{}", ids.alphanumeric(16)),
            number: format!("{payload}{check}"),
            cvv: ids.digits(3),
            exp_month: today.month(),
            exp_year: today.year().saturating_add(5),
        }
    }

    pub(super) fn last4(&self) -> &str {
        &self.number[self.number.len() - 4..]
    }

    pub(super) fn view(&self) -> CardView<'_> {
        CardView {
            id: &self.id,
            brand: "visa",
            last4: self.last4(),
            exp_month: self.exp_month,
            exp_year: self.exp_year,
            status: "active",
        }
    }
}

/// All users of all merchants.
#[derive(Debug, Default)]
pub(crate) struct Users(Vec<User>);

impl Users {
    /// The user that every merchant has from the start.
    pub(crate) fn seed(&mut self, merchant: &Merchant, index: usize, now: Timestamp) {
        let fields = Fields::from_pairs(
            [("name", "Sandbox Taro"), ("phone", "+819012345678")].map(|(n, v)| (n.into(), v.into())),
        );
        self.create(index, &merchant.keys.merchant_client_id, &merchant.keys.user_email, &fields, now);
    }

    pub(super) fn create(
        &mut self,
        merchant: usize,
        client_id: &str,
        email: &str,
        fields: &Fields,
        now: Timestamp,
    ) -> &User {
        let mut user = User {
            id: FIRST_ID + self.0.len() as u64,
            merchant,
            created_by: client_id.to_owned(),
            email: email.to_owned(),
            name: None,
            phone: None,
            others: BTreeMap::new(),
            kyc: Kyc::default(),
            cards: Vec::new(),
            created_at: now,
        };
        user.update(fields);
        self.0.push(user);
        &self.0[self.0.len() - 1]
    }

    /// Gives the first merchant's seeded user the e-mail address and owner of the caller's own keys.
    pub(crate) fn adopt(&mut self, email: &str, client_id: &str) {
        if let Some(user) = self.0.first_mut() {
            user.email = email.to_owned();
            user.created_by = client_id.to_owned();
        }
    }

    pub(crate) fn find(&self, id: u64) -> Option<&User> {
        self.0.iter().find(|user| user.id == id)
    }

    pub(crate) fn find_mut(&mut self, id: u64) -> Option<&mut User> {
        self.0.iter_mut().find(|user| user.id == id)
    }

    pub(crate) fn by_email(&self, merchant: usize, email: &str) -> Option<&User> {
        self.0.iter().find(|user| user.merchant == merchant && user.email.eq_ignore_ascii_case(email))
    }
}
