use rust_decimal::{Decimal, RoundingStrategy};

/// The currencies of the document's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Currency {
    Usd,
    Jpy,
    SgpUsd,
}

impl Currency {
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "USD" => Some(Self::Usd),
            "JPY" => Some(Self::Jpy),
            "SGP-USD" => Some(Self::SgpUsd),
            _ => None,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Jpy => "JPY",
            Self::SgpUsd => "SGP-USD",
        }
    }

    pub(crate) fn decimals(self) -> u32 {
        match self {
            Self::Usd | Self::SgpUsd => 2,
            Self::Jpy => 0,
        }
    }

    /// Halves away from zero, as PHP rounds.
    pub(crate) fn round(self, amount: Decimal) -> Decimal {
        amount.round_dp_with_strategy(self.decimals(), RoundingStrategy::MidpointAwayFromZero)
    }

    /// With all of the currency's decimals: `280.50`.
    pub(crate) fn format(self, amount: Decimal) -> String {
        format!("{:.*}", self.decimals() as usize, amount)
    }
}
