//! Rust's doc comments as plain Markdown.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Field};
use crate::names::camel;

/// Without the links that only Rust knows: ``[`crate::ito::Order`]`` becomes `` `Order` ``, and an operation's struct
/// the call that other languages have for it.
pub(crate) fn plain(doc: &str, call_of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(doc.len());
    let mut rest = doc;
    while let Some((before, link)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((path, after)) = link.split_once("`]") else {
            out.push_str("[`");
            rest = link;
            continue;
        };
        let name = path.trim_start_matches("crate::").rsplit_once("ito::").map_or(path, |(_, name)| name);
        out.push('`');
        out.push_str(&call_of(name).unwrap_or_else(|| name.replace("::", ".")));
        out.push('`');
        // A target in parentheses belongs to the link.
        rest = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    out.push_str(rest);
    unwrap(&out)
}

/// Joins the lines of each paragraph, so that every language can break them anew.
fn unwrap(doc: &str) -> String {
    let paragraphs =
        doc.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The API with the names of fields and calls in its texts as languages with camel case have them.
pub(crate) fn in_camel_case(api: &Api) -> Api {
    let names = Names::of(api);
    let mut api = api.clone();
    let rename = |doc: &mut String| *doc = names.rename(doc);
    let fields = |fields: &mut Vec<Field>| fields.iter_mut().for_each(|field| rename(&mut field.doc));
    api.errors.iter_mut().for_each(|error| rename(&mut error.doc));
    for gateway in &mut api.gateways {
        for method in gateway.resources.iter_mut().flat_map(|resource| &mut resource.methods) {
            rename(&mut method.doc);
            fields(&mut method.fields);
        }
        for model in &mut gateway.models {
            rename(&mut model.doc);
            fields(&mut model.fields);
        }
        gateway.unions.iter_mut().for_each(|union| rename(&mut union.doc));
    }
    api
}

/// Names in snake case that texts may hold between backticks.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(api: &Api) -> Self {
        // Of classes that are written by hand.
        let errors = ["retry_after", "http_status", "api_code", "request_id"];
        let pages = ["has_more", "total_hits", "next_cursor"];
        let mut names: BTreeSet<&str> = errors.into_iter().chain(pages).collect();
        let mut calls = Vec::new();
        let mut values = BTreeSet::new();
        for gateway in &api.gateways {
            let methods = gateway.resources.iter().flat_map(|resource| &resource.methods);
            for method in methods {
                calls.extend(method.operation.split_once('.').map(|(_, call)| call));
                names.extend(method.fields.iter().map(|field| field.name.as_str()));
            }
            names.extend(
                gateway.models.iter().flat_map(|model| &model.fields).map(|field| field.name.as_str()),
            );
            values.extend(gateway.values.iter().flat_map(|set| &set.values).map(String::as_str));
            let variants = gateway.unions.iter().flat_map(|union| &union.variants);
            values.extend(variants.map(|variant| variant.value.as_str()));
            // Texts about it are about JSON.
            values.extend(gateway.unions.iter().map(|union| union.tag.as_str()));
        }
        // What is also a value stays as the gateway writes it.
        let names = names.difference(&values).copied().chain(calls);
        let names = names.filter_map(|name| Some((name.to_owned(), camel(name)?)));
        let setting = ("check_parameters: false".to_owned(), "checkParameters: false".to_owned());
        Self(names.chain([setting]).filter(|(wire, name)| wire != name).collect())
    }

    fn rename(&self, doc: &str) -> String {
        let quoted = doc.split('`').enumerate().map(|(at, part)| match at % 2 {
            0 => part.to_owned(),
            _ => self.name(part),
        });
        quoted.collect::<Vec<_>>().join("`")
    }

    /// A name, or a path of names.
    fn name(&self, quoted: &str) -> String {
        let one = |name: &str| self.0.get(name).cloned().unwrap_or_else(|| name.to_owned());
        match self.0.get(quoted) {
            Some(name) => name.clone(),
            None => quoted.split('.').map(one).collect::<Vec<_>>().join("."),
        }
    }
}

/// Breaks text into lines of at most `width` characters, paragraph by paragraph.
pub(crate) fn wrap(doc: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in doc.split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_names() {
        let call = |name: &str| (name == "CreatePayment").then(|| "payments.create".to_owned());
        assert_eq!(plain("Answers [`CreatePayment`](x).", &call), "Answers `payments.create`.");
        assert_eq!(plain("See [`crate::ito::Order`]\nand a list [1].", &call), "See `Order` and a list [1].");
        assert_eq!(plain("broken [`link", &call), "broken [`link");
    }

    #[test]
    fn fields_are_renamed_and_values_are_not() {
        let names = |pairs: &[(&str, &str)]| {
            Names(pairs.iter().map(|(wire, name)| ((*wire).to_owned(), (*name).to_owned())).collect())
        };
        let names = names(&[("exp_month", "expMonth"), ("users.save_kyc", "users.saveKyc")]);
        let doc = "`exp_month` of exp_month, `data.exp_month`, `users.save_kyc` and `we_chat`";
        let renamed = "`expMonth` of exp_month, `data.expMonth`, `users.saveKyc` and `we_chat`";
        assert_eq!(names.rename(doc), renamed);
    }

    #[test]
    fn wraps_by_paragraph() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
    }
}
