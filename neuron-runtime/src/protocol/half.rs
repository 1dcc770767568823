//! Where a sigmoid curve is one half, and how steep it is there.

use super::threshold::bisect;
use crate::error::Error;

/// The potential at which a curve is one half, and its slope there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Half {
    /// The potential, mV.
    pub potential: f64,
    /// The slope factor k (mV) of the Boltzmann function 1/(1 + exp(−(V − V½)/k)) that touches the curve there: 1/(4 dy/dV). It is
    /// positive where the curve rises, and negative where it falls.
    pub slope: f64,
}

/// Searches the first crossing of one half among ascending potentials, then its place and the slope there by further runs of `curve`.
pub(super) fn half(
    potentials: &[f64],
    values: &[f64],
    mut curve: impl FnMut(f64) -> Result<f64, Error>,
) -> Result<Option<Half>, Error> {
    /// The distance (mV) of potentials for the slope.
    const STEP: f64 = 0.25;
    /// The accuracy of the potential, mV.
    const ACCURACY: f64 = 1e-7;
    let is_above = |value: f64| value > 0.5;
    let Some(k) = values.windows(2).position(|pair| is_above(pair[0]) != is_above(pair[1])) else { return Ok(None) };
    let begins_above = is_above(values[k]);
    let between = [potentials[k], potentials[k + 1]];
    let potential = bisect(between, ACCURACY, |v| Ok(is_above(curve(v)?) != begins_above))?;
    let mut difference =
        |step: f64| Ok::<_, Error>((curve(potential + step)? - curve(potential - step)?) / (2.0 * step));
    // The error of the fourth order is that of Richardson's extrapolation.
    let rise = (4.0 * difference(STEP)? - difference(2.0 * STEP)?) / 3.0;
    Ok(Some(Half { potential, slope: (4.0 * rise).recip() }))
}

/// Writes the line of a table.
pub(super) fn said(half: Option<Half>, what: &str) -> String {
    match half {
        Some(Half { potential, slope }) => format!("{what} {potential:.3} mV, slope {slope:.3} mV"),
        None => format!("no {what}: the curve does not cross one half between two potentials"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::steps;

    #[test]
    fn the_half_of_a_boltzmann_function_is_its_own() {
        for k in [-6.2, 0.9, 25.0] {
            let curve = |v: f64| ((-(v + 33.3) / k).exp() + 1.0).recip();
            let potentials = steps(-90.0, 30.0, 7);
            let values: Vec<f64> = potentials.iter().map(|v| curve(*v)).collect();
            let found = half(&potentials, &values, |v| Ok(curve(v))).unwrap().unwrap();
            assert!((found.potential + 33.3).abs() < 1e-7, "{found:?}");
            // (2 h/k)⁴/120 and less of it.
            assert!((found.slope / k - 1.0).abs() < 1e-2 * k.powi(-4) + 1e-9, "{found:?}");
        }
        assert_eq!(half(&[0.0, 1.0], &[0.6, 0.7], |_| Ok(0.0)).unwrap(), None);
        assert_eq!(half(&[0.0], &[0.6], |_| Ok(0.0)).unwrap(), None);
    }
}
