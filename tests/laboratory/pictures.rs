//! Pictures of runs and models: what they show, against closed forms, and what is refused.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley as Axon, Leak, Na};
use neuron_runtime::library::morris_lecar_1981::MorrisLecar as Fibre;
use neuron_runtime::library::prinz_2003::{KCa, NaV};
use neuron_runtime::library::prinz_2004::{Cholinergic, Pyloric};
use neuron_runtime::model::handle::State;
use neuron_runtime::plot::{self, Figure, PhasePlane};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Axis, Report, Sweep, steps};
use neuron_runtime::run::sink::CsvSink;
use std::path::PathBuf;

/// Where the figures of a test run are left to be looked at.
fn keep(figure: &Figure, file: &str) {
    figure.save(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(file)).unwrap();
}

/// Returns the number of texts of the figure that are exactly this.
fn texts(svg: &str, text: &str) -> usize {
    svg.matches(&format!(">\n{text}\n</text>")).count()
}

/// A fibre under this current (µA/cm²).
fn fibre(inject: f64) -> Fibre {
    let mut fibre = Fibre::default();
    fibre.set(Fibre::inject, inject);
    fibre
}

fn m_inf(v: f64) -> f64 {
    0.5 * (1.0 + ((v + 1.2) / 18.0).tanh())
}

fn w_inf(v: f64) -> f64 {
    0.5 * (1.0 + ((v - 2.0) / 30.0).tanh())
}

/// The w at which V of the fibre does not change, in closed form.
fn v_nullcline(inject: f64, v: f64) -> f64 {
    (inject - 4.4 * m_inf(v) * (v - 120.0) - 2.0 * (v + 60.0)) / (8.0 * (v + 84.0))
}

#[test]
fn nullclines_are_those_of_the_equations() {
    for inject in [0.0, 40.0, 100.0] {
        let plane = PhasePlane::of(&fibre(inject), (Fibre::v, -80.0..80.0), (Fibre::K.w, -0.2..1.2)).unwrap();
        let [v, w] = plane.nullclines();
        // Both are functions of V, and so one curve each, as long as they are within the plane.
        assert_eq!(w.len(), 1);
        assert!(w[0].iter().all(|[v, w]| (w - w_inf(*v)).abs() < 1e-12));
        let ends = [w[0][0][0], w[0][w[0].len() - 1][0]];
        assert_eq!([ends[0].min(ends[1]), ends[0].max(ends[1])], [-80.0, 80.0]);
        assert!(v.iter().flatten().count() > 200);
        for [v, w] in v.iter().flatten() {
            assert!((w - v_nullcline(inject, *v)).abs() < 1e-11, "{inject}: {v} {w}");
        }
    }
}

#[test]
fn fixed_points_are_intersections_of_the_nullclines() {
    for (fibre, inject) in [(fibre(0.0), 0.0), (fibre(100.0), 100.0), (fibre(200.0), 200.0), (fibre(300.0), 300.0)] {
        let plane = PhasePlane::of(&fibre, (Fibre::v, -80.0..80.0), (Fibre::K.w, -0.2..1.2)).unwrap();
        // By bisection between the closed forms.
        let gap = |v: f64| v_nullcline(inject, v) - w_inf(v);
        let mut wanted = Vec::new();
        for k in 0..16_000 {
            let (mut low, mut high) = (-80.0 + 0.01 * f64::from(k), -80.0 + 0.01 * f64::from(k + 1));
            if (gap(low) > 0.0) != (gap(high) > 0.0) {
                for _ in 0..60 {
                    let middle = 0.5 * (low + high);
                    if (gap(middle) > 0.0) == (gap(low) > 0.0) { low = middle } else { high = middle }
                }
                wanted.push(0.5 * (low + high));
            }
        }
        let found = plane.fixed_points();
        assert_eq!(found.len(), wanted.len(), "{inject}");
        for (found, v) in found.iter().zip(&wanted) {
            assert!((found.at[0] - v).abs() < 1e-9 && (found.at[1] - w_inf(*v)).abs() < 1e-11, "{found:?} {v}");
            // The sum of the eigenvalues is the trace: differences of the rates of change.
            let rate = |v: f64, w: f64| {
                let mut dy = [0.0; 2];
                fibre.rhs(0.0, &[v, w], &mut dy);
                dy
            };
            let [v, w] = found.at;
            let trace = (rate(v + 1e-4, w)[0] - rate(v - 1e-4, w)[0]) / 2e-4
                + (rate(v, w + 1e-6)[1] - rate(v, w - 1e-6)[1]) / 2e-6;
            let sum: f64 = found.eigenvalues.iter().map(|[real, _]| real).sum();
            assert!((sum - trace).abs() < 1e-6, "{sum} {trace}");
        }
        // The fibre oscillates between the two Hopf bifurcations, near 94 and 212 µA/cm².
        assert_eq!(found[0].is_stable(), !(94.0..212.0).contains(&inject), "{inject}");
    }
}

