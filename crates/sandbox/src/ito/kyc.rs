use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::api::Refused;
use crate::fields::{Field, Fields};
use crate::pages::Language;

/// One question of the form.
struct Question {
    name: &'static str,
    english: &'static str,
    japanese: &'static str,
    kind: Kind,
    required: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Date,
    Country,
    Phone,
    Select,
}

const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("passport", "Passport", "パスポート"),
    ("drivers_license", "Driver's license", "運転免許証"),
    ("residence_card", "Residence card", "在留カード"),
    ("my_number_card", "My Number card", "マイナンバーカード"),
];

const fn question(
    name: &'static str,
    english: &'static str,
    japanese: &'static str,
    kind: Kind,
    required: bool,
) -> Question {
    Question { name, english, japanese, kind, required }
}

const QUESTIONS: [Question; 11] = [
    question("first_name", "First name", "名", Kind::Text, true),
    question("last_name", "Last name", "姓", Kind::Text, true),
    question("date_of_birth", "Date of birth", "生年月日", Kind::Date, true),
    question("nationality", "Nationality", "国籍", Kind::Country, true),
    question("address", "Address", "住所", Kind::Text, true),
    question("city", "City", "市区町村", Kind::Text, true),
    question("postal_code", "Postal code", "郵便番号", Kind::Text, true),
    question("country", "Country", "国", Kind::Country, true),
    question("phone", "Phone number", "電話番号", Kind::Phone, false),
    question("document_type", "Identity document", "本人確認書類", Kind::Select, true),
    question("document_number", "Document number", "書類番号", Kind::Text, true),
];

/// Messages by field, as Laravel's validator answers them.
pub(super) type Errors = BTreeMap<String, Vec<String>>;

/// A user's identity check: a draft, complete, then submitted and locked.
#[derive(Debug, Default)]
pub(crate) struct Kyc {
    values: BTreeMap<&'static str, String>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    NotStarted,
    Draft,
    Complete,
    Submitted,
}

impl Kyc {
    pub(super) fn status(&self) -> &'static str {
        match self.stage {
            Stage::NotStarted => "not_started",
            Stage::Draft => "draft",
            Stage::Complete => "complete",
            Stage::Submitted => "submitted",
        }
    }

    /// Status, questions, answers and what is missing.
    pub(super) fn view(&self, language: Language) -> Value {
        json!({
            "status": self.status(),
            "locked": self.stage == Stage::Submitted,
            "schema": QUESTIONS.iter().map(|q| q.view(language)).collect::<Vec<_>>(),
            "values": self.values,
            "missing": missing(&self.values),
        })
    }

    /// Merges some answers; `null` takes one back.
    pub(super) fn save_draft(&mut self, fields: &Fields, today: Date) -> Result<(), Refused> {
        self.unlocked()?;
        for (name, answer) in answers(fields, today)? {
            match answer {
                Some(text) => self.values.insert(name, text),
                None => self.values.remove(name),
            };
        }
        self.stage = Stage::Draft;
        Ok(())
    }

    /// Replaces all answers, if they are complete.
    pub(super) fn save_whole(&mut self, fields: &Fields, today: Date) -> Result<(), Refused> {
        self.unlocked()?;
        let values: BTreeMap<_, _> =
            answers(fields, today)?.into_iter().filter_map(|(name, answer)| Some((name, answer?))).collect();
        complete(&values)?;
        self.values = values;
        self.stage = Stage::Complete;
        Ok(())
    }

    /// Submits complete answers, and locks them.
    pub(super) fn submit(&mut self) -> Result<(), Refused> {
        self.unlocked()?;
        complete(&self.values)?;
        self.stage = Stage::Submitted;
        Ok(())
    }

    fn unlocked(&self) -> Result<(), Refused> {
        if self.stage == Stage::Submitted { Err(Refused::KycLocked) } else { Ok(()) }
    }
}

fn missing(values: &BTreeMap<&'static str, String>) -> Vec<&'static str> {
    QUESTIONS.iter().filter(|q| q.required && !values.contains_key(q.name)).map(|q| q.name).collect()
}

fn complete(values: &BTreeMap<&'static str, String>) -> Result<(), Refused> {
    let errors: Errors = missing(values)
        .into_iter()
        .map(|name| (name.to_owned(), vec![format!("The {name} field is required.")]))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Refused::Invalid(errors)) }
}

/// Every answer, checked; `None` for one that is empty.
fn answers(fields: &Fields, today: Date) -> Result<Vec<(&'static str, Option<String>)>, Refused> {
    let mut errors = Errors::new();
    let mut answers = Vec::new();
    for (name, field) in &fields.0 {
        let Some(question) = QUESTIONS.iter().find(|question| question.name == name) else {
            errors.insert(name.clone(), vec![format!("The {name} field is unknown.")]);
            continue;
        };
        match field {
            Field::Null => answers.push((question.name, None)),
            Field::Text(text) | Field::Number(text) if text.is_empty() => answers.push((question.name, None)),
            Field::Text(text) | Field::Number(text) if question.accepts(text, today) => {
                answers.push((question.name, Some(text.clone())));
            }
            _ => {
                errors.insert(name.clone(), vec![format!("The {name} field is invalid.")]);
            }
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(Refused::Invalid(errors)) }
}

impl Question {
    fn accepts(&self, text: &str, today: Date) -> bool {
        match self.kind {
            Kind::Text => text.chars().count() <= 255 && !text.chars().any(char::is_control),
            Kind::Date => text.len() == 10 && text.parse::<Date>().is_ok_and(|date| date < today),
            Kind::Country => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
            Kind::Phone => {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                (7..=15).contains(&digits)
                    && text.bytes().all(|b| b.is_ascii_digit() || b" +-()".contains(&b))
            }
            Kind::Select => DOCUMENTS.iter().any(|(value, _, _)| *value == text),
        }
    }

    fn view(&self, language: Language) -> Value {
        let kind = match self.kind {
            Kind::Text => "text",
            Kind::Date => "date",
            Kind::Country => "country",
            Kind::Phone => "tel",
            Kind::Select => "select",
        };
        let mut view = json!({
            "name": self.name,
            "label": language.pick(self.english, self.japanese),
            "type": kind,
            "required": self.required,
        });
        if self.kind == Kind::Select {
            view["options"] = DOCUMENTS
                .iter()
                .map(|(value, english, japanese)| json!({ "value": value, "label": language.pick(english, japanese) }))
                .collect();
        }
        view
    }
}
