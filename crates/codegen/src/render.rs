//! Templates to files.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::Problem;

/// A file to write.
#[derive(Debug)]
pub struct File {
    /// Below the language's folder of generated files.
    pub path: String,
    /// Its text, before the language's formatter.
    pub text: String,
}

/// The templates of one language.
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn new(templates: &[(&'static str, &'static str)]) -> Result<Self, Problem> {
        let mut environment = Environment::new();
        // A tag on a line of its own leaves no line behind.
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.map_err(|error| error.to_string())?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Python's and TypeScript's sources: nothing is HTML.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        for (name, source) in templates {
            environment.add_template(name, source).map_err(|error| format!("{error:#}"))?;
        }
        Ok(Self(environment))
    }

    pub(crate) fn file(
        &self,
        template: &str,
        path: impl Into<String>,
        context: Value,
    ) -> Result<File, Problem> {
        let template = self.0.get_template(template).map_err(|error| error.to_string())?;
        let text = template.render(context).map_err(|error| format!("{error:#}"))?;
        Ok(File { path: path.into(), text })
    }
}
