//! The trusted solutions of `tests/reference`, the judge of every trajectory; its `README.md` states the models.
//!
//! A missing or malformed file is a broken checkout, not a failing model, so the readers panic and name the file.

use std::path::PathBuf;

use serde_json::Value;

/// The path of a file in `tests/reference`.
pub fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reference").join(file)
}

fn read(file: &str) -> String {
    let path = path(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// One entry of `events.json`: `keys` leads from the top to it.
fn event(keys: &[&str]) -> Value {
    let mut value: Value =
        serde_json::from_str(&read("events.json")).unwrap_or_else(|error| panic!("events.json: {error}"));
    for (depth, key) in keys.iter().enumerate() {
        value = match value.get_mut(key) {
            Some(inner) => inner.take(),
            None => panic!("events.json has no `{}`", keys[..=depth].join(".")),
        };
    }
    value
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("events.json: {value} is not a number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(list) => list.iter().map(number).collect(),
        None => panic!("events.json: {value} is not a list"),
    }
}

/// Spike times (ms) of a model with one neuron, `hodgkin_huxley` (1000 ms) or `prinz_ab` (5000 ms).
pub fn spikes(model: &str) -> Vec<f64> {
    numbers(&event(&[model, "spikes_ms"]))
}

/// The neurons of `pyloric`, in the order of the reference.
pub const PYLORIC: [&str; 3] = ["AB", "LP", "PY"];

/// Spike times (ms) of one neuron of `pyloric` (10 000 ms): `AB`, `LP` or `PY`.
pub fn pyloric_spikes(neuron: &str) -> Vec<f64> {
    numbers(&event(&["pyloric", neuron]))
}

/// The voltage (mV) whose upward crossings the reference calls spikes of that model.
pub fn threshold(model: &str) -> f64 {
    number(&event(&[model, "threshold_mV"]))
}

/// Mean of Ca (µM) of `prinz_ab` over 0–1000 ms.
pub fn mean_ca() -> f64 {
    number(&event(&["prinz_ab", "mean_ca_0_1000ms_uM"]))
}

/// The channels of `prinz_ab` in the order of the reference's table.
pub const CHANNELS: [&str; 8] = ["NaV", "CaS", "CaT", "A", "KCa", "Kd", "H", "Leak"];

/// The derivative of [`mean_ca`] with respect to one maximal conductance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanCaDerivative {
    /// The channel whose maximal conductance is varied, a name of [`CHANNELS`].
    pub channel: &'static str,
    /// Derivative in µM per µS/mm², as the reference states it.
    pub per_us_per_mm2: f64,
    /// Relative uncertainty of the reference's value.
    pub relative_uncertainty: f64,
}

impl MeanCaDerivative {
    /// Derivative in µM per mS/cm²: 1 mS/cm² is 10 µS/mm².
    pub fn per_ms_per_cm2(&self) -> f64 {
        10.0 * self.per_us_per_mm2
    }
}

/// Returns the derivatives of [`mean_ca`] with respect to the maximal conductances, in the order of [`CHANNELS`].
pub fn mean_ca_derivatives() -> [MeanCaDerivative; 8] {
    let values = event(&["prinz_ab", "grad_mean_ca_0_1000ms"]);
    let uncertainties = numbers(&event(&["prinz_ab", "grad_relative_uncertainty"]));
    assert_eq!(uncertainties.len(), CHANNELS.len(), "events.json: one uncertainty for each channel");
    std::array::from_fn(|i| MeanCaDerivative {
        channel: CHANNELS[i],
        per_us_per_mm2: number(&values[CHANNELS[i]]),
        relative_uncertainty: uncertainties[i],
    })
}

/// A table of sampled states, voltages in mV and calcium in µM.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Names of the columns after the time, such as `v`, `na.m` or `ab.ca`.
    pub names: Vec<String>,
    /// Times of the samples (ms).
    pub times: Vec<f64>,
    /// One list of samples for each name, as long as `times`.
    pub columns: Vec<Vec<f64>>,
}

