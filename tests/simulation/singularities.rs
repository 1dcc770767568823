//! Removable singularities of published rate equations: value and two derivatives at the point and around it, in all the
//! forms in which people write them.

use neuron_runtime::number::{Dual, Tangent};
use neuron_runtime::prelude::*;
use num_dual::{Dual2_64, HyperDual64};

/// Each gate's opening rate is a function of x = (v + 40)/10, in 1/ms, with its singular point at −40 mV.
#[channel(current = g * (a + b + c + d + f + k + l + o + p + q + r) * (v - e))]
pub struct Forms {
    #[param(1mS/cm2)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(-40mV)]
    half: Param,
    #[param(10mV)]
    slope: Param,
    /// As published: no units.
    #[gate(alpha = 0.1*(v+40)/(1-exp(-(v+40)/10)), beta = 1)]
    a: Gate,
    /// Sign flipped above and below.
    #[gate(alpha = -0.1*(v+40)/(exp(-(v+40)/10)-1), beta = 1)]
    b: Gate,
    /// Sign flipped within.
    #[gate(alpha = (-40-v)/10/(exp((-40-v)/10)-1), beta = 1)]
    c: Gate,
    /// With units.
    #[gate(alpha = 0.1/ms/mV*(v + 40mV)/(1 - exp(-(v + 40mV)/10mV)), beta = 1/ms)]
    d: Gate,
    /// With parameters.
    #[gate(alpha = 1/ms*((v - half)/slope)/(1 - exp((half - v)/slope)), beta = 1/ms)]
    f: Gate,
    /// The numerator spread over a product.
    #[gate(alpha = 2*(0.5*(v+40))*0.1/(1-exp(-0.1*v-4)), beta = 1)]
    k: Gate,
    #[gate(alpha = 0.1*(v+40)/expm1((v+40)/10), beta = 1)]
    l: Gate,
    #[gate(alpha = -(v+40)/10/expm1(-(v+40)/10), beta = 1)]
    o: Gate,
    #[gate(alpha = 0.1*(v+40)/tanh((v+40)/10), beta = 1)]
    p: Gate,
    #[gate(alpha = 0.1*(v+40)/sinh((v+40)/10), beta = 1)]
    q: Gate,
    /// A difference of exponentials: e^x − e^−x is 2 sinh x.
    #[gate(alpha = 0.2*(v+40)/(exp((v+40)/10)-exp(-(v+40)/10)), beta = 1)]
    r: Gate,
}

/// Coefficients of 1, x, x², …: x/(1 − e⁻ˣ), x/(eˣ − 1), x/tanh x, x/sinh x (Abramowitz & Stegun 1964, 23.1.1, 4.5.67 and
/// 4.5.65).
const RISING: [f64; 9] = [1.0, 0.5, 1.0 / 12.0, 0.0, -1.0 / 720.0, 0.0, 1.0 / 30_240.0, 0.0, -1.0 / 1_209_600.0];
const FALLING: [f64; 9] = [1.0, -0.5, 1.0 / 12.0, 0.0, -1.0 / 720.0, 0.0, 1.0 / 30_240.0, 0.0, -1.0 / 1_209_600.0];
const TANH: [f64; 9] = [1.0, 0.0, 1.0 / 3.0, 0.0, -1.0 / 45.0, 0.0, 2.0 / 945.0, 0.0, -1.0 / 4725.0];
const SINH: [f64; 9] = [1.0, 0.0, -1.0 / 6.0, 0.0, 7.0 / 360.0, 0.0, -31.0 / 15_120.0, 0.0, 127.0 / 604_800.0];

/// Returns the value and the first two derivatives with respect to x.
fn truth(c: &[f64; 9], x: f64) -> [f64; 3] {
    let sum = |term: &dyn Fn(usize) -> f64| (0..9).map(term).sum();
    [
        sum(&|k| c[k] * x.powi(k as i32)),
        sum(&|k| if k < 1 { 0.0 } else { c[k] * k as f64 * x.powi(k as i32 - 1) }),
        sum(&|k| if k < 2 { 0.0 } else { c[k] * (k * (k - 1)) as f64 * x.powi(k as i32 - 2) }),
    ]
}

fn assert_close(found: f64, truth: f64, what: &str) {
    assert!((found - truth).abs() <= 1e-12 * truth.abs().max(1.0), "{what}: {found} for {truth}");
}

macro_rules! forms {
    ($($rate:ident: $coefficients:expr;)*) => {$(
        #[test]
        fn $rate() {
            let offsets = [1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];
            let around = offsets.iter().flat_map(|d| [*d, -*d]).chain([0.0]);
            let forms = Forms::default();
            let second: Forms<Dual<Dual2_64>> = Convert::convert(&forms);
            let hyper: Forms<Dual<HyperDual64>> = Convert::convert(&forms);
            let tangent: Forms<Tangent<8>> = Convert::convert(&forms);
            for offset in around {
                let v = -40.0 + offset;
                // The offset that the sum can represent, which is not exactly the one intended.
                let x = (v + 40.0) / 10.0;
                let [f, f1, f2] = truth(&$coefficients, x);
                let (f1, f2) = (f1 / 10.0, f2 / 100.0);
                let what = format!("{} at {offset:e}", stringify!($rate));
                assert_close(forms.$rate(v), f, &what);
                let found = second.$rate(Dual(Dual2_64::new(v, 1.0, 0.0)));
                assert_close(found.0.re, f, &what);
                assert_close(found.0.v1, f1, &format!("first derivative of {what}"));
                assert_close(found.0.v2, f2, &format!("second derivative of {what}"));
                let found = hyper.$rate(Dual(HyperDual64::new(v, 1.0, 1.0, 0.0)));
                assert_close(found.0.eps1eps2, f2, &format!("mixed derivative of {what}"));
                let found = tangent.$rate(Tangent::variable(v, 3));
                assert_close(found.tangents()[3], f1, &format!("tangent of {what}"));
            }
        }
    )*};
}

/// Copies the parameters as constants of another number type.
trait Convert {
    fn convert<U: Scalar>(&self) -> Forms<U>;
}

impl Convert for Forms {
    fn convert<U: Scalar>(&self) -> Forms<U> {
        neuron_runtime::model::mechanism::Parameters::map(self, &mut |p: &f64| U::from_f64(*p))
    }
}

forms! {
    a_alpha: RISING;
    b_alpha: RISING;
    c_alpha: RISING;
    d_alpha: RISING;
    f_alpha: RISING;
    k_alpha: RISING;
    l_alpha: FALLING;
    o_alpha: RISING;
    p_alpha: TANH;
    q_alpha: SINH;
    r_alpha: SINH;
}
