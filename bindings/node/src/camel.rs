//! Writes the fields of structs in camel case. The keys of maps are data, and stay as they are.

use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// The name under which serde_json passes on JSON text that must not be touched.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// A serializer, a value or a part of one, whose structs get camel-case fields.
pub(crate) struct CamelCase<T>(pub(crate) T);

/// `customer_email` becomes `customerEmail`, as the generator of the TypeScript types has it.
fn camel<'a>(snake: &str, out: &'a mut String) -> &'a str {
    out.clear();
    for word in snake.split('_') {
        let start = out.len();
        out.push_str(word);
        if start > 0
            && let Some(first) = out.get_mut(start..=start)
        {
            first.make_ascii_uppercase();
        }
    }
    out
}

impl<T: Serialize + ?Sized> Serialize for CamelCase<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(CamelCase(serializer))
    }
}

/// Methods that hand their one value on unchanged.
macro_rules! pass_on {
    ($( $method:ident($type:ty) )+) => { $(
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.0.$method(value)
        }
    )+ };
}

impl<S: Serializer> Serializer for CamelCase<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = CamelCase<S::SerializeSeq>;
    type SerializeTuple = CamelCase<S::SerializeTuple>;
    type SerializeTupleStruct = CamelCase<S::SerializeTupleStruct>;
    type SerializeTupleVariant = CamelCase<S::SerializeTupleVariant>;
    type SerializeMap = CamelCase<S::SerializeMap>;
    type SerializeStruct = Fields<S>;
    type SerializeStructVariant = CamelCase<S::SerializeStructVariant>;

    pass_on! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_i128(i128)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_u128(u128)
        serialize_f32(f32) serialize_f64(f64)
        serialize_char(char) serialize_str(&str) serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&CamelCase(value))
    }
    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &CamelCase(value))
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &CamelCase(value))
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(len).map(CamelCase)
    }
    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(len).map(CamelCase)
    }
    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, len).map(CamelCase)
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.0.serialize_tuple_variant(name, index, variant, len).map(CamelCase)
    }
    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.0.serialize_map(len).map(CamelCase)
    }
    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        match name {
            RAW_VALUE => self.0.serialize_struct(name, len).map(Fields::Raw),
            _ => self.0.serialize_map(Some(len)).map(|map| Fields::Renamed(map, String::with_capacity(40))),
        }
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.0.serialize_struct_variant(name, index, variant, len).map(CamelCase)
    }
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// A struct's fields. Serializers want the names of fields to be known beforehand, so renamed ones are a map's keys.
pub(crate) enum Fields<S: Serializer> {
    Raw(S::SerializeStruct),
    /// With room for a name.
    Renamed(S::SerializeMap, String),
}

impl<S: Serializer> SerializeStruct for Fields<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        match self {
            Self::Raw(fields) => fields.serialize_field(name, value),
            Self::Renamed(map, room) => map.serialize_entry(camel(name, room), &CamelCase(value)),
        }
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        match self {
            Self::Raw(fields) => fields.end(),
            Self::Renamed(map, _) => map.end(),
        }
    }
}

impl<M: SerializeMap> SerializeMap for CamelCase<M> {
    type Ok = M::Ok;
    type Error = M::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.0.serialize_key(key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.0.serialize_value(&CamelCase(value))
    }
    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

impl<V: SerializeStructVariant> SerializeStructVariant for CamelCase<V> {
    type Ok = V::Ok;
    type Error = V::Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), V::Error> {
        self.0.serialize_field(name, &CamelCase(value))
    }
    fn end(self) -> Result<V::Ok, V::Error> {
        self.0.end()
    }
}

/// Lists of every sort: each element is wrapped.
macro_rules! elements {
    ($( $list:ident::$method:ident ),+) => { $(
        impl<L: $list> $list for CamelCase<L> {
            type Ok = L::Ok;
            type Error = L::Error;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), L::Error> {
                self.0.$method(&CamelCase(value))
            }
            fn end(self) -> Result<L::Ok, L::Error> {
                self.0.end()
            }
        }
    )+ };
}
elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);