impl Trace {
    /// The samples of the column of that name; panics with the names there are if there is none.
    pub fn column(&self, name: &str) -> &[f64] {
        match self.names.iter().position(|known| known == name) {
            Some(index) => &self.columns[index],
            None => panic!("the reference has no column `{name}`; it has {}", self.names.join(", ")),
        }
    }

    /// The trace up to and including `t_end` (ms).
    pub fn until(mut self, t_end: f64) -> Self {
        let samples = self.times.partition_point(|&t| t <= t_end);
        self.times.truncate(samples);
        self.columns.iter_mut().for_each(|column| column.truncate(samples));
        self
    }
}

/// The sampled solution of `hodgkin_huxley`, `prinz_ab` or `pyloric`.
pub fn trace(model: &str) -> Trace {
    let file = format!("{model}.csv");
    parse_trace(&file, &read(&file))
}

fn parse_trace(file: &str, text: &str) -> Trace {
    let mut lines = text.lines();
    let mut names = lines.next().unwrap_or_default().split(',').map(str::to_owned);
    assert_eq!(names.next().as_deref(), Some("t_ms"), "{file}: the first column is the time");
    let names: Vec<String> = names.collect();
    let mut times = Vec::new();
    let mut columns = vec![Vec::new(); names.len()];
    for (row, line) in lines.enumerate() {
        let line_number = row + 2;
        let mut fields = line.split(',').map(|field| match field.parse::<f64>() {
            Ok(value) => value,
            Err(_) => panic!("{file}, line {line_number}: `{field}` is not a number"),
        });
        times.extend(fields.next());
        let before = times.len();
        for column in &mut columns {
            column.extend(fields.next());
            assert_eq!(column.len(), before, "{file}, line {line_number}: too few columns");
        }
        assert!(fields.next().is_none(), "{file}, line {line_number}: too many columns");
    }
    Trace { names, times, columns }
}

