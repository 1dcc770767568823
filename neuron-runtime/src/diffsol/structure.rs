//! The structure of all derivatives: which results depend on which states and parameters.

use super::outputs::Outputs;
use super::tracer::Tracer;
use crate::model::access::Access;
use crate::model::handle::Parameter;
use crate::model::network::{Layout, Network};
use crate::number::{Real, Scalar};
use crate::system::System;
use std::ops::Range;

/// The row and column of every structurally nonzero entry of each derivative.
pub(super) struct Structure {
    pub(super) rhs_by_state: Vec<(usize, usize)>,
    pub(super) rhs_by_parameters: Vec<(usize, usize)>,
    pub(super) output_by_state: Vec<(usize, usize)>,
    pub(super) output_by_parameters: Vec<(usize, usize)>,
    pub(super) start_by_parameters: Vec<(usize, usize)>,
}

impl Structure {
    /// Finds the structure. `own_start` says whether the run begins at the network's own start, which may depend on parameters.
    pub(super) fn find<N: Network<f64>>(
        network: &N,
        parameters: &[Parameter<N::Tag>],
        outputs: &Outputs,
        own_start: bool,
    ) -> Self {
        let (dim, chosen, results) = (network.dim(), parameters.len(), outputs.len());
        let mut y = vec![0.0; dim];
        network.start(&mut y);
        let constants: Vec<Tracer> = y.iter().map(|y| Tracer::from_f64(*y)).collect();
        let zero = Tracer::zero();

        let plain = network.with::<Tracer>();
        let states = |traced: Range<usize>| {
            let mut y = constants.clone();
            for (k, y) in y[traced].iter_mut().enumerate() {
                *y = Tracer::variable(y.re(), k);
            }
            y
        };
        let parametrised = |traced: Range<usize>| {
            let mut parametrised = network.with::<Tracer>();
            for (k, parameter) in parameters.iter().enumerate() {
                let variable = if traced.contains(&k) { k - traced.start } else { Tracer::VARIABLES };
                parametrised.set(*parameter, Tracer::variable(network.get(*parameter), variable));
            }
            parametrised
        };
        Structure {
            rhs_by_state: nonzeros(dim, dim, |columns, dy| plain.rhs(zero, &states(columns), dy)),
            rhs_by_parameters: nonzeros(dim, chosen, |columns, dy| parametrised(columns).rhs(zero, &constants, dy)),
            output_by_state: nonzeros(results, dim, |columns, values| {
                outputs.evaluate(&plain, zero, &states(columns), values);
            }),
            output_by_parameters: nonzeros(results, chosen, |columns, values| {
                outputs.evaluate(&parametrised(columns), zero, &constants, values);
            }),
            start_by_parameters: match own_start {
                true => nonzeros(dim, chosen, |columns, y| parametrised(columns).start(y)),
                false => Vec::new(),
            },
        }
    }
}

/// Returns the row and column of each structurally nonzero entry of the Jacobian of a function with `columns` variables and `rows`
/// results, sorted by column. `evaluate` takes the range of at most 64 variables to trace, and writes the results.
fn nonzeros(rows: usize, columns: usize, mut evaluate: impl FnMut(Range<usize>, &mut [Tracer])) -> Vec<(usize, usize)> {
    let mut entries = Vec::new();
    let mut results = vec![Tracer::zero(); rows];
    for first in (0..columns).step_by(Tracer::VARIABLES) {
        evaluate(first..columns.min(first + Tracer::VARIABLES), &mut results);
        for (row, result) in results.iter().enumerate() {
            entries.extend(result.variables().map(|k| (row, first + k)));
        }
    }
    entries.sort_unstable_by_key(|&(row, column)| (column, row));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row 0 depends on every variable, the others on one each and the last.
    fn arrow(x: &[Tracer], y: &mut [Tracer]) {
        y[0] = x.iter().fold(Tracer::zero(), |sum, x| sum + *x);
        for k in 1..x.len() {
            y[k] = x[k] * x[x.len() - 1];
        }
    }

    fn variables(n: usize, traced: Range<usize>) -> Vec<Tracer> {
        (0..n).map(|k| Tracer::variable(1.0, if traced.contains(&k) { k - traced.start } else { 64 })).collect()
    }

    #[test]
    fn all_dependences_are_found() {
        let n = 150;
        let mut entries = nonzeros(n, n, |traced, y| arrow(&variables(n, traced), y));
        entries.sort_unstable();
        let mut expected: Vec<_> = (0..n).map(|k| (0, k)).collect();
        expected.extend((1..n - 1).flat_map(|k| [(k, k), (k, n - 1)]));
        expected.push((n - 1, n - 1));
        assert_eq!(entries, expected);
    }
}
