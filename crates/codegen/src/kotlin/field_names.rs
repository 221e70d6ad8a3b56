//! How the fields that an error names are called in Kotlin.

use std::collections::BTreeSet;

use super::Facade;
use super::docs::WIDTH;
use crate::doc::wrap;
use crate::model::{Field, Method, Type};

impl Facade<'_> {
    /// The names on the wire that an error may hold, and below which of them the names are the caller's own: lines of code.
    pub(super) fn names(&self, method: &Method) -> Option<[Vec<String>; 2]> {
        let (mut snakes, mut free, mut seen) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        self.collect(&method.fields, &mut snakes, &mut free, &mut seen);
        let lines = |names: &BTreeSet<String>| {
            let names: Vec<_> = names.iter().map(|name| format!("{name:?},")).collect();
            if names.is_empty() { Vec::new() } else { wrap(&names.join(" "), WIDTH) }
        };
        (!snakes.is_empty() || !free.is_empty()).then(|| [lines(&snakes), lines(&free)])
    }

    fn collect<'f>(
        &'f self,
        fields: &'f [Field],
        snakes: &mut BTreeSet<String>,
        free: &mut BTreeSet<String>,
        seen: &mut BTreeSet<&'f str>,
    ) {
        for field in fields {
            if field.name.contains('_') {
                snakes.insert(field.name.clone());
            }
            let mut ty = &field.ty;
            while let Type::List(inner) = ty {
                ty = inner;
            }
            let mut models: Vec<&str> = Vec::new();
            match ty {
                Type::Json | Type::Object => drop(free.insert(field.name.clone())),
                Type::Model(name) | Type::TextOr(_, name) => models.push(name),
                Type::Union(name) => {
                    for union in self.gateway.unions.iter().filter(|union| union.name == *name) {
                        let around = [Some(&union.tag), union.content.as_ref()];
                        snakes
                            .extend(around.into_iter().flatten().filter(|name| name.contains('_')).cloned());
                        models.extend(union.variants.iter().map(|variant| variant.model.as_str()));
                    }
                }
                _ => {}
            }
            for model in self.gateway.models.iter().filter(|model| models.contains(&model.name.as_str())) {
                if seen.insert(&model.name) {
                    self.collect(&model.fields, snakes, free, seen);
                }
            }
        }
    }
}

/// `createPaymentNames`.
pub(super) fn names_of(method: &Method) -> String {
    let (first, rest) = method.parameters.split_at(method.parameters.len().min(1));
    format!("{}{rest}Names", first.to_lowercase())
}