/// Returns the largest distance (ms) between spikes with the same index.
///
/// Where the counts differ, the error says both and where the two lists first part. NaN among the times is an error.
pub fn worst_spike_error(found: &[f64], truth: &[f64]) -> Result<f64, String> {
    if let Some(index) = found.iter().position(|t| t.is_nan()) {
        return Err(format!("spike {index} is at NaN"));
    }
    if found.len() != truth.len() {
        return Err(format!("{} spikes instead of {}; {}", found.len(), truth.len(), divergence(found, truth)));
    }
    Ok(found.iter().zip(truth).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
}

/// Where two lists of spike times part: at the first pair further apart than half of the gap to the next true spike.
fn divergence(found: &[f64], truth: &[f64]) -> String {
    let both = found.len().min(truth.len());
    let parting = (0..both).find(|&i| {
        let gap = match (i.checked_sub(1).map(|k| truth[k]), truth.get(i + 1)) {
            (Some(before), Some(after)) => (truth[i] - before).min(after - truth[i]),
            (Some(before), None) => truth[i] - before,
            (None, Some(after)) => after - truth[i],
            (None, None) => f64::INFINITY,
        };
        (found[i] - truth[i]).abs() > 0.5 * gap
    });
    match parting {
        Some(i) => format!("they first diverge at spike {i}, at {} instead of {} ms", found[i], truth[i]),
        None if found.len() > both => format!("they agree up to the surplus spike {both} at {} ms", found[both]),
        None => format!("they agree up to the missing spike {both} at {} ms", truth[both]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_those_of_the_readme() {
        assert_eq!(spikes("hodgkin_huxley").len(), 69);
        assert_eq!(spikes("prinz_ab").len(), 103);
        assert_eq!(PYLORIC.map(|neuron| pyloric_spikes(neuron).len()), [175, 110, 73]);
        assert_eq!(["hodgkin_huxley", "prinz_ab", "pyloric"].map(threshold), [0.0, -10.0, -10.0]);
        assert!((mean_ca() - 161.7177).abs() < 1e-4);
        let derivatives = mean_ca_derivatives();
        assert_eq!(derivatives[6].channel, "H");
        assert!((derivatives[6].per_ms_per_cm2() - 571.103).abs() < 1e-3);
        assert!(derivatives.iter().all(|d| d.relative_uncertainty < 1e-4));
    }

    #[test]
    fn traces_are_looked_up_by_name() {
        for (model, samples, columns) in [("hodgkin_huxley", 1001, 4), ("prinz_ab", 2001, 5), ("pyloric", 1501, 4)] {
            let trace = trace(model);
            assert_eq!((trace.times.len(), trace.columns.len()), (samples, columns), "{model}");
        }
        let trace = trace("pyloric").until(10.0);
        assert_eq!(trace.times, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!((trace.column("ab.ca")[0], trace.column("py.v").len()), (0.05, 6));
    }

    #[test]
    #[should_panic(expected = "no column `ab.c`; it has ab.v, ab.ca, lp.v, py.v")]
    fn an_unknown_column_is_named() {
        trace("pyloric").column("ab.c");
    }

    #[test]
    #[should_panic(expected = "x.csv, line 3: too few columns")]
    fn a_short_row_is_named() {
        parse_trace("x.csv", "t_ms,a,b\n0,1,2\n1,2\n");
    }

    #[test]
    fn spike_errors_say_where_the_lists_part() {
        let truth = [10.0, 20.0, 30.0];
        assert_eq!(worst_spike_error(&[10.5, 19.0, 30.0], &truth), Ok(1.0));
        assert_eq!(worst_spike_error(&[], &[]), Ok(0.0));
        let message = |found: &[f64]| worst_spike_error(found, &truth).unwrap_err();
        assert_eq!(message(&[10.0, 20.0]), "2 spikes instead of 3; they agree up to the missing spike 2 at 30 ms");
        assert_eq!(
            message(&[10.0, 20.0, 30.0, 40.0]),
            "4 spikes instead of 3; they agree up to the surplus spike 3 at 40 ms"
        );
        assert_eq!(
            message(&[10.0, 30.0]),
            "2 spikes instead of 3; they first diverge at spike 1, at 30 instead of 20 ms"
        );
        assert!(message(&[10.0, f64::NAN, 30.0]).contains("NaN"));
    }
}

/// A hybrid model of `events`: spike times, and derivatives of some of them.
pub struct Hybrid {
    value: Value,
}

/// The derivative of a spike time with respect to a parameter of a [`Hybrid`].
#[derive(Clone, Debug)]
pub struct SpikeDerivative {
    /// The index of the spike; negative from the last one on.
    pub spike: i64,
    /// The parameter.
    pub by: String,
    /// ms per unit of the parameter.
    pub value: f64,
    /// How far it may be off.
    pub uncertainty: f64,
}

impl Hybrid {
    /// Reads `events/NAME.json`.
    pub fn read(name: &str) -> Self {
        let file = format!("events/{name}.json");
        let value = serde_json::from_str(&read(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        Hybrid { value }
    }

    /// Returns the spike times (ms) of a neuron.
    pub fn spikes(&self, neuron: usize) -> Vec<f64> {
        numbers(&self.value["spikes_ms"][neuron])
    }

    /// Returns a list of numbers by its name.
    pub fn list(&self, name: &str) -> Vec<f64> {
        numbers(&self.value[name])
    }

    /// Returns all derivatives.
    pub fn derivatives(&self) -> Vec<SpikeDerivative> {
        let Some(list) = self.value["derivatives"].as_array() else { panic!("no derivatives") };
        let read = |entry: &Value| SpikeDerivative {
            spike: entry["spike"].as_i64().unwrap_or_else(|| panic!("{entry}")),
            by: entry["by"].as_str().unwrap_or_else(|| panic!("{entry}")).to_owned(),
            value: number(&entry["value"]),
            uncertainty: number(&entry["uncertainty"]),
        };
        list.iter().map(read).collect()
    }
}
