//! A person's browser, as far as plain pages and forms need one: no script, no cookies.

use std::sync::Arc;

use kaikei::engine::{Method, Purpose, Timeouts};
use kaikei::{
    CallOptions, Error, ErrorKind, HttpRequest, HttpResponse, Network, Transport, default_transport,
};

use super::wire::path;
use crate::output::Output;

pub(super) struct Browser {
    output: Output,
    http: Arc<dyn Transport>,
}

impl Browser {
    pub(super) fn new(output: Output, base_url: &str) -> Result<Self, Error> {
        Ok(Self { output, http: default_transport(Network::default(), base_url)? })
    }

    /// Opens a page, fills `fields` into its form, presses the button `action`, and returns where that leads.
    pub(super) async fn submit(
        &self,
        url: &str,
        fields: &[(&str, &str)],
        action: &str,
    ) -> Result<String, Error> {
        self.output.say(&format!("  ⌂ browser opens {}", bare_path(url)));
        let page = self.send(Method::Get, url.to_owned(), String::new()).await?;
        let form = Form::of(&String::from_utf8_lossy(&page.body))?;
        let origin = url.strip_suffix(path(url)).unwrap_or(url);
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&form.hidden).extend_pairs(fields).append_pair("action", action);
        self.output.say(&format!("  ⌂ browser presses “{action}”"));
        let answer = self.send(Method::Post, format!("{origin}{}", form.action), body.finish()).await?;
        answer.header("location").map(str::to_owned).ok_or_else(|| {
            let message = format!("the page answered HTTP {} instead of leading on", answer.status);
            Error::new(ErrorKind::Internal, message)
        })
    }

    /// Follows a link and reads nothing.
    pub(super) async fn open(&self, url: &str) -> Result<(), Error> {
        self.output.say(&format!("  ⌂ browser comes back to {}", bare_path(url)));
        self.send(Method::Get, url.to_owned(), String::new()).await.map(|_| ())
    }

    async fn send(&self, method: Method, url: String, body: String) -> Result<HttpResponse, Error> {
        let options = CallOptions::default();
        let form = ("content-type", "application/x-www-form-urlencoded".to_owned().into());
        let request = HttpRequest {
            purpose: Purpose::Call,
            method,
            url,
            headers: if body.is_empty() { Vec::new() } else { vec![form] },
            body: body.into(),
            timeouts: Timeouts { connect: options.connect_timeout, attempt: options.attempt_timeout },
            max_answer: kaikei::engine::MAX_ANSWER,
        };
        Ok(self.http.send(request).await?)
    }
}

/// A URL's path without its query, which may hold a code.
fn bare_path(url: &str) -> &str {
    path(url).split('?').next().unwrap_or_default()
}

/// The first form of a page of the sandbox's own making.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    fn of(page: &str) -> Result<Self, Error> {
        let none = || Error::new(ErrorKind::Internal, "the page holds no form");
        let form = page.split_once("<form").ok_or_else(none)?.1;
        let form = form.split_once("</form>").ok_or_else(none)?.0;
        let action = attribute(form, "action").ok_or_else(none)?;
        let hidden = form
            .split("<input")
            .skip(1)
            .filter(|input| attribute(input, "type").as_deref() == Some("hidden"))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        Ok(Self { action, hidden })
    }
}

/// An attribute of the tag that `text` begins in.
fn attribute(text: &str, name: &str) -> Option<String> {
    let tag = text.split('>').next()?;
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
