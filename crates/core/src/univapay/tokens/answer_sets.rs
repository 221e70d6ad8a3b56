//! The value sets of answers about cards.

use crate::open::open_enum;

open_enum! {
    /// The brands of cards.
    pub enum CardBrand {
        /// Visa.
        Visa = "visa",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Maestro.
        Maestro = "maestro",
        /// American Express.
        AmericanExpress = "american_express",
        /// Diners Club.
        DinersClub = "diners_club",
        /// Discover.
        Discover = "discover",
        /// JCB.
        Jcb = "jcb",
        /// UnionPay.
        Unionpay = "unionpay",
        /// a shop's own card.
        PrivateLabel = "private_label",
        /// the gateway does not know.
        Unknown = "unknown",
    }
}

open_enum! {
    /// The types of cards.
    pub enum CardType {
        /// a credit card.
        Credit = "credit",
        /// a debit card.
        Debit = "debit",
        /// a charge card.
        ChargeCard = "charge_card",
        /// the gateway does not know.
        Unknown = "unknown",
    }
}

open_enum! {
    /// The classes of cards that are common; the gateway knows some more.
    pub enum CardCategory {
        /// classic.
        Classic = "classic",
        /// standard.
        Standard = "standard",
        /// gold.
        Gold = "gold",
        /// platinum.
        Platinum = "platinum",
        /// of a company.
        Corporate = "corporate",
        /// of a business.
        Business = "business",
        /// prepaid.
        Prepaid = "prepaid",
    }
}

open_enum! {
    /// The brands within brands.
    pub enum CardSubBrand {
        /// none.
        None = "none",
        /// Visa Electron.
        VisaElectron = "visa_electron",
        /// Dankort.
        Dankort = "dankort",
        /// Diners Club Carte Blanche.
        DinersClubCarteBlanche = "diners_club_carte_blanche",
        /// Diners Club International.
        DinersClubInternational = "diners_club_international",
        /// Diners Club of the United States and Canada.
        DinersClubUsCanada = "diners_club_us_canada",
    }
}

open_enum! {
    /// How far verifying a security code is.
    pub enum CvvStatus {
        /// under way.
        Pending = "pending",
        /// verified.
        Current = "current",
        /// refused.
        Failed = "failed",
        /// not in use.
        Inactive = "inactive",
    }
}

open_enum! {
    /// How far 3-D Secure is.
    pub enum ThreeDsStatus {
        /// under way.
        Pending = "pending",
        /// waiting for the customer.
        Awaiting = "awaiting",
        /// done.
        Successful = "successful",
        /// refused.
        Failed = "failed",
        /// broken off.
        Error = "error",
    }
}
