//! Channels of papers, pasted as printed: the curves that compile are those of the paper. Only conductances, currents and
//! concentrations have units, which are asked for (`a_bare_number_that_needs_its_unit_is_asked_for_it` in
//! `neuron-macros/core/tests`).

use neuron_runtime::prelude::*;

/// Potentials between those at which an equation is 0/0, mV.
fn potentials() -> impl Iterator<Item = f64> {
    (0..24).map(|k| -103.7 + 6.93 * f64::from(k))
}

/// exp(x) and 1/(1 + exp(x)).
fn exp(x: f64) -> f64 {
    x.exp()
}

fn s(x: f64) -> f64 {
    1.0 / (1.0 + x.exp())
}

/// Checks curves against the paper's formulas, in mV and ms.
macro_rules! same {
    ($channel:ident at $v:ident: $($curve:ident = $truth:expr),+ $(,)?) => {
        for $v in potentials() {
            let channel = $channel::default();
            $(
                let (found, truth): (f64, f64) = (channel.$curve($v), $truth);
                let name = concat!(stringify!($channel), ".", stringify!($curve));
                assert!((found - truth).abs() <= 1e-9 * truth.abs().max(1e-9), "{name}({}): {found}, not {truth}", $v);
            )+
        }
    };
}

/// Hodgkin & Huxley 1952, with the potential of today.
mod hodgkin_huxley {
    use super::*;

    #[channel(ion = Na, current = 120mS/cm2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(alpha = 0.1 * (v + 40) / (1 - exp(-(v + 40) / 10)), beta = 4 * exp(-(v + 65) / 18))]
        m: Gate,
        #[gate(alpha = 0.07 * exp(-(v + 65) / 20), beta = 1 / (1 + exp(-(v + 35) / 10)))]
        h: Gate,
    }

    #[channel(ion = K, current = 36mS/cm2 * n^4 * (v - e))]
    struct K {
        #[gate(alpha = 0.01 * (v + 55) / (1 - exp(-(v + 55) / 10)), beta = 0.125 * exp(-(v + 65) / 80))]
        n: Gate,
    }

    #[test]
    fn hodgkin_and_huxley_1952() {
        same!(Na at v:
            m_alpha = 0.1 * (v + 40.0) / (1.0 - exp(-(v + 40.0) / 10.0)), m_beta = 4.0 * exp(-(v + 65.0) / 18.0),
            h_alpha = 0.07 * exp(-(v + 65.0) / 20.0), h_beta = s(-(v + 35.0) / 10.0));
        same!(K at v:
            n_alpha = 0.01 * (v + 55.0) / (1.0 - exp(-(v + 55.0) / 10.0)), n_beta = 0.125 * exp(-(v + 65.0) / 80.0));
    }
}

/// Traub & Miles 1991, in the form of Destexhe & Paré 1999: shifted by a threshold.
mod traub_miles {
    use super::*;

    #[channel(ion = Na, let v2 = v + 63, current = 50mS/cm2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(alpha = 0.32 * (13 - v2) / (exp((13 - v2) / 4) - 1), beta = 0.28 * (v2 - 40) / (exp((v2 - 40) / 5) - 1))]
        m: Gate,
        #[gate(alpha = 0.128 * exp((17 - v2) / 18), beta = 4 / (1 + exp((40 - v2) / 5)))]
        h: Gate,
    }

    #[channel(ion = K, current = 10mS/cm2 * n^4 * (v - e))]
    struct K {
        #[param(-63)]
        v_t: Param,
        #[gate(
            alpha = -0.032 * (v - v_t - 15) / (exp(-(v - v_t - 15) / 5) - 1),
            beta = 0.5 * exp(-(v - v_t - 10) / 40),
        )]
        n: Gate,
    }

    #[test]
    fn traub_and_miles_1991() {
        same!(Na at v:
            m_alpha = 0.32 * (-50.0 - v) / (exp((-50.0 - v) / 4.0) - 1.0),
            m_beta = 0.28 * (v + 23.0) / (exp((v + 23.0) / 5.0) - 1.0),
            h_alpha = 0.128 * exp((-46.0 - v) / 18.0), h_beta = 4.0 * s((-23.0 - v) / 5.0));
        same!(K at v:
            n_alpha = -0.032 * (v + 48.0) / (exp(-(v + 48.0) / 5.0) - 1.0), n_beta = 0.5 * exp(-(v + 53.0) / 40.0));
    }
}

