//! Typed methods, one for each operation of core's list.

use kaikei_core::operations;

use crate::{Call, ItoJapan, Univapay};

/// Expands to the resources of both clients. Written once; the blocking clients expand it too.
macro_rules! resources {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => { $( $(
        #[doc = concat!("The calls of `", stringify!($resource), "`.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $type<'a>($crate::resources::client_of!($gateway, 'a));

        impl $type<'_> {
            $( $crate::resources::method!($method, $gateway, $operation $(, $default)?); )+
        }

        impl $crate::resources::client_of!($gateway) {
            #[doc = concat!("The calls of `", stringify!($resource), "`.")]
            pub fn $resource(&self) -> $type<'_> {
                $type(self)
            }
        }
    )+ )+ };
}

/// One typed method; with `default`, one without parameters.
macro_rules! method {
    ($method:ident, $gateway:ident, $operation:ident) => {
        #[doc = concat!("Sends [`", stringify!($operation), "`](", $crate::resources::documented!($gateway, $operation), ").")]
        pub fn $method(
            &self,
            parameters: kaikei_core::$gateway::$operation,
        ) -> Call<kaikei_core::$gateway::$operation> {
            self.0.send(parameters)
        }
    };
    ($method:ident, $gateway:ident, $operation:ident, default) => {
        #[doc = concat!("Sends [`", stringify!($operation), "`](", $crate::resources::documented!($gateway, $operation), ").")]
        pub fn $method(&self) -> Call<kaikei_core::$gateway::$operation> {
            self.0.send(kaikei_core::$gateway::$operation::default())
        }
    };
}

/// Where an operation is documented.
macro_rules! documented {
    ($gateway:ident, $operation:ident) => {
        concat!("kaikei_core::", stringify!($gateway), "::", stringify!($operation))
    };
}

/// The client that a gateway's resources belong to, from the scope that expands [`resources`].
macro_rules! client_of {
    (ito) => { ItoJapan };
    (univapay) => { Univapay };
    (ito, $life:lifetime) => { &$life ItoJapan };
    (univapay, $life:lifetime) => { &$life Univapay };
}

pub(crate) use {client_of, documented, method, resources};

operations!(resources);
