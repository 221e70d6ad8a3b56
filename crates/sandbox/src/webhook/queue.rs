use jiff::{SignedDuration, Timestamp};
use kaikei_core::sign::hmac_sha256_hex;
use serde::{Deserialize, Serialize, Serializer};

/// How long after each failed attempt the next one comes; after the last there is none.
const RETRIES: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(6),
];

/// One webhook and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// Id within the sandbox, such as `webhook-1`.
    pub id: String,
    /// Id of the merchant it belongs to.
    pub merchant: String,
    /// The payment that it is about; of UnivaPay, the charge, refund, token or subscription.
    pub payment_id: String,
    /// Where it is posted to.
    pub url: String,
    /// The JSON body, byte for byte.
    pub body: String,
    /// What becomes of it next.
    pub state: DeliveryState,
    /// When the next attempt is due on the virtual clock.
    #[serde(serialize_with = "optional_text")]
    pub due: Option<Timestamp>,
    /// Attempts so far, oldest first.
    pub attempts: Vec<Attempt>,
    #[serde(skip)]
    pub(crate) proof: Proof,
    #[serde(skip)]
    claimed: bool,
    #[serde(skip)]
    failures: usize,
    /// Successful deliveries still wanted.
    #[serde(skip)]
    wanted: u32,
    /// Breaks ties between deliveries due at the same time.
    #[serde(skip)]
    turn: usize,
}

/// How the receiver can tell where a webhook comes from.
#[derive(Debug, Clone)]
pub(crate) enum Proof {
    /// ITO-Japan signs the body, and tries again when it is not taken.
    Signature,
    /// UnivaPay sends the text that was given for this webhook, by its id, and does not try again.
    AuthToken { hook: String, token: Option<String> },
}

/// Where a [`Delivery`] stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its next attempt.
    Pending,
    /// Held back until released.
    Held,
    /// Answered with 2xx.
    Delivered,
    /// Every attempt of the schedule failed.
    Failed,
    /// Thrown away on request.
    Dropped,
    /// Never sent, because its host is not loopback and not allowed, or needs TLS.
    Refused,
}

/// One attempt at a [`Delivery`].
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// When, on the virtual clock.
    #[serde(serialize_with = "text")]
    pub at: Timestamp,
    /// What came of it.
    #[serde(flatten)]
    pub result: WebhookResult,
}

/// What came of posting a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookResult {
    /// The receiver answered with this status; 2xx is success, a redirect is not followed.
    Status(u16),
    /// No answer came.
    Error(String),
    /// It was not sent and never will be.
    Refused(String),
}

/// In which order held webhooks go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseOrder {
    /// As they were queued.
    #[default]
    Queued,
    /// The last one first.
    Reverse,
}

/// A webhook ready to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingWebhook {
    /// The [`Delivery`] to record the result for.
    pub delivery_id: String,
    /// Where to post it.
    pub url: String,
    /// `Content-Type`, and what proves its origin: `X-Timestamp` and `X-Signature`, or `Authorization`.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte as signed.
    pub body: String,
}

/// All deliveries of a sandbox, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    deliveries: Vec<Delivery>,
    holding: bool,
}

impl Queue {
    /// Queues a webhook; answers its id.
    pub(crate) fn push(
        &mut self,
        merchant: &str,
        payment_id: &str,
        url: &str,
        body: String,
        proof: Proof,
        now: Timestamp,
    ) -> &str {
        let number = self.deliveries.len() + 1;
        self.deliveries.push(Delivery {
            id: format!("webhook-{number}"),
            merchant: merchant.to_owned(),
            payment_id: payment_id.to_owned(),
            url: url.to_owned(),
            body,
            state: if self.holding { DeliveryState::Held } else { DeliveryState::Pending },
            due: (!self.holding).then_some(now),
            attempts: Vec::new(),
            proof,
            claimed: false,
            failures: 0,
            wanted: 1,
            turn: number,
        });
        &self.deliveries[number - 1].id
    }

    pub(crate) fn list(&self) -> &[Delivery] {
        &self.deliveries
    }

    /// Takes the first delivery that is due. With `one_per_merchant` a merchant's next one waits until the result
    /// of the one before is recorded, so that order is kept.
    pub(crate) fn claim(&mut self, now: Timestamp, one_per_merchant: bool) -> Option<&Delivery> {
        let next = self
            .deliveries
            .iter()
            .enumerate()
            .filter(|(_, delivery)| {
                delivery.ready_by(now) && !(one_per_merchant && self.busy(&delivery.merchant))
            })
            .min_by_key(|(_, delivery)| (delivery.due, delivery.turn))
            .map(|(at, _)| at)?;
        let delivery = &mut self.deliveries[next];
        delivery.claimed = true;
        Some(delivery)
    }