/// Huguenard & McCormick 1992, and McCormick & Pape 1990 for the H current: thalamic relay cells.
mod huguenard_mccormick {
    use super::*;

    #[channel(ion = Ca, current = 2mS/cm2 * (m)^2 * h * (v - e))]
    struct CaT {
        #[gate(
            inf = 1 / (1 + exp(-(v + 57) / 6.2)),
            tau = 0.612 + 1 / (exp(-(v + 132) / 16.7) + exp((v + 16.8) / 18.2)),
        )]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 81) / 4)),
            tau = if v < -80 { exp((v + 467) / 66.6) } else { 28 + exp(-(v + 22) / 10.5) },
        )]
        h: Gate,
    }

    #[channel(ion = K, current = 1mS/cm2 * (m)^4 * h * (v - e))]
    struct A {
        #[gate(
            inf = 1 / (1 + exp(-(v + 60) / 8.5)),
            tau = 0.37 + 1 / (exp((v + 35.8) / 19.7) + exp(-(v + 79.7) / 12.7)),
        )]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 78) / 6)),
            tau = if v < -63 { 1 / (exp((v + 46) / 5) + exp(-(v + 238) / 37.5)) } else { 19 },
        )]
        h: Gate,
    }

    #[channel(ion = K, current = 1mS/cm2 * (m) * h * (v - e))]
    struct K2 {
        #[gate(
            inf = (1 / (1 + exp(-(v + 43) / 17)))^4,
            tau = 9.9 + 1 / (exp((v - 81) / 25.6) + exp(-(v + 132) / 18)),
        )]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 58) / 10.6)),
            tau = 120 + 1 / (exp((v - 1329) / 200) + exp(-(v + 130) / 7.1)),
        )]
        h: Gate,
    }

    #[channel(current = 0.02mS/cm2 * (m) * (v - e))]
    struct H {
        #[param(-43mV)]
        e: Param,
        #[gate(inf = 1 / (1 + exp((v + 75) / 5.5)), tau = 1 / (exp(-14.6 - 0.086 * v) + exp(-1.87 + 0.0701 * v)))]
        m: Gate,
    }

    #[test]
    fn huguenard_and_mccormick_1992() {
        same!(CaT at v:
            m_inf = s(-(v + 57.0) / 6.2), m_tau = 0.612 + 1.0 / (exp(-(v + 132.0) / 16.7) + exp((v + 16.8) / 18.2)),
            h_inf = s((v + 81.0) / 4.0),
            h_tau = if v < -80.0 { exp((v + 467.0) / 66.6) } else { 28.0 + exp(-(v + 22.0) / 10.5) });
        same!(A at v:
            m_inf = s(-(v + 60.0) / 8.5), m_tau = 0.37 + 1.0 / (exp((v + 35.8) / 19.7) + exp(-(v + 79.7) / 12.7)),
            h_inf = s((v + 78.0) / 6.0),
            h_tau = if v < -63.0 { 1.0 / (exp((v + 46.0) / 5.0) + exp(-(v + 238.0) / 37.5)) } else { 19.0 });
        same!(K2 at v:
            m_inf = s(-(v + 43.0) / 17.0).powi(4), m_tau = 9.9 + 1.0 / (exp((v - 81.0) / 25.6) + exp(-(v + 132.0) / 18.0)),
            h_inf = s((v + 58.0) / 10.6), h_tau = 120.0 + 1.0 / (exp((v - 1329.0) / 200.0) + exp(-(v + 130.0) / 7.1)));
        same!(H at v: m_inf = s((v + 75.0) / 5.5), m_tau = 1.0 / (exp(-14.6 - 0.086 * v) + exp(-1.87 + 0.0701 * v)));
    }
}

/// Destexhe et al. 1996 and 1994: cells of the thalamic reticular nucleus.
mod destexhe {
    use super::*;

