//! Everything in the library as data, by paper.

use super::{
    connor_stevens_1971, destexhe_1994, hodgkin_huxley_1952, integrate_and_fire, liu_1998, morris_lecar_1981,
    pinsky_rinzel_1994, prinz_2003, prinz_2004, wang_buzsaki_1996,
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
    "Connor & Stevens 1971", connor_stevens_1971
        { Na Kd A Leak } { ConnorStevens } {}
    "Morris & Lecar 1981", morris_lecar_1981
        { Ca K Leak } { MorrisLecar } {}
    "Destexhe, Mainen & Sejnowski 1994", destexhe_1994
        { Ampa Nmda GabaA } {} {}
    "Pinsky & Rinzel 1994", pinsky_rinzel_1994
        { Na Kdr CaHva KAhp KC Leak Calcium } { PinskyRinzel } {}
    "Wang & Buzsáki 1996", wang_buzsaki_1996
        { Na K Leak Gaba } { WangBuzsaki } {}
    "Liu, Golowasch, Marder & Abbott 1998", liu_1998
        { NaV CaS CaT A KCa Kd H Leak } { Liu } {}
    "Integrate-and-fire neurons, 1907 to 2007", integrate_and_fire
        { PointLeak Upstroke Adaptation Parabola Recovery } { Lif Qif Eif AdEx Izhikevich } {}
    "Prinz, Billimoria & Marder 2003", prinz_2003
        { NaV CaS CaT A KCa Kd H Leak CalciumBuffer } { Stg } {}
    "Prinz, Bucher & Marder 2004", prinz_2004
        { Cholinergic Glutamatergic } {} { Pyloric }
};
