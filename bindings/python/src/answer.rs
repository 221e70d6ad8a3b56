//! Answers as Python objects, built straight from the core's types: a serde serializer whose output is objects.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use kaikei::{Answered, Error, ErrorKind};
use kaikei_core::Decoded;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyType};
use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

use crate::encode::on_the_wire;
use crate::error::{internal, raised};
use crate::http::Response;
use crate::process::lock;
use crate::{civil, types};

/// What serde_json calls a struct that is JSON text.
const RAW_JSON: &str = "$serde_json::private::RawValue";

/// The typed answer, with the whole answer beside it.
pub(crate) fn build<'py>(py: Python<'py>, answered: Answered) -> PyResult<Bound<'py, PyAny>> {
    let object = value(py, &answered.value)?;
    if object.is_instance(types::model(py)?)? {
        let beside = object.getattr("__dict__")?;
        beside.set_item(pyo3::intern!(py, "_response"), Response::of(answered.answer, answered.retries))?;
    }
    Ok(object)
}

/// The typed answer alone.
pub(crate) fn value<'py>(py: Python<'py>, decoded: &Decoded) -> PyResult<Bound<'py, PyAny>> {
    decoded.write(Builder { py, reading: Reading::Text }).map_err(|Failed(error)| error)
}

/// How a field's text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Text,
    Decimal,
    Instant,
    Day,
    Json,
}

/// The class of one struct's objects, looked up once.
struct Class {
    /// `object.__new__` of the class; none for a struct without one, which becomes a dict.
    class: Option<Py<PyType>>,
    /// In the order in which serde comes by, but for fields of other versions.
    fields: Vec<Field>,
}

struct Field {
    on_the_wire: String,
    name: Py<PyString>,
    reading: Reading,
}

impl Class {
    fn of(py: Python<'_>, name: &'static str) -> PyResult<Arc<Self>> {
        static KNOWN: Mutex<Option<HashMap<&'static str, Arc<Class>>>> = Mutex::new(None);
        if let Some(class) = lock(&KNOWN).as_ref().and_then(|known| known.get(name)) {
            return Ok(Arc::clone(class));
        }
        // Importing may let other threads run, so the lock is not held; two threads may both look it up.
        let class = Arc::new(Self::load(py, name)?);
        lock(&KNOWN).get_or_insert_default().insert(name, Arc::clone(&class));
        Ok(class)
    }

    fn load(py: Python<'_>, name: &str) -> PyResult<Self> {
        static TABLE: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
        let table = TABLE.get_or_try_init(py, || {
            let table = py.import("kaikei.generated.table")?.getattr("MODELS")?;
            PyResult::Ok(table.cast_into::<PyDict>()?.unbind())
        })?;
        let Some(entry) = table.bind(py).get_item(name)? else {
            return Ok(Self { class: None, fields: Vec::new() });
        };
        let (module, readings): (String, HashMap<String, String>) = entry.extract()?;
        let class = py.import(module.as_str())?.getattr(name)?.cast_into::<PyType>()?;
        let declared = class.getattr("__dataclass_fields__")?.cast_into::<PyDict>()?;
        let mut fields = Vec::new();
        for field in declared.keys() {
            let field: String = field.extract()?;
            let reading = match readings.get(on_the_wire(&field)).map(String::as_str) {
                Some("decimal") => Reading::Decimal,
                Some("datetime") => Reading::Instant,
                Some("date") => Reading::Day,
                _ => Reading::Text,
            };
            let name = PyString::intern(py, &field).unbind();
            fields.push(Field { on_the_wire: on_the_wire(&field).to_owned(), name, reading });
        }
        Ok(Self { class: Some(class.unbind()), fields })
    }

    /// The field called `key`, and where the next one is likely to be: lists have many rows, and hashing names is most of
    /// what building one costs.
    fn field(&self, key: &str, likely: usize) -> (Option<&Field>, usize) {
        let is = |field: &&Field| field.on_the_wire == key;
        match self.fields.get(likely).filter(is) {
            Some(field) => (Some(field), likely + 1),
            None => match self.fields.iter().position(|field| field.on_the_wire == key) {
                Some(at) => (self.fields.get(at), at + 1),
                None => (None, likely),
            },
        }
    }

    /// An object without its fields, and where they go. Frozen dataclasses refuse `setattr`, and their `__init__` would
    /// take the fields one by one.
    fn start<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyDict>)> {
        static NEW: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Some(class) = &self.class else {
            let dict = PyDict::new(py);
            return Ok((dict.clone().into_any(), dict));
        };
        let new = NEW.get_or_try_init(py, || {
            PyResult::Ok(py.import("builtins")?.getattr("object")?.getattr("__new__")?.unbind())
        })?;
        let object = new.bind(py).call1((class,))?;
        let dict = object.getattr(pyo3::intern!(py, "__dict__"))?.cast_into::<PyDict>()?;
        Ok((object, dict))
    }
}

/// An exception on its way through serde.
#[derive(Debug)]
struct Failed(PyErr);

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}
impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer cannot be built")
    }
}
impl std::error::Error for Failed {}
impl ser::Error for Failed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Python::attach(|py| Self(raised(py, &internal("the answer cannot be built"))))
    }
}

#[derive(Clone, Copy)]
struct Builder<'py> {
    py: Python<'py>,
    reading: Reading,
}

type Built<'py> = Result<Bound<'py, PyAny>, Failed>;