    #[channel(ion = Ca, current = 1.75mS/cm2 * (m)^2 * h * (v - e))]
    struct Ts {
        #[gate(
            inf = 1 / (1 + exp(-(v + 52) / 7.4)),
            tau = (3 + 1 / (exp((v + 27) / 10) + exp(-(v + 102) / 15))) / 3.55^((24 - 24) / 10),
        )]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 80) / 5)),
            tau = (85 + 1 / (exp((v + 48) / 4) + exp(-(v + 407) / 50))) / 3.55,
        )]
        h: Gate,
    }

    /// Its concentrations count in mM and its rate in 1/ms, and its number with the calcium is asked for its unit.
    #[channel(reads(Ca), current = 0.25mS/cm2 * (m)^2 * (v - e))]
    struct Can {
        #[param(-20mV)]
        e: Param,
        #[gate(alpha = 0.002/ms * (ca / 0.01mM)^2, beta = 0.002)]
        m: Gate,
    }

    #[test]
    fn destexhe_1996_and_1994() {
        same!(Ts at v:
            m_inf = s(-(v + 52.0) / 7.4), m_tau = 3.0 + 1.0 / (exp((v + 27.0) / 10.0) + exp(-(v + 102.0) / 15.0)),
            h_inf = s((v + 80.0) / 5.0),
            h_tau = (85.0 + 1.0 / (exp((v + 48.0) / 4.0) + exp(-(v + 407.0) / 50.0))) / 3.55);
        let channel = Can::default();
        for calcium in [0.05, 1.0, 20.0] {
            let truth = 0.002 * (calcium / 10.0f64).powi(2); // 0.01 mM is 10 µM
            assert!((channel.m_alpha(-60.0, calcium) - truth).abs() < 1e-12 * truth);
        }
        assert_eq!(channel.m_beta(-60.0, 1.0), 0.002);
    }
}

/// Connor, Walter & McKown 1977, as in Dayan & Abbott 2001: crab axons.
mod connor_stevens {
    use super::*;

    #[channel(ion = Na, current = 120mS/cm2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(alpha = 0.38 * (v + 29.7) / (1 - exp(-0.1 * (v + 29.7))), beta = 15.2 * exp(-0.0556 * (v + 54.7)))]
        m: Gate,
        #[gate(alpha = 0.266 * exp(-0.05 * (v + 48)), beta = 3.8 / (1 + exp(-0.1 * (v + 18))))]
        h: Gate,
    }

    #[channel(ion = K, current = 20mS/cm2 * n^4 * (v - e))]
    struct K {
        #[gate(alpha = 0.02 * (v + 45.7) / (1 - exp(-0.1 * (v + 45.7))), beta = 0.25 * exp(-0.0125 * (v + 55.7)))]
        n: Gate,
    }

    #[channel(ion = K, current = 47.7mS/cm2 * a^3 * b * (v - e))]
    struct A {
        #[gate(
            inf = (0.0761 * exp(0.0314 * (v + 94.22)) / (1 + exp(0.0346 * (v + 1.17))))^(1 / 3),
            tau = 0.3632 + 1.158 / (1 + exp(0.0497 * (v + 55.96))),
        )]
        a: Gate,
        #[gate(inf = (1 / (1 + exp(0.0688 * (v + 53.3))))^4, tau = 1.24 + 2.678 / (1 + exp(0.0624 * (v + 50))))]
        b: Gate,
    }

    #[test]
    fn connor_walter_and_mckown_1977() {
        same!(Na at v:
            m_alpha = 0.38 * (v + 29.7) / (1.0 - exp(-0.1 * (v + 29.7))), m_beta = 15.2 * exp(-0.0556 * (v + 54.7)),
            h_alpha = 0.266 * exp(-0.05 * (v + 48.0)), h_beta = 3.8 * s(-0.1 * (v + 18.0)));
        same!(K at v:
            n_alpha = 0.02 * (v + 45.7) / (1.0 - exp(-0.1 * (v + 45.7))), n_beta = 0.25 * exp(-0.0125 * (v + 55.7)));
        same!(A at v:
            a_inf = (0.0761 * exp(0.0314 * (v + 94.22)) * s(0.0346 * (v + 1.17))).cbrt(),
            a_tau = 0.3632 + 1.158 * s(0.0497 * (v + 55.96)),
            b_inf = s(0.0688 * (v + 53.3)).powi(4), b_tau = 1.24 + 2.678 * s(0.0624 * (v + 50.0)));
    }
}

