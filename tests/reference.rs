//! Runs judged by the reference solutions.

use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_tests::reference;

fn prinz_ab() -> Stg {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0)
        .set(Stg::CaS.g, 6.0)
        .set(Stg::CaT.g, 2.5)
        .set(Stg::A.g, 50.0)
        .set(Stg::KCa.g, 5.0)
        .set(Stg::Kd.g, 100.0)
        .set(Stg::H.g, 0.01)
        .set(Stg::Leak.g, 0.0);
    cell
}

#[test]
fn prinz_ab_adaptive_finds_every_spike() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(Tsit5::tolerance(1e-8)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    eprintln!("{error:e} {:?}", run.statistics);
    assert!(error < 0.01, "{error}");
    Ok(())
}

#[test]
fn prinz_ab_exponential_euler_within_two_milliseconds() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    eprintln!("{error:e} {:?}", run.statistics);
    assert!(error < 2.0, "{error}");
    Ok(())
}

mod pyloric {
    use super::*;
    #[synapse(current = g * s * (v_post - e))]
    pub struct Cholinergic {
        #[param(unit = nS)]
        g: Param,
        #[param(-80mV)]
        e: Param,
        #[param(-35mV)]
        v_half: Param,
        #[param(5mV)]
        delta: Param,
        #[param(100ms, min = 0ms)]
        tau_max: Param,
        #[gate(inf = 1 / (1 + exp((v_half - v_pre) / delta)), tau = tau_max * (1 - s_inf), init = 0)]
        s: Gate,
    }

    network! {
        /// The three-cell pyloric rhythm of Prinz, Bucher & Marder 2004, Fig. 2e.
        pub struct Pyloric;

        neuron AB: Stg { NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2, KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2 }
        neuron LP: Stg { NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 0mS/cm2, A.g: 20mS/cm2, KCa.g: 0mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2 }
        neuron PY: Stg { NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2, KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2 }

        AB -> LP: Cholinergic { g: 30nS }, Glut: Cholinergic { g: 30nS, e: -70mV, tau_max: 40ms };
        AB -> PY: Cholinergic { g: 3nS }, Glut: Cholinergic { g: 10nS, e: -70mV, tau_max: 40ms };
        LP -> AB: Cholinergic { g: 30nS, e: -70mV, tau_max: 40ms };
        LP -> PY: Cholinergic { g: 1nS, e: -70mV, tau_max: 40ms };
        PY -> LP: Cholinergic { g: 30nS, e: -70mV, tau_max: 40ms };
    }

    #[test]
    fn ee() -> Result<(), Error> {
        let net = Pyloric::default();
        assert_eq!(net.get(Pyloric::AB.NaV.g), 100.0);
        assert_eq!(net.get(Pyloric::AB_LP.Glut.g), 30.0);
        let run = net.simulate(10_000.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;
        for (neuron, spikes) in [("AB", &run.ab.spikes), ("LP", &run.lp.spikes), ("PY", &run.py.spikes)] {
            let error = reference::worst_spike_error(spikes.times(), &reference::pyloric_spikes(neuron)).unwrap();
            eprintln!("{neuron} {error:e} {:?} {}", run.statistics, spikes.bursts(200.0).summary());
        }
        for p in net.parameters().iter().take(100) {
            eprintln!("{} = {} {}", p.name, p.value, p.info.unit);
        }
        eprintln!("{:?}", net.state_names());
        Ok(())
    }
}
