//! What states of a synapse are, computed from event to event in a test, and compared with a run.

/// Times of the presynaptic spikes; they arrive 1 ms later.
pub const PRE: [f64; 7] = [3.0, 13.0, 18.5, 30.25, 31.0, 70.0, 71.125];
/// Times of the postsynaptic spikes.
pub const POST: [f64; 6] = [5.0, 14.5, 30.875, 33.0, 69.5, 72.5];
/// Times at which states are compared.
pub const TIMES: [f64; 12] = [3.5, 4.5, 10.0, 16.0, 27.0, 31.9, 32.5, 34.0, 60.0, 72.3, 74.0, 100.0];

/// Returns the times of the arrivals.
pub fn arrivals() -> [f64; 7] {
    PRE.map(|time| time + 1.0)
}

/// Returns the values at a time: `pass` moves them by an interval, `pre` and `post` change them at spikes.
pub fn after<const N: usize>(
    start: [f64; N],
    time: f64,
    pass: impl Fn(f64, [f64; N]) -> [f64; N],
    pre: impl Fn([f64; N]) -> [f64; N],
    post: impl Fn([f64; N]) -> [f64; N],
) -> [f64; N] {
    let mut events: Vec<(f64, bool)> = arrivals().map(|time| (time, true)).into();
    events.extend(POST.map(|time| (time, false)));
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut values, mut last) = (start, 0.0);
    for (event, arrives) in events.into_iter().filter(|event| event.0 < time) {
        values = pass(event - last, values);
        values = if arrives { pre(values) } else { post(values) };
        last = event;
    }
    pass(time - last, values)
}

/// Does nothing at a spike.
pub fn nothing<const N: usize>(values: [f64; N]) -> [f64; N] {
    values
}

/// Integrates from 0 to `h` by Runge and Kutta's method of order 4, for what has no closed form.
pub fn integrate<const N: usize>(h: f64, start: [f64; N], slope: impl Fn(f64, [f64; N]) -> [f64; N]) -> [f64; N] {
    let steps = (h / 0.005).ceil().max(1.0);
    let dt = h / steps;
    let add = |x: [f64; N], k: [f64; N], by: f64| -> [f64; N] { std::array::from_fn(|j| x[j] + by * k[j]) };
    let mut x = start;
    for step in 0..steps as usize {
        let t = step as f64 * dt;
        let k1 = slope(t, x);
        let k2 = slope(t + dt / 2.0, add(x, k1, dt / 2.0));
        let k3 = slope(t + dt / 2.0, add(x, k2, dt / 2.0));
        let k4 = slope(t + dt, add(x, k3, dt));
        x = std::array::from_fn(|j| x[j] + dt / 6.0 * (k1[j] + 2.0 * k2[j] + 2.0 * k3[j] + k4[j]));
    }
    x
}

/// Declares a network of one synapse onto a cell, and a source whose spikes the cell repeats.
macro_rules! driven {
    ($net:ident: $synapse:ident { $($set:tt)* }) => {
        network! {
            pub struct $net;
            source Pre: Listed;
            source Post: Listed;
            neuron Cell: Membrane;
            Pre -> Cell: S: $synapse { delay: 1ms, $($set)* };
            Post -> Cell: Kick;
        }
    };
}

/// Compares states of the synapse of a network with expected ones, under an adaptive method and one of fixed steps.
macro_rules! follows {
    ($net:ident { $($state:ident: $adaptive:literal $fixed:literal),* } $expected:expr) => {{
        follows!(@one $net { $($state: $adaptive),* } $expected, Tsit5::tolerance(1e-10));
        follows!(@one $net { $($state: $fixed),* } $expected, Strang::step(0.01));
    }};
    (@one $net:ident { $($state:ident: $tolerance:literal),* } $expected:expr, $method:expr) => {{
        let (net, synapse) = ($net::default(), $net::Pre_Cell.S);
        let run = net.simulate(101.0).method($method);
        let run = run.play($net::Pre.spikes, &crate::recursion::PRE).play($net::Post.spikes, &crate::recursion::POST);
        let run = run.record(&[$(synapse.$state),*]).record_at(&crate::recursion::TIMES).run().unwrap();
        assert_eq!(run.cell.spikes.times(), crate::recursion::POST, "{}", stringify!($method));
        let found = [$((stringify!($state), run.trace(synapse.$state).unwrap(), $tolerance)),*];
        let mut worst = [0.0_f64; 16];
        for (k, time) in crate::recursion::TIMES.into_iter().enumerate() {
            let expected = $expected(time);
            assert_eq!(found.len(), expected.len());
            for (j, expected) in expected.into_iter().enumerate() {
                worst[j] = worst[j].max((found[j].1[k] - expected).abs());
            }
        }
        for (j, (state, _, tolerance)) in found.iter().enumerate() {
            println!("{} {state} {}: {:e}", stringify!($net), stringify!($method), worst[j]);
            assert!(worst[j] <= *tolerance, "{state} under {}: {:e}", stringify!($method), worst[j]);
        }
    }};
}

pub(crate) use {driven, follows};
