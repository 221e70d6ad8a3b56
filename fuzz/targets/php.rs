#![no_main]
//! PHP's two encoders decode back.

use std::borrow::Cow;

use kaikei_core::php::{Value, http_build_query, json_encode};
use libfuzzer_sys::fuzz_target;

fn decode(text: &str) -> String {
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            }
            plain => plain,
        });
    }
    String::from_utf8(out).unwrap()
}

fuzz_target!(|input: (&str, &str)| {
    let (name, text) = input;
    let params = [(Cow::Borrowed(name), Value::Text(Cow::Borrowed(text)))];
    let form = http_build_query(&params);
    let (read_name, read_text) = form.split_once('=').unwrap();
    assert_eq!((decode(read_name), decode(read_text)), (name.to_owned(), text.to_owned()));
    let json: serde_json::Value = serde_json::from_str(&json_encode(&params)).unwrap();
    assert_eq!(json[name], text);
});
