#![no_main]
//! Amounts: JSON numbers only, and never another value.

use kaikei_core::Amount;
use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;

fuzz_target!(|text: &str| {
    let Ok(amount) = text.parse::<Amount>() else { return };
    let raw: &RawValue = serde_json::from_str(text).unwrap();
    assert!(raw.get() == text && !text.starts_with(['"', 'n', 't', 'f', '[', '{']), "a JSON number");
    let printed = amount.to_string();
    assert_eq!(printed.parse::<Amount>().unwrap().to_string(), printed);
    assert_eq!(serde_json::from_str::<Amount>(text).unwrap(), amount);
    if !text.contains(['e', 'E']) {
        assert_eq!(printed.trim_start_matches('-'), text.trim_start_matches('-'), "every digit stays");
    }
    let close = text.parse::<f64>().unwrap();
    assert!(
        (printed.parse::<f64>().unwrap() - close).abs() <= close.abs() * 1e-12,
        "{text} became {printed}"
    );
});
