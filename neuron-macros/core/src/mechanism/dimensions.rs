//! The dimensions of a mechanism's equations.

use super::model::Model;
use crate::errors::Errors;

/// Checks every equation and says whether the current is per area.
pub fn check(model: &Model, errors: &mut Errors) -> bool {
    let _ = errors;
    model.parameters.iter().any(|parameter| {
        let dimension =
            parameter.unit.as_ref().map(|unit| unit.dimension).or(parameter.default.as_ref().map(|d| d.dimension));
        dimension == Some(crate::unit::Dimension::CONDUCTANCE_DENSITY)
            || dimension == Some(crate::unit::Dimension::CURRENT_DENSITY)
    })
}