/// Morris & Lecar 1981, as in Rinzel & Ermentrout 1989: barnacle muscle.
mod morris_lecar {
    use super::*;

    #[channel(ion = Ca, current = 4.4mS/cm2 * (m) * (v - e))]
    struct Ca {
        #[gate(inf = 0.5 * (1 + tanh((v + 1.2) / 18)), instantaneous)]
        m: Gate,
    }

    #[channel(ion = K, current = 8mS/cm2 * w * (v - e))]
    struct K {
        #[gate(inf = 0.5 * (1 + tanh((v - 2) / 30)), tau = 1 / (0.04 * cosh((v - 2) / 60)))]
        w: Gate,
    }

    #[test]
    fn morris_and_lecar_1981() {
        same!(Ca at v: m_inf = 0.5 * (1.0 + ((v + 1.2) / 18.0).tanh()));
        same!(K at v:
            w_inf = 0.5 * (1.0 + ((v - 2.0) / 30.0).tanh()), w_tau = 25.0 / ((v - 2.0) / 60.0).cosh());
    }
}

/// Wang & Buzsáki 1996: fast-spiking interneurons.
mod wang_buzsaki {
    use super::*;

    #[channel(ion = Na, let a = -0.1 * (v + 35) / (exp(-0.1 * (v + 35)) - 1), current = 35mS/cm2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(inf = a / (a + 4 * exp(-(v + 60) / 18)), instantaneous)]
        m: Gate,
        #[gate(alpha = 5 * 0.07 * exp(-(v + 58) / 20), beta = 5 / (exp(-0.1 * (v + 28)) + 1))]
        h: Gate,
    }

    #[channel(ion = K, current = 9mS/cm2 * n^4 * (v - e))]
    struct K {
        #[param(5)]
        phi: Param,
        #[gate(
            alpha = -phi * 0.01 * (v + 34) / (exp(-0.1 * (v + 34)) - 1),
            beta = phi * 0.125 * exp(-(v + 44) / 80),
        )]
        n: Gate,
    }

    #[test]
    fn wang_and_buzsaki_1996() {
        let a = |v: f64| -0.1 * (v + 35.0) / (exp(-0.1 * (v + 35.0)) - 1.0);
        same!(Na at v:
            m_inf = a(v) / (a(v) + 4.0 * exp(-(v + 60.0) / 18.0)), h_alpha = 0.35 * exp(-(v + 58.0) / 20.0),
            h_beta = 5.0 * s(-0.1 * (v + 28.0)));
        same!(K at v:
            n_alpha = -0.05 * (v + 34.0) / (exp(-0.1 * (v + 34.0)) - 1.0), n_beta = 0.625 * exp(-(v + 44.0) / 80.0));
    }
}

/// Prinz, Billimoria & Marder 2003, after Turrigiano, LeMasson & Marder 1995: the crab's stomatogastric ganglion.
mod prinz {
    use super::*;

