use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m^3 * hh * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)), tau = 2ms)]
    m: Gate,
}

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    ions { Na: 50mV },
    channels { NaV { g: 100mS/cm2 } },
}

fn main() -> Result<(), Error> {
    let mut cell = Soma::default();
    cell.set(Soma::NaV.g, 50.0);
    let run = cell.simulate(100.0).record(&[Soma::NaV.m, Soma::v]).run()?;
    println!("{:?}", run.trace(Soma::NaV.current));
    println!("{}", NaV::new(10.0).m_inf(-20.0));
    Ok(())
}