#[test]
fn the_axes_of_a_plane_may_be_swapped() {
    // A larger inward current: three fixed points.
    let mut cell = fibre(0.0);
    cell.set(Fibre::Ca.g, 5.5);
    let plane = PhasePlane::of(&cell, (Fibre::v, -80.0..80.0), (Fibre::K.w, -0.2..1.2)).unwrap();
    let swapped = PhasePlane::of(&cell, (Fibre::K.w, -0.2..1.2), (Fibre::v, -80.0..80.0)).unwrap();
    // The axes make no difference.
    assert_eq!(plane.fixed_points().len(), swapped.fixed_points().len());
    for point in plane.fixed_points() {
        let same = swapped.fixed_points().iter().find(|other| (other.at[1] - point.at[0]).abs() < 1e-8).unwrap();
        assert!((same.at[0] - point.at[1]).abs() < 1e-10);
        assert!((same.eigenvalues[0][0] - point.eigenvalues[0][0]).abs() < 1e-9);
    }
    let saddles = plane.fixed_points().iter().filter(|point| point.is_saddle()).count();
    // Nodes and foci minus saddles is 1, by the index of a plane into which everything flows.
    assert_eq!(plane.fixed_points().len(), 1 + 2 * saddles);
}

#[test]
fn a_phase_plane_of_another_model_is_refused() {
    let of = |x: State<Fibre>, y: State<Fibre>, range| PhasePlane::of(&fibre(0.0), (x, range), (y, 0.0..1.0));
    let refused = |result: Result<PhasePlane, Error>| result.unwrap_err().to_string();
    let axon = PhasePlane::of(&Axon::default(), (Axon::v, -80.0..40.0), (Axon::K.n, 0.0..1.0));
    assert_eq!(refused(axon), "the length of the state of a phase plane is 4; it has to be 2");
    assert!(refused(of(Fibre::v, Fibre::v, -80.0..40.0)).contains("cannot be on both axes"));
    assert!(refused(of(Fibre::v, Fibre::K.w, 40.0..-80.0)).contains("ends after it begins"));
    let run = fibre(100.0).simulate(10.0).run().unwrap();
    let plane = of(Fibre::v, Fibre::K.w, -80.0..40.0).unwrap();
    assert_eq!(refused(plane.with(&run)), "K.w was not recorded; name it in `record(…)`");
}

