//! Money as UnivaPay counts it.

use kaikei::Error;
use kaikei::univapay;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyTuple};

use crate::error::OrRaise;
use crate::text::text;
use crate::types;

/// An amount and its currency. There is no constructor: `Money.of("12.50", "USD")` counts in the currency's main unit,
/// `Money.minor(1250, "USD")` in its smallest.
#[pyclass(module = "kaikei.univapay", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Money(pub(crate) univapay::Money);

#[pymethods]
impl Money {
    /// An amount in the currency's main unit, `"12.50"` dollars or `1000` yen: exact, at least 0, and with no more
    /// decimals than the currency has.
    #[staticmethod]
    fn of(amount: &Bound<'_, PyAny>, currency: &Bound<'_, PyAny>) -> PyResult<Self> {
        let read = || {
            let amount = main_unit(amount)?;
            univapay::Money::of(&amount, text("currency", currency)?)
        };
        read().map(Self).or_raise(currency.py())
    }

    /// An amount in the currency's smallest unit, cents or yen, as the gateway's answers have it.
    #[staticmethod]
    fn minor(amount: &Bound<'_, PyAny>, currency: &Bound<'_, PyAny>) -> PyResult<Self> {
        let read = || {
            let whole = amount.is_instance_of::<PyInt>() && !amount.is_instance_of::<PyBool>();
            let rule = "must be an int that is not negative: so much of the currency's smallest unit";
            let wrong = || Error::invalid("amount", rule);
            let units = amount.extract::<u128>().ok().filter(|_| whole).ok_or_else(wrong)?;
            univapay::Money::minor(units.try_into().unwrap_or(u64::MAX), text("currency", currency)?)
        };
        read().map(Self).or_raise(currency.py())
    }

    /// In the currency's smallest unit.
    #[getter]
    fn amount(&self) -> u64 {
        self.0.amount()
    }
    /// The code of ISO 4217.
    #[getter]
    fn currency(&self) -> &str {
        self.0.currency()
    }
    /// In the currency's main unit; `None` if this version does not know the currency.
    #[getter]
    fn decimal<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.decimal().map(|decimal| types::decimal(py)?.call1((decimal.to_string(),))).transpose()
    }
    fn __str__(&self) -> String {
        self.0.to_string()
    }
    fn __repr__(&self) -> String {
        let currency = self.0.currency();
        match self.0.decimal() {
            Some(decimal) => format!("Money.of({:?}, {currency:?})", decimal.to_string()),
            None => format!("Money.minor({}, {currency:?})", self.0.amount()),
        }
    }
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let class = py.get_type::<Self>();
        (class.getattr("minor")?, (self.0.amount(), self.0.currency())).into_pyobject(py)
    }
}

/// The digits of a `Decimal`, an `int` or a text.
fn main_unit(given: &Bound<'_, PyAny>) -> Result<String, Error> {
    if given.is_instance_of::<PyFloat>() {
        let rule = "must not be a float, which cannot hold decimals exactly: use Decimal, int or str";
        return Err(Error::invalid("amount", rule));
    }
    let is_decimal = types::decimal(given.py()).and_then(|class| given.is_instance(class)).unwrap_or(false);
    let is_int = given.is_instance_of::<PyInt>() && !given.is_instance_of::<PyBool>();
    if is_decimal || is_int || given.is_instance_of::<PyString>() {
        // Python refuses to write out an int of more than 4300 digits.
        let digits = given.str().and_then(|digits| digits.extract::<String>());
        return digits.map_err(|_| Error::invalid("amount", "must be a decimal number"));
    }
    Err(Error::invalid("amount", "must be a Decimal, an int or a str"))
}
