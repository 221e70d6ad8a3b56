//! The Kotlin facade.

use crate::Problem;
use crate::model::Api;
use crate::render::File;

/// Every file of `kotlin/src/main/kotlin/jp/kaikei/generated`.
pub fn files(_api: &Api) -> Result<Vec<File>, Problem> {
    Ok(Vec::new())
}
