//! Python values to JSON, strictly: what JSON cannot hold exactly is refused by name.

use kaikei::Error;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyMapping,
    PyMemoryView, PyString, PyTuple,
};
use zeroize::Zeroizing;

use crate::money::Money;
use crate::types;

/// Lists and dicts inside each other; also ends on a list that holds itself.
const MAX_DEPTH: usize = 32;

/// No request of either gateway comes near it.
const MAX_LENGTH: usize = 8 << 20;

/// Digits of a decimal, whole and fraction; the core's limit is lower, this one only bounds the work.
const MAX_DIGITS: i64 = 64;

/// What an encoding is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Parameters of a call: binary floats are refused.
    Parameters,
    /// Settings, in which seconds may be floats.
    Settings,
}

/// The JSON object of a dict or a model; members that are `None` are left out.
pub(crate) fn object(given: &Bound<'_, PyAny>, purpose: Purpose) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut encoder =
        Encoder { out: Zeroizing::new(Vec::with_capacity(512)), path: String::new(), depth: 0, purpose };
    let model = types::model(given.py()).and_then(|class| given.is_instance(class));
    match given.cast::<PyDict>() {
        _ if model.unwrap_or(false) => encoder.model(given)?,
        Ok(dict) => encoder.members(dict, true)?,
        Err(_) => match given.py().get_type::<PyDict>().call1((given,)) {
            Ok(copy) if given.cast::<PyMapping>().is_ok() => return object(&copy, purpose),
            _ => return Err(Error::invalid("parameters", "must be a mapping")),
        },
    }
    Ok(encoder.out)
}

/// A field's name in JSON: those that Python keeps for itself have an underscore behind (`from_`).
pub(crate) fn on_the_wire(name: &str) -> &str {
    name.strip_suffix('_').unwrap_or(name)
}

struct Encoder {
    out: Zeroizing<Vec<u8>>,
    path: String,
    depth: usize,
    purpose: Purpose,
}

impl Encoder {
    fn value(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        if self.out.len() > MAX_LENGTH {
            return Err(Error::invalid("parameters", "must be at most 8 MiB of JSON"));
        }
        if let Ok(text) = value.cast_exact::<PyString>() {
            self.text(text)
        } else if value.is_none() {
            self.literal("null")
        } else if let Ok(flag) = value.cast_exact::<PyBool>() {
            self.literal(if flag.is_true() { "true" } else { "false" })
        } else if value.is_exact_instance_of::<PyInt>() {
            self.integer(value)
        } else if let Ok(dict) = value.cast_exact::<PyDict>() {
            self.nested(|encoder| encoder.members(dict, false))
        } else if let Ok(list) = value.cast_exact::<PyList>() {
            self.nested(|encoder| encoder.items(list.iter()))
        } else {
            self.other(value)
        }
    }

