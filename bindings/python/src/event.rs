//! A verified webhook event, and what is kept of one.

use std::sync::Mutex;

use kaikei::{Amount, Error, ito};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::OrRaise;
use crate::process::lock;
use crate::text::{object, text};
use crate::types;

/// A payment notification whose signature was verified: there is no other way to make one.
#[pyclass(module = "kaikei.webhooks", frozen)]
pub(crate) struct WebhookEvent(pub(crate) ito::WebhookEvent);

#[pymethods]
impl WebhookEvent {
    /// The body's code, 200 for a completed payment.
    #[getter]
    fn code(&self) -> Option<i64> {
        self.0.code
    }
    /// The body's status, `ok` for a completed payment.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        match self.0.status.as_str() {
            "ok" => pyo3::intern!(py, "ok").clone(),
            other => PyString::new(py, other),
        }
    }
    /// The gateway's id of the payment.
    #[getter]
    fn payment_id(&self) -> &str {
        &self.0.payment_id
    }
    /// The gateway's transaction number.
    #[getter]
    fn transaction(&self) -> &str {
        &self.0.transaction
    }
    /// What the buyer paid, in the currency's main unit, with every digit as sent.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.0.amount)
    }
    /// The gateway's fee, in the same currency.
    #[getter]
    fn charge<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.charge.map(|charge| decimal(py, charge)).transpose()
    }
    /// The currency's code.
    #[getter]
    fn currency(&self) -> &str {
        &self.0.currency
    }
    /// The merchant's own id of the order.
    #[getter]
    fn custom(&self) -> &str {
        &self.0.custom
    }
    /// The day of the payment, without a time zone.
    #[getter]
    fn date<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.date.map(|date| day(py, (date.year(), date.month(), date.day()))).transpose()
    }
    /// The name of the secret that verified it.
    #[getter]
    fn verified_by(&self) -> &str {
        &self.0.verified_by
    }
    /// The time that was signed, in seconds since 1970.
    #[getter]
    fn timestamp(&self) -> u64 {
        self.0.timestamp
    }
    /// Whether it reports a completed payment: status `ok`, and code absent or 2xx.
    #[getter]
    fn is_ok(&self) -> bool {
        self.0.is_ok()
    }
    /// The key to recognise repeats by: gateway, payment id, transaction and status.
    #[getter]
    fn key(&self) -> String {
        self.0.key()
    }
    /// Everything the gateway sent, as text.
    #[getter]
    fn raw_text(&self) -> &str {
        self.0.raw().as_str()
    }
    /// Everything the gateway sent, numbers as `int` and `Decimal`.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        types::from_json(py, self.0.raw().as_str())
    }
    /// The fields that this version does not know.
    #[getter]
    fn unknown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let unknown = PyDict::new(py);
        for (name, value) in self.0.unknown().iter() {
            unknown.set_item(name, types::from_json(py, value.as_str())?)?;
        }
        Ok(unknown)
    }
    /// What to keep of this event once it was handled.
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.0.fingerprint())
    }
    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }
    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
    fn __repr__(&self) -> String {
        let event = &self.0;
        format!("<WebhookEvent {} {} {}>", event.key(), event.amount, event.currency)
    }
}

/// Year, month, day.
type Day = (u16, u8, u8);

/// The day as a `date`. Payments of one day come together: the last object is kept.
fn day(py: Python<'_>, day: Day) -> PyResult<Bound<'_, PyAny>> {
    static LAST: Mutex<Option<(Day, Py<PyAny>)>> = Mutex::new(None);
    if let Some((last, object)) = lock(&LAST).as_ref()
        && *last == day
    {
        return Ok(object.bind(py).clone());
    }
    let object = types::date(py)?.call1(day)?;
    // Let go after the lock.
    let _previous = lock(&LAST).replace((day, object.clone().unbind()));
    Ok(object)
}

/// The amount with every digit. Nearly every amount is short, and written here much faster than by `Display`.
fn decimal<'py>(py: Python<'py>, amount: Amount) -> PyResult<Bound<'py, PyAny>> {
    let decimal = amount.decimal();
    let (mut rest, scale) = match (u64::try_from(decimal.mantissa()), decimal.scale()) {
        (Ok(mantissa), scale @ 0..=9) => (mantissa, scale),
        _ => return types::decimal(py)?.call1((decimal.to_string(),)),
    };
    let mut text = [0_u8; 24];
    let mut written = 0;
    for (place, byte) in text.iter_mut().rev().enumerate() {
        if scale > 0 && place == scale as usize {
            *byte = b'.';
        } else {
            *byte = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        written = place + 1;
        if rest == 0 && (scale == 0 || place > scale as usize) {
            break;
        }
    }
    let text = text.get(text.len() - written..).unwrap_or_default();
    types::decimal(py)?.call1((std::str::from_utf8(text).unwrap_or_default(),))
}

/// What to keep of an event that was handled, under its `key`, in the same database transaction as the delivery.
#[pyclass(module = "kaikei.webhooks", frozen, eq)]
#[derive(PartialEq)]
pub(crate) struct Fingerprint(ito::Fingerprint);

#[pymethods]
impl Fingerprint {
    /// The event's key.
    #[getter]
    fn key(&self) -> &str {
        &self.0.key
    }
    /// Compares a new event with the one that was handled: `new` is another event, `same` the same again. The same key
    /// with another amount, currency or `custom` is a `ConflictError`: somebody must look at it.
    fn compare(&self, event: &Bound<'_, PyAny>) -> PyResult<&'static str> {
        let compare = || {
            let event = object::<WebhookEvent>("event", "verified WebhookEvent", event)?;
            self.0.compare(&event.get().0)
        };
        let repeat = compare().or_raise(event.py())?;
        Ok(match repeat {
            ito::Repeat::New => "new",
            ito::Repeat::Same => "same",
        })
    }
    /// As text, for your database.
    fn export(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.0).map_err(|_| crate::error::internal("cannot be written")).or_raise(py)
    }
    /// Reads what `export` wrote.
    #[staticmethod]
    #[pyo3(signature = (given, /))]
    fn load(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let broken = |_| Error::invalid("fingerprint", "is not what export wrote");
        let read = text("fingerprint", given).and_then(|text| serde_json::from_str(text).map_err(broken));
        read.map(Self).or_raise(given.py())
    }
    fn __repr__(&self) -> String {
        format!("<Fingerprint {}>", self.0.key)
    }
}
