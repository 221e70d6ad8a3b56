use std::cell::RefCell;

use serde::Serialize;

/// Why a request was refused, as UnivaPay answers it.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(skip)]
    pub(super) http: u16,
    status: &'static str,
    code: &'static str,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct FieldError {
    field: String,
    reason: &'static str,
}

impl Problem {
    pub(super) fn new(http: u16, code: &'static str) -> Self {
        Self { http, status: "error", code, errors: Vec::new() }
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND")
    }
}

/// Collects what is wrong with a request's fields, so that all of it is answered at once.
#[derive(Debug, Default)]
pub(super) struct Problems(RefCell<Vec<FieldError>>);

impl Problems {
    /// Field names are written without the `data.` in front, as the gateway does.
    pub(super) fn add(&self, field: impl Into<String>, reason: &'static str) {
        self.0.borrow_mut().push(FieldError { field: field.into(), reason });
    }

    pub(super) fn settle(self) -> Result<(), Problem> {
        let errors = self.0.into_inner();
        if errors.is_empty() {
            return Ok(());
        }
        Err(Problem { errors, ..Problem::new(400, "VALIDATION_ERROR") })
    }
}