    /// Subclasses, and the classes that are met more seldom.
    fn other(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        let py = value.py();
        let is = |class: PyResult<&Bound<'_, pyo3::types::PyType>>| {
            class.and_then(|class| value.is_instance(class)).unwrap_or(false)
        };
        if let Ok(float) = value.cast::<PyFloat>() {
            return self.float(float);
        }
        if is(types::decimal(py)) {
            return self.decimal(value);
        }
        if is(types::model(py)) {
            return self.nested(|encoder| encoder.model(value));
        }
        if let Ok(money) = value.cast::<Money>() {
            return self.money(&money.get().0);
        }
        if is(types::enumeration(py)) {
            let inner = value.getattr("value").map_err(|_| self.refused("has no value"))?;
            return self.nested(|encoder| encoder.value(&inner));
        }
        if value.is_instance_of::<PyDateTime>() {
            return self.instant(value);
        }
        if value.is_instance_of::<PyDate>() {
            return self.formatted(value, "%d-%m-%Y");
        }
        if let Ok(text) = value.cast::<PyString>() {
            self.text(text)
        } else if value.is_instance_of::<PyInt>() {
            self.integer(value)
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.nested(|encoder| encoder.members(dict, false))
        } else if let Ok(list) = value.cast::<PyList>() {
            self.nested(|encoder| encoder.items(list.iter()))
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.nested(|encoder| encoder.items(tuple.iter()))
        } else if value.is_instance_of::<PyBytes>()
            || value.is_instance_of::<PyByteArray>()
            || value.is_instance_of::<PyMemoryView>()
        {
            Err(self.refused("must not be bytes: decode them to str"))
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            let Ok(dict) = value.py().get_type::<PyDict>().call1((mapping,)) else {
                return Err(self.refused("is a mapping that cannot be read"));
            };
            self.nested(|encoder| encoder.value(&dict))
        } else {
            Err(self.refused("has a type that cannot be sent"))
        }
    }

    fn members(&mut self, dict: &Bound<'_, PyDict>, skip_none: bool) -> Result<(), Error> {
        self.out.push(b'{');
        let start = self.out.len();
        // A copy: user code behind an odd value may change the dict meanwhile.
        for (key, value) in
            dict.items().iter().filter_map(|pair| pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().ok())
        {
            if skip_none && value.is_none() {
                continue;
            }
            let Ok(name) = key.cast::<PyString>() else {
                return Err(self.refused("must have only str as keys"));
            };
            let Ok(name) = name.to_str() else {
                return Err(self.refused("must not hold a lone surrogate in a key"));
            };
            self.member(start, name, &value)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn member(&mut self, start: usize, name: &str, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        if self.out.len() > start {
            self.out.push(b',');
        }
        self.json(name)?;
        self.out.push(b':');
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        self.value(value)?;
        self.path.truncate(outer);
        Ok(())
    }

    fn items<'py>(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>) -> Result<(), Error> {
        use std::fmt::Write as _;
        self.out.push(b'[');
        let outer = self.path.len();
        for (at, item) in items.enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            let _ = write!(self.path, "[{at}]");
            self.value(&item)?;
            self.path.truncate(outer);
        }
        self.out.push(b']');
        Ok(())
    }

    /// An input model: its fields that are not `None`, inside its tag if it is a variant of several.
    fn model(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        let broken = |_| self.refused("is not a parameter of this package");
        let fields = value.getattr("__dataclass_fields__").map_err(broken)?;
        let fields = fields.cast_into::<PyDict>().map_err(|_| self.refused("is not a parameter"))?;
        let tag = value
            .get_type()
            .getattr("_tag")
            .ok()
            .and_then(|tag| tag.extract::<(String, String, String)>().ok());
        let outer = self.path.len();
        if let Some((name, variant, content)) = &tag {
            self.out.push(b'{');
            self.json(name)?;
            self.out.push(b':');
            self.json(variant)?;
            self.out.push(b',');
            self.json(content)?;
            self.out.push(b':');
            if outer > 0 {
                self.path.push('.');
            }
            self.path.push_str(content);
        }
        self.out.push(b'{');
        let start = self.out.len();
        for name in fields.keys() {
            let Ok(name) = name.cast_into::<PyString>() else { continue };
            // A field that was deleted by force counts as not given.
            let Ok(member) = value.getattr(&name) else { continue };
            if let (false, Ok(name)) = (member.is_none(), name.to_str()) {
                self.member(start, on_the_wire(name), &member)?;
            }
        }
        self.out.push(b'}');
        if tag.is_some() {
            self.out.push(b'}');
            self.path.truncate(outer);
        }
        Ok(())
    }

    fn money(&mut self, money: &kaikei::univapay::Money) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.out, money).map_err(|_| self.refused("cannot be sent"))
    }

    fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.refused("is nested deeper than 32 levels"));
        }
        self.depth += 1;
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Result<(), Error> {
        match text.to_str() {
            Ok(text) => self.json(text),
            Err(_) => Err(self.refused("must not hold a lone surrogate")),
        }
    }

    fn integer(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        match value.extract::<i128>() {
            Ok(number) => self.literal(&number.to_string()),
            Err(_) => Err(self.refused("must be a number in range")),
        }
    }

    fn float(&mut self, float: &Bound<'_, PyFloat>) -> Result<(), Error> {
        let value = float.value();
        if self.purpose == Purpose::Parameters {
            return Err(self.refused(
                "must not be a float, which cannot hold decimals exactly: use Decimal, int or str",
            ));
        }
        if !value.is_finite() {
            return Err(self.refused("must be a number"));
        }
        self.literal(&value.to_string())
    }

    fn decimal(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        let plain = || -> PyResult<Option<String>> {
            if !value.call_method0("is_finite")?.is_truthy()? {
                return Ok(None);
            }
            let top: i64 = value.call_method0("adjusted")?.extract()?;
            let exponent: i64 = value.call_method0("as_tuple")?.getattr("exponent")?.extract()?;
            if top.abs() > MAX_DIGITS || exponent.abs() > MAX_DIGITS {
                return Ok(Some(String::new()));
            }
            value.call_method1("__format__", ("f",))?.extract().map(Some)
        };
        match plain() {
            Ok(Some(text)) if !text.is_empty() => self.literal(&text),
            Ok(Some(_)) => Err(self.refused("must be a decimal number of at most 28 digits")),
            _ => Err(self.refused("must be a finite number")),
        }
    }

    fn instant(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Error> {
        let py = value.py();
        let naive = value.call_method0("utcoffset").map_or(true, |offset| offset.is_none());
        if naive {
            return Err(self.refused("must have a time zone: a naive datetime is refused"));
        }
        let text = types::utc(py)
            .and_then(|utc| value.call_method1("astimezone", (utc,)))
            .and_then(|instant| instant.call_method0("isoformat"))
            .and_then(|text| text.extract::<String>());
        match text {
            Ok(text) => self.json(&text),
            Err(_) => Err(self.refused("must be a time that UTC can tell")),
        }
    }

    fn formatted(&mut self, value: &Bound<'_, PyAny>, format: &str) -> Result<(), Error> {
        match value.call_method1("strftime", (format,)).and_then(|text| text.extract::<String>()) {
            // Years before 1000 come without their zeros.
            Ok(text) if text.len() == 10 => self.json(&text),
            _ => Err(self.refused("must be a day after the year 999")),
        }
    }

    fn json(&mut self, text: &str) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.out, text).map_err(|_| self.refused("cannot be sent"))
    }

    fn literal(&mut self, text: &str) -> Result<(), Error> {
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn refused(&self, rule: &str) -> Error {
        Error::invalid(if self.path.is_empty() { "parameters" } else { &self.path }, rule)
    }
}
