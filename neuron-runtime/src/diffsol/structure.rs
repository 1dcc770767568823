//! What depends on what, for all states and parameters.

use crate::model::network::Layout;
use crate::system::System;
use std::ops::Range;

use super::outputs::Outputs;
use super::pattern::Pattern;
use super::reach::Reach;
use crate::model::access::Access;
use crate::model::handle::Parameter;
use crate::model::network::Network;
use crate::number::Scalar;

/// Row and column of all entries that derivatives can have.
pub(super) struct Structure {
    pub(super) rhs_by_state: Vec<(usize, usize)>,
    pub(super) rhs_by_parameters: Vec<(usize, usize)>,
    pub(super) output_by_state: Vec<(usize, usize)>,
    pub(super) output_by_parameters: Vec<(usize, usize)>,
    pub(super) start_by_parameters: Vec<(usize, usize)>,
}

impl Structure {
    /// With a `start` of the network's own, its derivatives, too.
    pub(super) fn find<N: Network<f64>>(
        network: &N,
        parameters: &[Parameter<N::Tag>],
        outputs: &Outputs,
        start: bool,
    ) -> Self {
        let (dim, chosen, results) = (network.dim(), parameters.len(), outputs.len());
        let mut y = vec![0.0; dim];
        network.start(&mut y);
        let constants: Vec<Reach> = y.iter().map(|y| Reach::from_f64(*y)).collect();
        let zero = Reach::zero();

        let plain = network.with::<Reach>();
        let marked = |marked: Range<usize>| {
            let mut y = constants.clone();
            for (k, y) in y[marked].iter_mut().enumerate() {
                *y = Reach::variable(y.re(), k);
            }
            y
        };
        let varied = |marked: Range<usize>| {
            let mut varied = network.with::<Reach>();
            for (k, parameter) in parameters.iter().enumerate() {
                let variable = if marked.contains(&k) { k - marked.start } else { Reach::VARIABLES };
                varied.set(*parameter, Reach::variable(network.get(*parameter), variable));
            }
            varied
        };
        Structure {
            rhs_by_state: Pattern::find(dim, dim, |columns, dy| plain.rhs(zero, &marked(columns), dy)),
            rhs_by_parameters: Pattern::find(dim, chosen, |columns, dy| varied(columns).rhs(zero, &constants, dy)),
            output_by_state: Pattern::find(results, dim, |columns, values| {
                outputs.evaluate(&plain, zero, &marked(columns), values);
            }),
            output_by_parameters: Pattern::find(results, chosen, |columns, values| {
                outputs.evaluate(&varied(columns), zero, &constants, values);
            }),
            start_by_parameters: match start {
                true => Pattern::find(dim, chosen, |columns, y| varied(columns).start(y)),
                false => Vec::new(),
            },
        }
    }
}