impl<'py> Builder<'py> {
    fn convert<T: IntoPyObject<'py>>(self, value: T) -> Built<'py>
    where
        T::Error: Into<PyErr>,
    {
        value.into_bound_py_any(self.py).map_err(Failed)
    }

    fn read(self, text: &str) -> Built<'py> {
        let py = self.py;
        let unreadable = |what: &str| {
            let error = Error::new(ErrorKind::InvalidResponse, format!("the answer holds {what}"));
            Failed(raised(py, &error))
        };
        match self.reading {
            Reading::Text => Ok(PyString::new(py, text).into_any()),
            Reading::Json => Ok(types::from_json(py, text)?),
            Reading::Decimal => Ok(types::decimal(py)?.call1((text,))?),
            Reading::Instant => {
                civil::instant(py, text).map_err(|_| unreadable("a time that Python cannot hold"))
            }
            Reading::Day => civil::day(py, text).map_err(|_| unreadable("a day that Python cannot hold")),
        }
    }
}

macro_rules! scalars {
    ($( $method:ident: $type:ty ),+) => { $(
        fn $method(self, value: $type) -> Built<'py> {
            self.convert(value)
        }
    )+ };
}

impl<'py> Serializer for Builder<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    type SerializeSeq = Items<'py>;
    type SerializeTuple = Items<'py>;
    type SerializeTupleStruct = Items<'py>;
    type SerializeTupleVariant = Impossible<Self::Ok, Failed>;
    type SerializeMap = Members<'py>;
    type SerializeStruct = Fields<'py>;
    type SerializeStructVariant = Impossible<Self::Ok, Failed>;

    scalars!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char
    );

    fn serialize_str(self, text: &str) -> Built<'py> {
        self.read(text)
    }
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Built<'py> {
        self.read(&value.to_string())
    }
    fn serialize_bytes(self, bytes: &[u8]) -> Built<'py> {
        Ok(PyBytes::new(self.py, bytes).into_any())
    }
    fn serialize_none(self) -> Built<'py> {
        Ok(self.py.None().into_bound(self.py))
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built<'py> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Built<'py> {
        self.serialize_none()
    }
    fn serialize_unit_struct(self, _: &'static str) -> Built<'py> {
        self.serialize_none()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Built<'py> {
        Ok(PyString::intern(self.py, variant).into_any())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Built<'py> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Built<'py> {
        let dict = PyDict::new(self.py);
        dict.set_item(variant, value.serialize(self)?)?;
        Ok(dict.into_any())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'py>, Failed> {
        Ok(Items { builder: self, list: PyList::empty(self.py) })
    }
    fn serialize_tuple(self, length: usize) -> Result<Items<'py>, Failed> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'py>, Failed> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failed> {
        Err(ser::Error::custom("no answer holds one"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members<'py>, Failed> {
        Ok(Members { builder: self, dict: PyDict::new(self.py), key: None })
    }
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields<'py>, Failed> {
        if name == RAW_JSON {
            return Ok(Fields::Json(Builder { reading: Reading::Json, ..self }, None));
        }
        let class = Class::of(self.py, name)?;
        let (object, dict) = class.start(self.py)?;
        Ok(Fields::Object { py: self.py, class, object, dict, likely: 0 })
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failed> {
        Err(ser::Error::custom("no answer holds one"))
    }
}

struct Items<'py> {
    builder: Builder<'py>,
    list: Bound<'py, PyList>,
}

impl<'py> ser::SerializeSeq for Items<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        Ok(self.list.append(value.serialize(self.builder)?)?)
    }
    fn end(self) -> Built<'py> {
        Ok(self.list.into_any())
    }
}

macro_rules! like_seq {
    ($( $trait:ident $method:ident ),+) => { $(
        impl<'py> ser::$trait for Items<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Failed;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
                ser::SerializeSeq::serialize_element(self, value)
            }
            fn end(self) -> Built<'py> {
                ser::SerializeSeq::end(self)
            }
        }
    )+ };
}
like_seq!(SerializeTuple serialize_element, SerializeTupleStruct serialize_field);

struct Members<'py> {
    builder: Builder<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeMap for Members<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        self.key = Some(key.serialize(Builder { reading: Reading::Text, ..self.builder })?);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        let value = value.serialize(self.builder)?;
        Ok(self.dict.set_item(self.key.take(), value)?)
    }
    fn end(self) -> Built<'py> {
        Ok(self.dict.into_any())
    }
}

enum Fields<'py> {
    Object {
        py: Python<'py>,
        class: Arc<Class>,
        object: Bound<'py, PyAny>,
        dict: Bound<'py, PyDict>,
        likely: usize,
    },
    Json(Builder<'py>, Option<Bound<'py, PyAny>>),
}

impl<'py> ser::SerializeStruct for Fields<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        match self {
            Self::Object { py, class, dict, likely, .. } => {
                let (py, (known, next)) = (*py, class.field(key, *likely));
                *likely = next;
                let reading = known.map_or(Reading::Text, |field| field.reading);
                let value = value.serialize(Builder { py, reading })?;
                match known {
                    Some(field) => dict.set_item(&field.name, value)?,
                    None => dict.set_item(PyString::intern(py, key), value)?,
                }
            }
            Self::Json(builder, read) => *read = Some(value.serialize(*builder)?),
        }
        Ok(())
    }
    fn end(self) -> Built<'py> {
        match self {
            Self::Object { object, .. } => Ok(object),
            Self::Json(builder, read) => read.map_or_else(|| builder.serialize_none(), Ok),
        }
    }
}
