//! Verifying a webhook, on Node-API itself: napi-rs alone costs as much per call as the signature does. The event's
//! fields go over as one string and the places where they end; JavaScript cuts it up. This is the one file with
//! `unsafe`.
#![allow(unsafe_code, reason = "Node-API is a C interface")]

use std::ffi::c_void;
use std::fmt::Write as _;
use std::ptr;
use std::sync::Arc;

use kaikei::ito::{WebhookEvent, WebhookVerifier};
use kaikei::{Amount, Error};
use kaikei_core::time::CalendarDate;
use napi::bindgen_prelude::{Either, FromNapiValue, ToNapiValue, Unknown};
use napi::{Env, check_status, sys};

use crate::clock::time;
use crate::failure::{Failure, fault, outcome};

/// The function `(timestamp, signature, body, now) => string | failure`, and the array that it fills.
pub type Quick<'env> = (Unknown<'env>, Unknown<'env>);

/// The array: flags, the halves of the code and of the timestamp, then where each text of [`push`] ends, counted in UTF-16 as
/// JavaScript does. `node/src/webhook-event.ts` is the other half.
const SLOTS: usize = HEAD + TEXTS;
const HEAD: usize = 5;
const TEXTS: usize = 9;

const IS_OK: u32 = 1;
const HAS_CODE: u32 = 2;
const HAS_CHARGE: u32 = 4;
const HAS_DATE: u32 = 8;

/// Room for more than any valid one, and the zero that Node-API appends: a cut one is never taken for a whole one.
const TIMESTAMP: usize = 16;
const SIGNATURE: usize = 80;

/// What the function holds.
struct Held {
    verifier: Arc<WebhookVerifier>,
    /// The memory of `array`, which only this function writes and only the event's constructor reads.
    slots: *mut [u32; SLOTS],
    /// Keeps the array's buffer alive as long as the function.
    array: sys::napi_ref,
}

pub(crate) fn function(env: &Env, verifier: Arc<WebhookVerifier>) -> napi::Result<Quick<'_>> {
    let env = env.raw();
    let (mut memory, mut buffer, mut array, mut function) =
        (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let mut held = Box::new(Held { verifier, slots: ptr::null_mut(), array: ptr::null_mut() });
    // SAFETY: `env` is that of the running call, all other pointers are to locals. Buffers made by Node-API do not
    // move, and the reference keeps this one alive; JavaScript does not detach it, since it never leaves `webhook-event.ts`.
    // Buffers are zeroed and aligned for any number. The function owns `held` once the finalizer is added.
    unsafe {
        check_status!(sys::napi_create_arraybuffer(
            env,
            size_of::<[u32; SLOTS]>(),
            &mut memory,
            &mut buffer
        ))?;
        let kind = sys::TypedarrayType::uint32_array;
        check_status!(sys::napi_create_typedarray(env, kind, SLOTS, buffer, 0, &mut array))?;
        check_status!(sys::napi_create_reference(env, buffer, 1, &mut held.array))?;
        held.slots = memory.cast();
        let held = Box::into_raw(held);
        let name = c"verify";
        let made = sys::napi_create_function(env, name.as_ptr(), 6, Some(verify), held.cast(), &mut function);
        let owned = match made {
            sys::Status::napi_ok => sys::napi_add_finalizer(
                env,
                function,
                held.cast(),
                Some(finalize),
                ptr::null_mut(),
                ptr::null_mut(),
            ),
            failed => failed,
        };
        if owned != sys::Status::napi_ok {
            finalize(env, held.cast(), ptr::null_mut());
        }
        check_status!(owned)?;
        Ok((Unknown::from_napi_value(env, function)?, Unknown::from_napi_value(env, array)?))
    }
}

/// # Safety
///
/// Called once, by Node-API or before it took `held` over, with what [`function`] made.
unsafe extern "C" fn finalize(env: sys::napi_env, held: *mut c_void, _: *mut c_void) {
    // SAFETY: `held` came from `Box::into_raw`; the reference was made in `env`.
    unsafe {
        let held = Box::from_raw(held.cast::<Held>());
        sys::napi_delete_reference(env, held.array);
    }
}

