//! The Swift facade.

use crate::Problem;
use crate::model::Api;
use crate::render::File;

/// Every file of `swift/Sources/Kaikei/Generated`.
pub fn files(_api: &Api) -> Result<Vec<File>, Problem> {
    Ok(Vec::new())
}