#[test]
fn rates_count_all_spikes_once() {
    let mut axon = Axon::default();
    axon.set(Axon::inject, 10.0);
    let run = axon.simulate(205.0).record_nothing().run().unwrap();
    let svg = plot::rate(&run, 50.0).unwrap().to_svg().unwrap();
    // Heights of the line, as numbers of spikes in bins of 50, 50, 50, 50 and 5 ms.
    let line = svg.split("<polyline").nth(1).unwrap();
    let ys: Vec<f64> = line
        .split("points=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .split_whitespace()
        .map(|pair| pair.split(',').nth(1).unwrap().parse().unwrap())
        .collect();
    let levels: Vec<f64> = ys.chunks(2).map(|pair| pair[0]).collect();
    assert_eq!(levels.len(), 5);
    let rates: Vec<f64> = [0.0, 50.0, 100.0, 150.0, 200.0]
        .iter()
        .zip([50.0, 100.0, 150.0, 200.0, 205.0])
        .map(|(from, to)| run.spikes.rate(*from, to))
        .collect();
    let (low, high) = (rates.iter().copied().fold(f64::INFINITY, f64::min), rates.iter().copied().fold(0.0, f64::max));
    let (bottom, top) =
        (levels.iter().copied().fold(0.0, f64::max), levels.iter().copied().fold(f64::INFINITY, f64::min));
    for (rate, level) in rates.iter().zip(&levels) {
        let wanted = bottom - (bottom - top) * (rate - low) / (high - low);
        assert!((wanted - level).abs() < 2.0, "{rates:?} {levels:?}");
    }
    for bin in [0.0, -1.0, f64::NAN, 1e-9, f64::INFINITY] {
        assert!(matches!(plot::rate(&run, bin), Err(Error::Setting { .. })), "{bin}");
    }
}

#[test]
fn spikes_in_a_sink_are_not_drawn_as_silence() {
    let (mut traces, mut spikes) = (Vec::new(), Vec::new());
    let mut axon = Axon::default();
    axon.set(Axon::inject, 10.0);
    let run = axon.simulate(20.0).stream(CsvSink::writer(&mut traces).spikes_writer(&mut spikes)).run().unwrap();
    for error in [plot::raster(&run).unwrap_err(), plot::rate(&run, 1.0).unwrap_err()] {
        assert_eq!(error.to_string(), "every spike went to the sink of `stream(…)` and was not kept");
    }
}

#[test]
fn what_a_picture_lacks_is_named() {
    let run = Axon::default().simulate(20.0).run().unwrap();
    let refused = |figure: Result<Figure, Error>| figure.unwrap_err().to_string();
    let scape = plot::currentscape(&run, Axon::v, &[Axon::Na.current]);
    assert_eq!(refused(scape), "Na.current was not recorded; name it in `record(…)`");
    let silent = plot::spike_triggered(&run, &run.spikes, Axon::v, -5.0..5.0);
    assert!(refused(silent).contains("a spike with its window within what was recorded was asked for"));
    let backwards = plot::spike_triggered(&run, &run.spikes, Axon::v, 5.0..-5.0);
    assert!(refused(backwards).contains("ends after it begins"));
    assert_eq!(refused(plot::gates(Leak::EQUATIONS, -80.0..0.0, &[])), "Leak has no gates, and so no curves to draw");
    assert_eq!(refused(plot::gates(KCa::EQUATIONS, -80.0..0.0, &[])), "KCa.ca has no value; give it one");
    assert!(refused(plot::gates(NaV::EQUATIONS, -80.0..0.0, &[("ca", 1.0)])).contains("there is no `NaV.ca`"));
    assert!(refused(plot::gates(Na::EQUATIONS, 0.0..0.0, &[])).contains("ends after it begins"));
}

#[test]
fn two_axes_of_a_sweep_are_a_map() {
    let sweep = Sweep::over([Axis::new("a", "nA", &[2.0, 1.0, 3.0]), Axis::new("b", "", &steps(0.0, 1.0, 2))]);
    let swept = sweep.run(|[a, b]| match (a, b) {
        (3.0, 1.0) => Err(Error::Protocol { problem: "too much".to_owned() }),
        _ => Ok(10.0 * a + b),
    });
    let svg = swept.figure().to_svg().unwrap();
    for text in ["a (nA)", "b", "result"] {
        assert_eq!(texts(&svg, text), 1, "{text}");
    }
    // The smallest is 10 at a = 1, b = 0, the lower left corner; the largest 30, to the right of it.
    let cell = |color: &str| {
        let rest = svg.split("<rect").find(|rest| rest.contains(color)).unwrap();
        let number = |name: &str| -> f64 {
            rest.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        (number("x"), number("y"))
    };
    let (smallest, largest) = (cell("#440154"), cell("#FDE725"));
    assert!(smallest.0 < largest.0 && smallest.1 == largest.1, "{smallest:?} {largest:?}");
}

/// Pictures of every kind, left in the target folder to be looked at.
#[test]
fn a_gallery_of_pictures() {
    let cell = fibre(100.0);
    let run = cell.simulate(300.0).record(&[Fibre::v, Fibre::K.w]).run().unwrap();
    let plane = PhasePlane::of(&cell, (Fibre::v, -80.0..60.0), (Fibre::K.w, -0.1..0.8)).unwrap();
    keep(&plane.with(&run).unwrap().figure(), "phase_plane.svg");

    let net = Pyloric::default();
    let ab = Pyloric::AB;
    let currents = [
        ab.NaV.current,
        ab.CaS.current,
        ab.CaT.current,
        ab.A.current,
        ab.KCa.current,
        ab.Kd.current,
        ab.H.current,
        ab.Leak.current,
        Pyloric::LP_AB.Glutamatergic.current,
    ];
    let run = net.simulate(2500.0).record_every(0.5).record(&[ab.v, Pyloric::LP.v]).record(&currents).spikes(-15.0);
    let run = run.run().unwrap();
    let scape = plot::currentscape(&run, ab.v, &currents).unwrap();
    let svg = scape.to_svg().unwrap();
    for text in ["NaV", "Leak", "LP_AB.Glutamatergic", "outward (%)", "inward (%)", "total (nA)", "AB.v (mV)"] {
        assert_eq!(texts(&svg, text), 1, "{text}");
    }
    keep(&scape, "currentscape.svg");
    keep(&plot::raster(&run).unwrap(), "raster.svg");
    keep(&plot::rate(&run, 100.0).unwrap(), "rate.svg");
    keep(&plot::spike_triggered(&run, &run.ab.spikes, Pyloric::LP.v, -100.0..400.0).unwrap(), "triggered.svg");

    keep(&plot::gates(Na::EQUATIONS, -100.0..50.0, &[]).unwrap(), "gates_na.svg");
    keep(&plot::gates(NaV::EQUATIONS, -100.0..50.0, &[]).unwrap(), "gates_nav.svg");
    keep(&plot::gates(Cholinergic::EQUATIONS, -100.0..50.0, &[]).unwrap(), "gates_synapse.svg");

    let (na, k) = (Axon::Na.g, Axon::K.g);
    let sweep = Sweep::over([Axis::of(na, &steps(60.0, 180.0, 13)), Axis::of(k, &steps(10.0, 60.0, 11))]);
    let swept = sweep.run(|[g_na, g_k]| {
        let mut axon = Axon::default();
        axon.set(na, g_na).set(k, g_k).set(Axon::inject, 10.0);
        Ok(axon.simulate(200.0).record_nothing().run()?.spikes.rate(50.0, 200.0))
    });
    keep(&swept.figure(), "sweep.svg");
}