/// # Safety
///
/// Called by Node-API as the function that [`function`] made.
unsafe extern "C" fn verify(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let checked = outcome(|| {
        let (mut count, mut arguments, mut held) = (4, [ptr::null_mut(); 4], ptr::null_mut());
        // SAFETY: `arguments` has room for `count` values; missing ones become undefined.
        let read = unsafe {
            sys::napi_get_cb_info(env, info, &mut count, arguments.as_mut_ptr(), ptr::null_mut(), &mut held)
        };
        ok(read)?;
        // SAFETY: the pointer given with the function, which lives as long as it, and is never written.
        let held = unsafe { &*held.cast::<Held>() };
        let [timestamp, signature, body, now] = arguments;
        let (mut timestamp_text, mut signature_text) = ([0; TIMESTAMP], [0; SIGNATURE]);
        // SAFETY: values of the running call.
        let (timestamp, signature, body, now) = unsafe {
            (
                text(env, timestamp, &mut timestamp_text)?,
                text(env, signature, &mut signature_text)?,
                bytes(env, body)?,
                number(env, now)?,
            )
        };
        let event = held.verifier.verify_parts(timestamp, signature, body, time("now", now)?)?;
        let texts = Texts::new(&event);
        // SAFETY: the array's memory, and no other reference to it: JavaScript does not run meanwhile.
        unsafe { held.slots.write(texts.slots) };
        // SAFETY: as above.
        unsafe { string(env, &texts) }
    });
    match checked {
        Either::A(value) => value,
        // SAFETY: `env` is that of the running call.
        Either::B(failure) => unsafe { Failure::to_napi_value(env, failure) }.unwrap_or(ptr::null_mut()),
    }
}

/// An event's texts, one after the other.
struct Texts {
    text: String,
    slots: [u32; SLOTS],
}

impl Texts {
    fn new(event: &WebhookEvent) -> Self {
        let mut slots = [0; SLOTS];
        let [flags, code_high, code_low, time_high, time_low, ends @ ..] = &mut slots;
        *flags = (u32::from(event.is_ok()) * IS_OK)
            | (u32::from(event.code.is_some()) * HAS_CODE)
            | (u32::from(event.charge.is_some()) * HAS_CHARGE)
            | (u32::from(event.date.is_some()) * HAS_DATE);
        let code = event.code.unwrap_or_default().cast_unsigned();
        (*code_high, *code_low) = ((code >> 32) as u32, code as u32);
        (*time_high, *time_low) = ((event.timestamp >> 32) as u32, event.timestamp as u32);
        let mut text = String::with_capacity(512);
        let (mut start, mut units) = (0, 0);
        for (at, end) in ends.iter_mut().enumerate() {
            push(&mut text, event, at);
            let added = text.get(start..).unwrap_or_default();
            units += if added.is_ascii() { added.len() } else { added.encode_utf16().count() };
            *end = units as u32;
            start = text.len();
        }
        Self { text, slots }
    }
}

/// Appends the event's text number `at`; nothing if it has none.
fn push(text: &mut String, event: &WebhookEvent, at: usize) {
    match at {
        0 => text.push_str(&event.status),
        1 => text.push_str(&event.payment_id),
        2 => text.push_str(&event.transaction),
        3 => push_amount(text, event.amount),
        4 => event.charge.into_iter().for_each(|charge| push_amount(text, charge)),
        5 => text.push_str(&event.currency),
        6 => text.push_str(&event.custom),
        7 => event.date.into_iter().for_each(|date| push_date(text, date)),
        _ => text.push_str(&event.verified_by),
    }
}

