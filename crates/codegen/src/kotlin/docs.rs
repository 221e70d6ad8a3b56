//! Comments for users of Kotlin.

use super::split;
use crate::doc::wrap;
use crate::model::Api;
use crate::names::camel;

/// Width of a comment's lines, and of other generated ones.
pub(super) const WIDTH: usize = 100;

/// Core's texts, with what they name called as in Kotlin.
pub(super) struct Docs(Vec<(String, String)>);

impl Docs {
    pub(super) fn new(api: &Api) -> Self {
        let methods =
            api.gateways.iter().flat_map(|gateway| &gateway.resources).flat_map(|resource| &resource.methods);
        let calls = methods.filter_map(|method| {
            let (resource, call) = split(&method.operation);
            Some((format!("{resource}.{call}"), format!("{resource}.{}", camel(call)?)))
        });
        let properties = ["retry_after", "http_status", "api_code", "request_id"];
        let properties = properties.iter().filter_map(|name| Some(((*name).to_owned(), camel(name)?)));
        let setting = ("check_parameters: false".to_owned(), "checkParameters = false".to_owned());
        Self(calls.chain(properties).chain([setting]).filter(|(wire, name)| wire != name).collect())
    }

    /// A KDoc comment, `indent` spaces deep.
    pub(super) fn comment(&self, doc: &str, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let doc = self.0.iter().fold(doc.to_owned(), |doc, (wire, name)| {
            doc.replace(&format!("`{wire}`"), &format!("`{name}`"))
        });
        // Comments nest in Kotlin.
        let doc = doc.replace("/*", "/&#42;").replace("*/", "*&#47;");
        match wrap(&doc, WIDTH - indent - 3).as_slice() {
            [line] => format!("/** {line} */"),
            lines => {
                let lines: Vec<_> =
                    lines.iter().map(|line| format!("{margin} * {line}").trim_end().to_owned()).collect();
                format!("/**\n{}\n{margin} */", lines.join("\n"))
            }
        }
    }
}