    /// When the next attempt is due, of merchants that have none under way.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.deliveries.iter().filter(|delivery| !self.busy(&delivery.merchant)).filter_map(|d| d.due).min()
    }

    /// Records an attempt; `None` if there is no such delivery.
    pub(crate) fn record(&mut self, id: &str, result: WebhookResult, now: Timestamp) -> Option<()> {
        let delivery = self.find(id)?;
        delivery.claimed = false;
        let delivered = matches!(result, WebhookResult::Status(200..=299));
        let refused = matches!(result, WebhookResult::Refused(_));
        delivery.attempts.push(Attempt { at: now, result });
        // Dropped, held or delayed while the attempt was under way: that stands.
        if delivery.state != DeliveryState::Pending || delivery.due.is_some_and(|due| due > now) {
            return Some(());
        }
        if refused {
            delivery.finish(DeliveryState::Refused);
        } else if delivered {
            delivery.failures = 0;
            delivery.wanted = delivery.wanted.saturating_sub(1);
            match delivery.wanted {
                0 => delivery.finish(DeliveryState::Delivered),
                _ => delivery.due = Some(now),
            }
        } else {
            let retry = RETRIES.get(delivery.failures).filter(|_| matches!(delivery.proof, Proof::Signature));
            match retry.and_then(|wait| now.checked_add(*wait).ok()) {
                Some(due) => delivery.due = Some(due),
                None => delivery.finish(DeliveryState::Failed),
            }
            delivery.failures += 1;
        }
        Some(())
    }

    /// Delivers again, `times` times, whatever became of it before.
    pub(crate) fn resend(&mut self, id: &str, times: u32, now: Timestamp) -> Option<()> {
        let delivery = self.find(id)?;
        delivery.state = DeliveryState::Pending;
        delivery.due = Some(now);
        delivery.failures = 0;
        delivery.wanted = times.max(1);
        Some(())
    }

    /// Puts the next attempt off until `due`.
    pub(crate) fn delay(&mut self, id: &str, due: Timestamp) -> Option<()> {
        let delivery = self.find(id)?;
        delivery.state = DeliveryState::Pending;
        delivery.due = Some(due);
        Some(())
    }

    pub(crate) fn discard(&mut self, id: &str) -> Option<()> {
        self.find(id)?.finish(DeliveryState::Dropped);
        Some(())
    }

    /// Holds back everything that waits, and what is queued from now on.
    pub(crate) fn hold(&mut self) {
        self.holding = true;
        for delivery in self.deliveries.iter_mut().filter(|d| d.state == DeliveryState::Pending) {
            delivery.state = DeliveryState::Held;
            delivery.due = None;
        }
    }

    /// Lets everything held go, and holds nothing back any more.
    pub(crate) fn release(&mut self, order: ReleaseOrder, now: Timestamp) {
        self.holding = false;
        let last = self.deliveries.len();
        for (at, delivery) in self.deliveries.iter_mut().enumerate() {
            if delivery.state == DeliveryState::Held {
                delivery.state = DeliveryState::Pending;
                delivery.due = Some(now);
                delivery.turn = if order == ReleaseOrder::Reverse { last - at } else { at };
            }
        }
    }

    fn busy(&self, merchant: &str) -> bool {
        self.deliveries.iter().any(|delivery| delivery.claimed && delivery.merchant == merchant)
    }

    fn find(&mut self, id: &str) -> Option<&mut Delivery> {
        self.deliveries.iter_mut().find(|delivery| delivery.id == id)
    }
}

impl Delivery {
    fn ready_by(&self, now: Timestamp) -> bool {
        !self.claimed && self.state == DeliveryState::Pending && self.due.is_some_and(|due| due <= now)
    }

    fn finish(&mut self, state: DeliveryState) {
        self.state = state;
        self.due = None;
    }
}

/// An attempt with its proof: a signature is made anew, with the time the attempt is made at.
pub(crate) fn prove(delivery: &Delivery, secret: &str, now: Timestamp) -> OutgoingWebhook {
    let mut headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    match &delivery.proof {
        Proof::Signature => {
            let timestamp = now.as_second().to_string();
            let signed = [timestamp.as_bytes(), b".", delivery.body.as_bytes()];
            let signature = hmac_sha256_hex(secret.as_bytes(), &signed);
            headers.push(("X-Timestamp".to_owned(), timestamp));
            headers.push(("X-Signature".to_owned(), format!("sha256={signature}")));
        }
        Proof::AuthToken { token, .. } => {
            headers.extend(token.clone().map(|token| ("Authorization".to_owned(), token)));
        }
    }
    OutgoingWebhook {
        delivery_id: delivery.id.clone(),
        url: delivery.url.clone(),
        headers,
        body: delivery.body.clone(),
    }
}
fn text<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

fn optional_text<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merchants_webhooks_go_one_after_the_other() {
        let now = Timestamp::UNIX_EPOCH;
        let mut queue = Queue::default();
        for merchant in ["a", "a", "b"] {
            queue.push(merchant, "payment", "http://127.0.0.1/", String::new(), Proof::Signature, now);
        }
        let claim = |queue: &mut Queue| queue.claim(now, true).map(|delivery| delivery.id.clone());
        assert_eq!(claim(&mut queue).as_deref(), Some("webhook-1"));
        assert_eq!(claim(&mut queue).as_deref(), Some("webhook-3"), "another merchant need not wait");
        assert_eq!((claim(&mut queue), queue.next_due()), (None, None));
        queue.record("webhook-1", WebhookResult::Status(200), now).unwrap();
        assert_eq!(queue.next_due(), Some(now));
        assert_eq!(claim(&mut queue).as_deref(), Some("webhook-2"));
    }
}
