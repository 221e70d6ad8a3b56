//! How an operation of UnivaPay is declared.

/// Declares an operation: its parameters, those that are required first, and what is fixed about it.
///
/// - `takes` are required, `may` are optional.
/// - `in store_id` adds the store, `by cursor` what every list takes.
macro_rules! request {
    (
        $(#[$doc:meta])*
        $name:ident -> $answer:ty, $operation:literal, $method:ident $path:literal,
        takes { $( $(#[$rdoc:meta])* $required:ident : $rtype:ty ),+ $(,)? }
        $($rest:tt)*
    ) => {
        request! { @write [$(#[$doc])*] $name -> $answer, $operation, $method $path,
            takes { $( $(#[$rdoc])* $required : $rtype ),+ } $($rest)* }

        impl $name {
            /// With what is required.
            #[allow(clippy::needless_update, reason = "there may be nothing but what is required")]
            pub fn new($( $required: impl Into<$rtype> ),+) -> Self {
                Self { $( $required: $required.into(), )+ ..crate::json::Blank::blank() }
            }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident -> $answer:ty, $operation:literal, $method:ident $path:literal
        $($rest:tt)*
    ) => {
        request! { @write [$(#[$doc])* #[derive(Default)]] $name -> $answer, $operation, $method $path,
            takes { } $($rest)* }
    };
    (
        @write [$(#[$doc:meta])*] $name:ident -> $answer:ty, $operation:literal, $method:ident $path:literal,
        takes { $( $(#[$rdoc:meta])* $required:ident : $rtype:ty ),* }
        $(, may { $( $(#[$odoc:meta])* $optional:ident : $otype:ty ),+ $(,)? })?
        $(, in $store:ident)?
        $(, by $cursor:ident)?
        $(, with { $( $fixed:ident : $value:expr ),+ $(,)? })?
        $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Serialize, kaikei_derive::Model, kaikei_derive::Shaped)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( $(#[$rdoc])* pub $required: $rtype, )*
            $( $( $(#[$odoc])* pub $optional: Option<$otype>, )+ )?
            $(
                /// The store's id, a UUID; by default the one that the application token names.
                pub $store: Option<String>,
            )?
            $(
                /// Where the page begins: the `next_cursor` of the page before.
                pub $cursor: Option<String>,
                /// How many items a page holds, 1 to 100; by default 10, and 100 when the whole list is read.
                pub limit: Option<u64>,
                /// Newest first, `desc`, by default; or `asc`.
                pub cursor_direction: Option<crate::univapay::CursorDirection>,
            )?
        }

        $(
            impl crate::univapay::Listing for $name {
                type Item = <$answer as crate::univapay::Paged>::Item;
                fn turn_to(&mut self, cursor: String) {
                    self.$cursor = Some(cursor);
                }
                fn fill_pages(&mut self) {
                    self.limit.get_or_insert(Self::LARGEST_PAGE);
                }
            }
        )?

        impl crate::Operation for $name {
            type Answer = $answer;
            const META: &'static crate::Meta = &crate::Meta {
                $( $( $fixed: $value, )+ )?
                ..crate::Meta::univapay($operation, crate::engine::Method::$method, $path)
            };

            const PARAMETERS: crate::operation::Parameters =
                crate::operation::Parameters::Shaped(&<Self as crate::json::Shaped>::SHAPE);
        }
    };
}

pub(super) use request;
