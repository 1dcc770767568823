//! Names that are imported beside the prelude.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::model::access::Access;
use neuron_runtime::model::cell::{Cell, DescribeCell};
use neuron_runtime::model::network::{DescribeNetwork, Layout, Network};
#[allow(unused_imports, reason = "each name comes twice, which is what is tested")]
use neuron_runtime::prelude::*;
use neuron_runtime::system::System;

#[test]
fn traits_imported_beside_the_prelude_make_no_method_ambiguous() {
    fn rates<C: Cell<f64> + Network<f64>>(cell: &C, t: f64) -> Vec<f64> {
        let (mut y, mut rates) = (vec![0.0; cell.dim()], vec![0.0; cell.dim()]);
        cell.start(&mut y);
        cell.rhs(t, &y, &mut rates);
        rates
    }
    let axon = HodgkinHuxley::default();
    assert_eq!(rates(&axon, 0.0).len(), axon.dim());
    assert_eq!((<HodgkinHuxley>::CELL.name, <HodgkinHuxley>::NETWORK.name), ("HodgkinHuxley", "HodgkinHuxley"));
    assert_eq!(axon.get(HodgkinHuxley::Na.g), 120.0);
}
