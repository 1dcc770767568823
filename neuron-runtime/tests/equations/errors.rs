//! What has no value is an error that says so.

use neuron_runtime::library::prinz_2003;
use neuron_runtime::model::equations::Point;
use neuron_runtime::prelude::*;

#[test]
fn what_cannot_be_evaluated_is_an_error() {
    let equations = prinz_2003::NaV::EQUATIONS;
    let error = |inputs: &[(&str, f64)], value: &dyn Fn(Point<'_>) -> Result<f64, Error>| {
        equations.at(inputs).and_then(value).expect_err("an error").to_string()
    };
    assert_eq!(
        error(&[("vv", 1.0)], &|at| at.current()),
        "there is no `NaV.vv`; there are v, t, celsius, area, e, g, m, h"
    );
    // What the equations compute is not given.
    assert_eq!(
        error(&[("m_inf", 1.0)], &|at| at.current()),
        "there is no `NaV.m_inf`; there are v, t, celsius, area, e, g, m, h"
    );
    assert_eq!(error(&[("v", 1.0), ("v", 2.0)], &|at| at.current()), "`v` has two values; give it one");
    assert_eq!(error(&[("v", 1.0)], &|at| at.current()), "NaV.g has no value; give it one (in mS/cm2)");
    assert_eq!(error(&[("g", 1.0)], &|at| at.name("m_inf")), "NaV.v has no value; give it one");
    assert_eq!(error(&[("v", f64::NAN)], &|at| at.name("m_inf")), "m_inf of NaV is not a number at v = NaN");
    assert!(error(&[], &|at| at.name("m_alpha")).starts_with("there is no `NaV.m_alpha`"));
    assert!(error(&[], &|at| at.derivative("n")).starts_with("there is no `NaV.n`"));
    let pool = prinz_2003::CalciumBuffer::EQUATIONS;
    assert!(pool.at(&[]).and_then(|at| at.current()).is_err());
}