/// As its `Display`, which takes several times as long.
fn push_amount(text: &mut String, amount: Amount) {
    let decimal = amount.decimal();
    let Some(mut rest) = u64::try_from(decimal.mantissa()).ok().filter(|_| !decimal.is_sign_negative())
    else {
        // Writing to a string does not fail.
        let _ = write!(text, "{amount}");
        return;
    };
    // At most 29 digits and a point, from the last to the first.
    let (scale, mut written, mut digits) = (decimal.scale(), 0, [0; 32]);
    let mut places = digits.iter_mut().rev();
    let mut length = 0;
    while written <= scale || rest > 0 {
        let digit = char::from(b'0' + (rest % 10) as u8);
        let point = (scale > 0 && written + 1 == scale).then_some('.');
        for sign in [Some(digit), point].into_iter().flatten() {
            if let Some(place) = places.next() {
                *place = sign as u8;
                length += 1;
            }
        }
        (rest, written) = (rest / 10, written + 1);
    }
    let shown = digits.get(digits.len() - length..).unwrap_or_default();
    text.push_str(std::str::from_utf8(shown).unwrap_or_default());
}

/// As its `Display`, which takes several times as long.
fn push_date(text: &mut String, date: CalendarDate) {
    let mut two = |number: u16| {
        text.push(char::from(b'0' + (number / 10 % 10) as u8));
        text.push(char::from(b'0' + (number % 10) as u8));
    };
    two(date.day().into());
    two(date.month().into());
    two(date.year() / 100);
    two(date.year() % 100);
    text.insert(text.len() - 4, '-');
    text.insert(text.len() - 7, '-');
}

fn ok(status: sys::napi_status) -> Result<(), Error> {
    if status == sys::Status::napi_ok { Ok(()) } else { Err(fault()) }
}

/// A string's UTF-8, cut to the buffer.
///
/// # Safety
///
/// `value` is a value of the running call in `env`.
unsafe fn text(env: sys::napi_env, value: sys::napi_value, buffer: &mut [u8]) -> Result<&[u8], Error> {
    let mut length = 0;
    // SAFETY: Node-API writes at most `buffer.len()` bytes, its closing zero included.
    ok(unsafe {
        sys::napi_get_value_string_utf8(env, value, buffer.as_mut_ptr().cast(), buffer.len(), &mut length)
    })?;
    buffer.get(..length).ok_or_else(fault)
}

/// The bytes of a `Uint8Array`, a `Buffer` among them.
///
/// # Safety
///
/// `value` is a value of the running call in `env`, and no JavaScript runs while the bytes are used.
unsafe fn bytes<'a>(env: sys::napi_env, value: sys::napi_value) -> Result<&'a [u8], Error> {
    let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
    // SAFETY: pointers to locals; what is not asked for is null.
    ok(unsafe {
        sys::napi_get_typedarray_info(
            env,
            value,
            &mut kind,
            &mut length,
            &mut data,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    })?;
    if kind != sys::TypedarrayType::uint8_array {
        return Err(fault());
    }
    // An empty array may have no memory.
    if length == 0 || data.is_null() {
        return Ok(&[]);
    }
    // SAFETY: Node-API vouches for `length` bytes at `data` while JavaScript does not run.
    Ok(unsafe { std::slice::from_raw_parts(data.cast(), length) })
}

/// # Safety
///
/// `value` is a value of the running call in `env`.
unsafe fn number(env: sys::napi_env, value: sys::napi_value) -> Result<f64, Error> {
    let mut number = 0.0;
    // SAFETY: a pointer to a local.
    ok(unsafe { sys::napi_get_value_double(env, value, &mut number) })?;
    Ok(number)
}

/// # Safety
///
/// `env` is that of the running call.
unsafe fn string(env: sys::napi_env, texts: &Texts) -> Result<sys::napi_value, Error> {
    let (start, length) = (texts.text.as_ptr().cast(), texts.text.len().cast_signed());
    let mut value = ptr::null_mut();
    // SAFETY: `length` initialized bytes at `start`. ASCII is Latin-1, and that is copied without decoding.
    ok(unsafe {
        if texts.text.is_ascii() {
            sys::napi_create_string_latin1(env, start, length, &mut value)
        } else {
            sys::napi_create_string_utf8(env, start, length, &mut value)
        }
    })?;
    Ok(value)
}