    #[channel(ion = Na, current = 100mS/cm2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(inf = 1 / (1 + exp((v + 25.5) / -5.29)), tau = 2.64 - 2.52 / (1 + exp((v + 120) / -25)))]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 48.9) / 5.18)),
            tau = (1.34 / (1 + exp((v + 62.9) / -10))) * (1.5 + 1 / (1 + exp((v + 34.9) / 3.6))),
        )]
        h: Gate,
    }

    #[channel(ion = Ca, current = 2.5mS/cm2 * (m)^3 * h * (v - e))]
    struct CaT {
        #[gate(inf = 1 / (1 + exp((v + 27.1) / -7.2)), tau = 43.4 - 42.6 / (1 + exp((v + 68.1) / -20.5)))]
        m: Gate,
        #[gate(inf = 1 / (1 + exp((v + 32.1) / 5.5)), tau = 210 - 179.6 / (1 + exp((v + 55) / -16.9)))]
        h: Gate,
    }

    #[channel(ion = Ca, current = 6mS/cm2 * (m)^3 * h * (v - e))]
    struct CaS {
        #[gate(inf = 1 / (1 + exp((v + 33) / -8.1)), tau = 2.8 + 14 / (exp((v + 27) / 10) + exp((v + 70) / -13)))]
        m: Gate,
        #[gate(inf = 1 / (1 + exp((v + 60) / 6.2)), tau = 120 + 300 / (exp((v + 55) / 9) + exp((v + 65) / -16)))]
        h: Gate,
    }

    #[channel(ion = K, current = 50mS/cm2 * (m)^3 * h * (v - e))]
    struct A {
        #[gate(inf = 1 / (1 + exp((v + 27.2) / -8.7)), tau = 23.2 - 20.8 / (1 + exp((v + 32.9) / -15.2)))]
        m: Gate,
        #[gate(inf = 1 / (1 + exp((v + 56.9) / 4.9)), tau = 77.2 - 58.4 / (1 + exp((v + 38.9) / -26.5)))]
        h: Gate,
    }

    /// Its number with the calcium is asked for its unit, and then the others for theirs.
    #[channel(ion = K, reads(Ca), current = 5mS/cm2 * (m)^4 * (v - e))]
    struct KCa {
        #[gate(
            inf = (ca / (ca + 3uM)) * 1 / (1 + exp((v + 28.3mV) / -12.6mV)),
            tau = 180.6 - 150.2 / (1 + exp((v + 46) / -22.7)),
        )]
        m: Gate,
    }

    #[channel(ion = K, current = 100mS/cm2 * (m)^4 * (v - e))]
    struct Kd {
        #[gate(inf = 1 / (1 + exp((v + 12.3) / -11.8)), tau = 14.4 - 12.8 / (1 + exp((v + 28.3) / -19.2)))]
        m: Gate,
    }

    #[channel(current = 0.01mS/cm2 * (m) * (v - e))]
    struct H {
        #[param(-20mV)]
        e: Param,
        #[gate(
            inf = 1 / (1 + exp((v + 75) / 5.5)),
            tau = 2 / (exp((v + 169.7) / -11.6) + exp((v - 26.7) / 14.3)),
        )]
        m: Gate,
    }

    #[test]
    fn prinz_billimoria_and_marder_2003() {
        same!(Na at v:
            m_inf = s(-(v + 25.5) / 5.29), m_tau = 2.64 - 2.52 * s(-(v + 120.0) / 25.0),
            h_inf = s((v + 48.9) / 5.18), h_tau = 1.34 * s(-(v + 62.9) / 10.0) * (1.5 + s((v + 34.9) / 3.6)));
        same!(CaT at v:
            m_inf = s(-(v + 27.1) / 7.2), m_tau = 43.4 - 42.6 * s(-(v + 68.1) / 20.5),
            h_inf = s((v + 32.1) / 5.5), h_tau = 210.0 - 179.6 * s(-(v + 55.0) / 16.9));
        same!(CaS at v:
            m_inf = s(-(v + 33.0) / 8.1), m_tau = 2.8 + 14.0 / (exp((v + 27.0) / 10.0) + exp(-(v + 70.0) / 13.0)),
            h_inf = s((v + 60.0) / 6.2), h_tau = 120.0 + 300.0 / (exp((v + 55.0) / 9.0) + exp(-(v + 65.0) / 16.0)));
        same!(A at v:
            m_inf = s(-(v + 27.2) / 8.7), m_tau = 23.2 - 20.8 * s(-(v + 32.9) / 15.2),
            h_inf = s((v + 56.9) / 4.9), h_tau = 77.2 - 58.4 * s(-(v + 38.9) / 26.5));
        same!(Kd at v: m_inf = s(-(v + 12.3) / 11.8), m_tau = 14.4 - 12.8 * s(-(v + 28.3) / 19.2));
        same!(H at v: m_inf = s((v + 75.0) / 5.5), m_tau = 2.0 / (exp(-(v + 169.7) / 11.6) + exp((v - 26.7) / 14.3)));
        let channel = KCa::default();
        for v in potentials() {
            let truth = 0.5 / 3.5 * s(-(v + 28.3) / 12.6);
            assert!((channel.m_inf(v, 0.5) - truth).abs() < 1e-12);
            assert!((channel.m_tau(v, 0.5) - (180.6 - 150.2 * s(-(v + 46.0) / 22.7))).abs() < 1e-9);
        }
    }
}

