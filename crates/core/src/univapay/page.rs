//! Lists, page by page.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};

use crate::Operation;
use crate::json::{
    self, Code, How, Members, Missing, ModelShape, OfWhole, Part, Shape, Shaped, Value, written,
};
use crate::open::open_enum;

/// One page of a list.
///
/// An item that cannot be read makes its page fail: a list without one of the charges would be worse than none.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// Whether there is another page.
    pub has_more: bool,
    /// How many items all pages hold; the gateway says it for some lists, on the first page only.
    pub total_hits: Option<u64>,
    /// The `cursor` of the next page; none if this is the last one.
    pub next_cursor: Option<String>,
}

/// An operation that answers one page of a list, as a driver turns its pages.
pub trait Listing: Operation<Answer = Page<Self::Item>> {
    /// What is listed.
    type Item: DeserializeOwned + fmt::Debug + Send + 'static;

    /// The same list from `cursor` on.
    fn turn_to(&mut self, cursor: String);

    /// For all pages: as many items on each as the gateway gives, unless the caller said otherwise.
    fn fill_pages(&mut self);

    /// How many items a page holds at most.
    const LARGEST_PAGE: u64 = 100;
}

/// The item of a page's type.
#[doc(hidden)]
pub trait Paged {
    type Item: DeserializeOwned + fmt::Debug + Send + 'static;
}

impl<T: DeserializeOwned + fmt::Debug + Send + 'static> Paged for Page<T> {
    type Item = T;
}

open_enum! {
    /// The order of a list.
    pub enum CursorDirection {
        /// oldest first.
        Asc = "asc",
        /// newest first.
        Desc = "desc",
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = json::text(deserializer)?;
        let whole = &Members::of(Value::known(&text));
        let items = whole.get("items").ok_or_else(|| D::Error::missing_field("items"))?;
        Ok(Self {
            items: Vec::deserialize(items).map_err(D::Error::custom)?,
            has_more: has_more(whole),
            total_hits: whole.get("total_hits").and_then(|hits| hits.text().parse().ok()),
            next_cursor: next_cursor(whole),
        })
    }
}

impl<T: Shaped> Shaped for Page<T> {
    const SHAPE: Shape = Shape::Model(&ModelShape {
        name: "Page",
        closed: false,
        names: "items\nhas_more\ntotal_hits\nnext_cursor\n",
        codes: &[
            Code::new(Part::Shape(&Shape::List(&Shape::Object)), How::Strict, Missing::Refused),
            Code::new(HAS_MORE, How::Strict, Missing::None),
            Code::new(Part::Shape(&u64::SHAPE), How::LenientInt, Missing::None),
            Code::new(NEXT_CURSOR, How::Strict, Missing::None),
        ],
        parts: &[Part::Shape(&Shape::List(&T::SHAPE)), HAS_MORE, NEXT_CURSOR],
    });
}

const HAS_MORE: Part =
    Part::OfWhole(&OfWhole { read: |members| written(&has_more(members)), shape: &Shape::Bool });
const NEXT_CURSOR: Part =
    Part::OfWhole(&OfWhole { read: |members| written(&next_cursor(members)), shape: &Shape::Text });

fn has_more(whole: &Members<'_>) -> bool {
    whole.get("has_more").is_some_and(|more| more.text() == "true")
}

/// Only the transaction history has a `next_cursor`; elsewhere it is the id of the last item.
fn next_cursor(whole: &Members<'_>) -> Option<String> {
    if !has_more(whole) {
        return None;
    }
    let given = whole.get("next_cursor").filter(|cursor| cursor.first() == b'"' && cursor.text() != "\"\"");
    let cursor = given.or_else(|| whole.get("items")?.parts().last()?.member("id"))?;
    cursor.string().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Page<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Page", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "x-page": generator.subschema_for::<T>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page<String> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_next_page_begins_where_the_gateway_says_or_after_the_last_item() {
        assert_eq!(
            page(r#"{"items":["a"],"has_more":true,"next_cursor":"n"}"#).next_cursor.as_deref(),
            Some("n")
        );
        assert_eq!(page(r#"{"items":["a"],"has_more":false,"next_cursor":"n"}"#).next_cursor, None);
        assert_eq!(page(r#"{"items":[]}"#).next_cursor, None);
        let whole = r#"{"items":[{"id":"a"},{"id":"b"}],"has_more":true}"#;
        let page: Page<crate::Json> = serde_json::from_str(whole).unwrap();
        assert_eq!(page.next_cursor.as_deref(), Some("b"));
        assert!(serde_json::from_str::<Page<String>>(r#"{"has_more":true}"#).is_err());
        assert!(serde_json::from_str::<Page<String>>(r#"{"items":[7]}"#).is_err());
    }
}
