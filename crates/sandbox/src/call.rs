use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, Method, header};

use crate::fields::Fields;
use crate::json::Members;
use crate::pages::Language;

/// A request to a gateway, read and taken apart, before anyone has judged it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Scheme and authority that the client used, for links back to this sandbox.
    pub(crate) origin: String,
    /// `None` if the body is none of form, multipart and a JSON object.
    pub(crate) fields: Option<Fields>,
}

impl Call {
    pub(crate) async fn read(method: Method, uri: &axum::http::Uri, headers: HeaderMap, body: Bytes) -> Self {
        let query = uri.query().map(pairs).unwrap_or_default();
        let fields = fields(&headers, &body).await;
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        // Over HTTP there is a Host header; in-process callers may give an absolute URI instead.
        let origin = match (host, uri.authority()) {
            (Some(host), _) => format!("http://{host}"),
            (None, Some(authority)) => format!("{}://{authority}", uri.scheme_str().unwrap_or("http")),
            (None, None) => "http://127.0.0.1".to_owned(),
        };
        Self { method, path: uri.path().to_owned(), query, headers, body, origin, fields }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.fields.as_ref()?.filled(name)
    }

    /// Path and query, to come back to.
    pub(crate) fn here(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        format!("{}?{}", self.path, query.finish())
    }

    /// `lang` in query or form, else what the browser asks for.
    pub(crate) fn language(&self) -> Language {
        let asked = self.query("lang").or_else(|| self.text("lang"));
        Language::choose(asked, self.header("accept-language"))
    }
}

/// The pairs of a form or query text.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

async fn fields(headers: &HeaderMap, body: &Bytes) -> Option<Fields> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => {
            let members: Members = serde_json::from_slice(body).ok()?;
            Some(Fields::from_json(members))
        }
        "multipart/form-data" => multipart(content_type, body.clone()).await,
        "" if body.is_empty() => Some(Fields::default()),
        "" | "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(body).ok()?;
            Some(Fields::from_pairs(pairs(text)))
        }
        _ => None,
    }
}

async fn multipart(content_type: &str, body: Bytes) -> Option<Fields> {
    let request =
        Request::post("/").header(header::CONTENT_TYPE, content_type).body(Body::from(body)).ok()?;
    let mut parts = Multipart::from_request(request, &()).await.ok()?;
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_owned();
        pairs.push((name, part.text().await.ok()?));
    }
    Some(Fields::from_pairs(pairs))
}