/// Mainen & Sejnowski 1996, with the high-threshold calcium channel of Reuveni et al. 1993: neocortical pyramidal cells.
mod mainen_sejnowski {
    use super::*;

    #[channel(ion = Na, current = 20pS/um2 * (m)^3 * h * (v - e))]
    struct Na {
        #[gate(
            alpha = 0.182 * (v + 35) / (1 - exp(-(v + 35) / 9)),
            beta = -0.124 * (v + 35) / (1 - exp((v + 35) / 9)),
        )]
        m: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + 65) / 6.2)),
            tau = 1 / (0.024 * (v + 50) / (1 - exp(-(v + 50) / 5)) - 0.0091 * (v + 75) / (1 - exp((v + 75) / 5))),
        )]
        h: Gate,
    }

    #[channel(ion = K, current = 5pS/um2 * n * (v - e))]
    struct Kv {
        #[gate(
            alpha = 0.02 * (v - 25) / (1 - exp(-(v - 25) / 9)),
            beta = -0.002 * (v - 25) / (1 - exp((v - 25) / 9)),
        )]
        n: Gate,
    }

    #[channel(ion = K, current = 0.1pS/um2 * n * (v - e))]
    struct Km {
        #[gate(
            alpha = 1e-3 * (v + 30) / (1 - exp(-(v + 30) / 9)),
            beta = -1e-3 * (v + 30) / (1 - exp((v + 30) / 9)),
        )]
        n: Gate,
    }

    #[channel(ion = Ca, current = 0.3pS/um2 * (m)^2 * h * (v - e))]
    struct Ca {
        #[gate(alpha = 0.055 * (-27 - v) / (exp((-27 - v) / 3.8) - 1), beta = 0.94 * exp((-75 - v) / 17))]
        m: Gate,
        #[gate(alpha = 0.000457 * exp((-13 - v) / 50), beta = 0.0065 / (exp((-v - 15) / 28) + 1))]
        h: Gate,
    }

    /// Calcium counts in µM, and its rate is asked for its unit.
    #[channel(ion = K, reads(Ca), current = 3pS/um2 * n * (v - e))]
    struct KCa {
        #[gate(alpha = 0.01/ms/uM * ca, beta = 0.02)]
        n: Gate,
    }

    #[test]
    fn mainen_and_sejnowski_1996() {
        same!(Na at v:
            m_alpha = 0.182 * (v + 35.0) / (1.0 - exp(-(v + 35.0) / 9.0)),
            m_beta = -0.124 * (v + 35.0) / (1.0 - exp((v + 35.0) / 9.0)),
            h_inf = s((v + 65.0) / 6.2),
            h_tau = 1.0 / (0.024 * (v + 50.0) / (1.0 - exp(-(v + 50.0) / 5.0))
                - 0.0091 * (v + 75.0) / (1.0 - exp((v + 75.0) / 5.0))));
        same!(Kv at v:
            n_alpha = 0.02 * (v - 25.0) / (1.0 - exp(-(v - 25.0) / 9.0)),
            n_beta = -0.002 * (v - 25.0) / (1.0 - exp((v - 25.0) / 9.0)));
        same!(Km at v:
            n_alpha = 0.001 * (v + 30.0) / (1.0 - exp(-(v + 30.0) / 9.0)),
            n_beta = -0.001 * (v + 30.0) / (1.0 - exp((v + 30.0) / 9.0)));
        same!(Ca at v:
            m_alpha = 0.055 * (-27.0 - v) / (exp((-27.0 - v) / 3.8) - 1.0), m_beta = 0.94 * exp((-75.0 - v) / 17.0),
            h_alpha = 0.000457 * exp((-13.0 - v) / 50.0), h_beta = 0.0065 * s((-v - 15.0) / 28.0));
        let channel = KCa::default();
        assert!((channel.n_alpha(-60.0, 3.0) - 0.03).abs() < 1e-15);
    }
}

/// Yamada, Koch & Adams 1989, and Pospischil et al. 2008 after it: M and T currents.
mod yamada_pospischil {
    use super::*;

