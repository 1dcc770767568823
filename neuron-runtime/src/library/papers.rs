//! Everything in the library as data, by paper.

use super::{
    connor_stevens_1971, destexhe_1994, destexhe_1998, fuhrmann_2002, gutig_2003, hodgkin_huxley_1952,
    integrate_and_fire, jahr_stevens_1990, liu_1998, mongillo_2008, morris_lecar_1981, pfister_gerstner_2006,
    pinsky_rinzel_1994, prinz_2003, prinz_2004, rall_1967, roth_van_rossum_2009, song_2000, stein_1965, tsodyks_1998,
    tsodyks_markram_1997, van_rossum_2000, wang_buzsaki_1996,
};
use crate::model::equations::{CellEquations, Equations, NetworkEquations};
use crate::prelude::{Written, WrittenCell, WrittenNetwork};

/// The models of one paper, as data.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// Its authors and year.
    pub title: &'static str,
    /// The module with its models.
    pub module: &'static str,
    /// Channels, synapses and pools, in the order of the module.
    pub mechanisms: &'static [&'static Equations],
    /// Cell types.
    pub cells: &'static [&'static CellEquations],
    /// Networks.
    pub networks: &'static [&'static NetworkEquations],
}

macro_rules! papers {
    ($($title:literal, $module:ident { $($mechanism:ident)* } { $($cell:ident)* } { $($network:ident)* })*) => {
        &[$(Paper {
            title: $title,
            module: stringify!($module),
            mechanisms: &[$($module::$mechanism::EQUATIONS),*],
            cells: &[$($module::$cell::CELL_EQUATIONS),*],
            networks: &[$($module::$network::NETWORK_EQUATIONS),*],
        }),*]
    };
}

/// Every paper of the library, the oldest first.
pub const PAPERS: &[Paper] = papers! {
    "Hodgkin & Huxley 1952", hodgkin_huxley_1952
        { Na K Leak } { HodgkinHuxley } {}
    "Stein 1965", stein_1965
        { Delta } {} {}
    "Rall 1967", rall_1967
        { Alpha } {} {}
    "Connor & Stevens 1971", connor_stevens_1971
        { Na Kd A Leak } { ConnorStevens } {}
    "Morris & Lecar 1981", morris_lecar_1981
        { Ca K Leak } { MorrisLecar } {}
    "Jahr & Stevens 1990", jahr_stevens_1990
        { Nmda } {} {}
    "Destexhe, Mainen & Sejnowski 1994", destexhe_1994
        { Ampa Nmda GabaA } {} {}
    "Pinsky & Rinzel 1994", pinsky_rinzel_1994
        { Na Kdr CaHva KAhp KC Leak Calcium } { PinskyRinzel } {}
    "Wang & Buzsáki 1996", wang_buzsaki_1996
        { Na K Leak Gaba } { WangBuzsaki } {}
    "Tsodyks & Markram 1997", tsodyks_markram_1997
        { Depressing } {} {}
    "Destexhe, Mainen & Sejnowski 1998", destexhe_1998
        { GabaB } {} {}
    "Liu, Golowasch, Marder & Abbott 1998", liu_1998
        { NaV CaS CaT A KCa Kd H Leak } { Liu } {}
    "Tsodyks, Pawelzik & Markram 1998", tsodyks_1998
        { Facilitating } {} {}
    "Song, Miller & Abbott 2000", song_2000
        { Stdp } {} {}
    "van Rossum, Bi & Turrigiano 2000", van_rossum_2000
        { Stdp } {} {}
    "Fuhrmann, Segev, Markram & Tsodyks 2002", fuhrmann_2002
        { ShortTerm } {} {}
    "Integrate-and-fire neurons, 1907 to 2007", integrate_and_fire
        { PointLeak Upstroke Adaptation Parabola Recovery } { Lif Qif Eif AdEx Izhikevich } {}
    "Gütig, Aharonov, Rotter & Sompolinsky 2003", gutig_2003
        { Stdp } {} {}
    "Prinz, Billimoria & Marder 2003", prinz_2003
        { NaV CaS CaT A KCa Kd H Leak CalciumBuffer } { Stg } {}
    "Prinz, Bucher & Marder 2004", prinz_2004
        { Cholinergic Glutamatergic } {} { Pyloric }
    "Pfister & Gerstner 2006", pfister_gerstner_2006
        { TripletStdp } {} {}
    "Mongillo, Barak & Tsodyks 2008", mongillo_2008
        { Facilitating } {} {}
    "Roth & van Rossum 2009", roth_van_rossum_2009
        { Exponential Biexponential } {} {}
};
