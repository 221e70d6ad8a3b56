use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

/// A JSON answer.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Response {
    // Answers are built from plain structs and maps with text keys, which always serialize.
    let text = serde_json::to_vec(body).unwrap_or_default();
    raw(status, "application/json", text)
}

/// Any answer with a body. A status outside HTTP's range becomes 500.
pub(crate) fn raw(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Sends a browser elsewhere after a form was posted.
pub(crate) fn see_other(location: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, location)
}

/// Sends a browser elsewhere after a GET.
pub(crate) fn found(location: &str) -> Response {
    redirect(StatusCode::FOUND, location)
}

fn redirect(status: StatusCode, location: &str) -> Response {
    let mut response = Response::new(Body::empty());
    // URLs were checked when they came in, so that they fit a header.
    match HeaderValue::from_str(location) {
        Ok(value) => {
            *response.status_mut() = status;
            response.headers_mut().insert(header::LOCATION, value);
        }
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