    #[channel(ion = K, current = 0.084mS/cm2 * w * (v - e))]
    struct M1989 {
        #[gate(inf = 1 / (exp(-(v + 35) / 10) + 1), tau = 1000 / (3.3 * (exp((v + 35) / 40) + exp(-(v + 35) / 20))))]
        w: Gate,
    }

    #[channel(ion = K, current = 0.07mS/cm2 * p * (v - e))]
    struct M2008 {
        #[param(4s)]
        tau_max: Param,
        #[gate(inf = 1 / (1 + exp(-(v + 35) / 10)), tau = tau_max / (3.3 * exp((v + 35) / 20) + exp(-(v + 35) / 20)))]
        p: Gate,
    }

    #[channel(ion = Ca, current = 0.4mS/cm2 * q^2 * u * (v - e))]
    struct T2008 {
        #[param(2)]
        v_x: Param,
        #[gate(inf = 1 / (1 + exp(-(v + v_x + 57) / 6.2)), instantaneous)]
        q: Gate,
        #[gate(
            inf = 1 / (1 + exp((v + v_x + 81) / 4)),
            tau = (30.8 + (211.4 + exp((v + v_x + 113.2) / 5)) / (1 + exp((v + v_x + 84) / 3.2))) / 3.7,
        )]
        u: Gate,
    }

    #[test]
    fn yamada_koch_and_adams_1989_and_pospischil_2008() {
        same!(M1989 at v:
            w_inf = s(-(v + 35.0) / 10.0),
            w_tau = 1000.0 / (3.3 * (exp((v + 35.0) / 40.0) + exp(-(v + 35.0) / 20.0))));
        same!(M2008 at v:
            p_inf = s(-(v + 35.0) / 10.0), p_tau = 4000.0 / (3.3 * exp((v + 35.0) / 20.0) + exp(-(v + 35.0) / 20.0)));
        same!(T2008 at v:
            q_inf = s(-(v + 59.0) / 6.2), u_inf = s((v + 83.0) / 4.0),
            u_tau = (30.8 + (211.4 + exp((v + 115.2) / 5.0)) * s((v + 86.0) / 3.2)) / 3.7);
    }
}

/// Traub et al. 1991, as reduced by Pinsky & Rinzel 1994: hippocampal pyramidal cells, with their rest at 0 mV.
mod pinsky_rinzel {
    use super::*;

    #[channel(ion = Na, current = 30mS/cm2 * (m)^2 * h * (v - e))]
    struct Na {
        #[gate(
            alpha = 0.32 * (13.1 - v) / (exp((13.1 - v) / 4) - 1),
            beta = 0.28 * (v - 40.1) / (exp((v - 40.1) / 5) - 1),
        )]
        m: Gate,
        #[gate(alpha = 0.128 * exp((17 - v) / 18), beta = 4 / (1 + exp((40 - v) / 5)))]
        h: Gate,
    }

    #[channel(ion = K, current = 15mS/cm2 * n * (v - e))]
    struct Kdr {
        #[gate(alpha = 0.016 * (35.1 - v) / (exp((35.1 - v) / 5) - 1), beta = 0.25 * exp(0.5 - 0.025 * v))]
        n: Gate,
    }

    #[channel(ion = Ca, current = 10mS/cm2 * (m)^2 * (v - e))]
    struct Ca {
        #[gate(alpha = 1.6 / (1 + exp(-0.072 * (v - 65))), beta = 0.02 * (v - 51.1) / (exp((v - 51.1) / 5) - 1))]
        m: Gate,
    }

    #[channel(ion = K, current = 15mS/cm2 * c * (v - e))]
    struct Kc {
        #[gate(
            alpha = if v <= 50 { exp((v - 10) / 11 - (v - 6.5) / 27) / 18.975 } else { 2 * exp((6.5 - v) / 27) },
            beta = if v <= 50 { 2 * exp((6.5 - v) / 27) - exp((v - 10) / 11 - (v - 6.5) / 27) / 18.975 } else { 0 },
        )]
        c: Gate,
    }

    #[test]
    fn pinsky_and_rinzel_1994() {
        same!(Na at v:
            m_alpha = 0.32 * (13.1 - v) / (exp((13.1 - v) / 4.0) - 1.0),
            m_beta = 0.28 * (v - 40.1) / (exp((v - 40.1) / 5.0) - 1.0),
            h_alpha = 0.128 * exp((17.0 - v) / 18.0), h_beta = 4.0 * s((40.0 - v) / 5.0));
        same!(Kdr at v:
            n_alpha = 0.016 * (35.1 - v) / (exp((35.1 - v) / 5.0) - 1.0), n_beta = 0.25 * exp(0.5 - 0.025 * v));
        same!(Ca at v:
            m_alpha = 1.6 * s(-0.072 * (v - 65.0)), m_beta = 0.02 * (v - 51.1) / (exp((v - 51.1) / 5.0) - 1.0));
        let low = |v: f64| exp((v - 10.0) / 11.0 - (v - 6.5) / 27.0) / 18.975;
        same!(Kc at v:
            c_alpha = if v <= 50.0 { low(v) } else { 2.0 * exp((6.5 - v) / 27.0) },
            c_beta = if v <= 50.0 { 2.0 * exp((6.5 - v) / 27.0) - low(v) } else { 0.0 });
    }
}

/// Golomb & Amitai 1997: neocortical neurons.
mod golomb_amitai {
    use super::*;

    #[channel(ion = Na, current = 0.07mS/cm2 * p * (v - e))]
    struct NaP {
        #[gate(inf = 1 / (1 + exp(-(v + 40) / 5)), instantaneous)]
        p: Gate,
    }

    #[channel(ion = K, current = 3mS/cm2 * n^4 * (v - e))]
    struct Kdr {
        #[gate(inf = 1 / (1 + exp(-(v + 30) / 10)), tau = 0.37 + 1.85 / (1 + exp((v + 27) / 15)))]
        n: Gate,
    }

    #[channel(ion = K, current = 1.8mS/cm2 * z * (v - e))]
    struct KSlow {
        #[gate(inf = 1 / (1 + exp(-(v + 39) / 5)), tau = 75)]
        z: Gate,
    }

    #[test]
    fn golomb_and_amitai_1997() {
        same!(NaP at v: p_inf = s(-(v + 40.0) / 5.0));
        same!(Kdr at v: n_inf = s(-(v + 30.0) / 10.0), n_tau = 0.37 + 1.85 * s((v + 27.0) / 15.0));
        same!(KSlow at v: z_inf = s(-(v + 39.0) / 5.0), z_tau = 75.0 + 0.0 * v);
    }
}

/// Hill, Lu, Masino, Olsen & Calabrese 2001, leech heart interneurons, count in V and s: their numbers are asked for their
/// units.
mod hill {
    use super::*;

    #[channel(ion = Ca, current = 5nS * (m)^2 * h * (v - e))]
    struct CaF {
        #[gate(
            inf = 1 / (1 + exp(-600/V * (v + 0.0467V))),
            tau = 0.011s + 0.024s / cosh(-330/V * (v + 0.0467V)),
        )]
        m: Gate,
        #[gate(inf = 1 / (1 + exp(350/V * (v + 0.0555V))), tau = 0.06s + 0.31s / (1 + exp(270/V * (v + 0.055V))))]
        h: Gate,
    }

    #[channel(ion = K, current = 80nS * (m)^2 * (v - e))]
    struct K2 {
        #[gate(
            inf = 1 / (1 + exp(-83/V * (v + 0.02V))),
            tau = 0.057s + 0.043s / (1 + exp(200/V * (v + 0.035V))),
        )]
        m: Gate,
    }

    #[test]
    fn hill_2001() {
        same!(CaF at v:
            m_inf = s(-600.0 * (v / 1e3 + 0.0467)), m_tau = 11.0 + 24.0 / (330.0 * (v / 1e3 + 0.0467)).cosh(),
            h_inf = s(350.0 * (v / 1e3 + 0.0555)), h_tau = 60.0 + 310.0 * s(270.0 * (v / 1e3 + 0.055)));
        same!(K2 at v: m_inf = s(-83.0 * (v / 1e3 + 0.02)), m_tau = 57.0 + 43.0 * s(200.0 * (v / 1e3 + 0.035)));
    }
}
