//! Families of runs over values of one parameter or several, on all cores.

use super::table::{Report, Table};
use crate::error::Error;
use crate::model::handle::Parameter;
use crate::model::names;
use crate::model::network::Network;
use rayon::prelude::*;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The values of one parameter of a sweep, with its name and unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    name: String,
    unit: String,
    values: Vec<f64>,
}

impl Axis {
    /// Returns the axis of any quantity; a pure number has an empty unit.
    pub fn new(name: impl Into<String>, unit: impl Into<String>, values: &[f64]) -> Self {
        Axis { name: name.into(), unit: unit.into(), values: values.to_vec() }
    }

    /// Returns the axis of a parameter of a network, under its own name and unit.
    pub fn of<N: Network<f64>>(parameter: Parameter<N>, values: &[f64]) -> Self {
        let (name, unit) = names::parameter_name(&N::NETWORK, parameter.origin(), parameter.index());
        Axis::new(name, unit, values)
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the unit; empty for a pure number.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Returns the values.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Returns the name with the unit.
    #[cfg(feature = "plot")]
    pub(super) fn label(&self) -> String {
        if self.unit.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.unit) }
    }

    /// Names the value in the error of a run.
    pub(super) fn named<R>(&self, value: f64, result: Result<R, Error>) -> Result<R, Error> {
        result.map_err(|cause| Error::Swept { run: self.say(value), cause: Box::new(cause) })
    }

    /// Writes one of its values.
    fn say(&self, value: f64) -> String {
        let space = if self.unit.is_empty() { "" } else { " " };
        format!("{} = {value}{space}{}", self.name, self.unit)
    }
}

/// A family of runs: one for each combination of the values of `D` axes.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::protocol::{Axis, Sweep, steps};
///
/// let (na, k) = (HodgkinHuxley::Na.g, HodgkinHuxley::K.g);
/// let sweep = Sweep::over([Axis::of(na, &steps(80.0, 160.0, 3)), Axis::of(k, &[20.0, 36.0])]); // mS/cm²
/// let spikes = sweep.run(|[g_na, g_k]| {
///     let mut axon = HodgkinHuxley::default();
///     axon.set(na, g_na).set(k, g_k).set(HodgkinHuxley::inject, 10.0);
///     Ok(axon.simulate(100.0).record_nothing().run()?.spikes.len() as f64)
/// });
/// assert_eq!(spikes.get([1, 1]).as_ref().ok(), Some(&7.0)); // 120 and 36 mS/cm²
/// println!("{spikes}");
/// # Ok::<(), Error>(())
/// ```
#[must_use = "a sweep does nothing until `run(…)`"]
pub struct Sweep<'p, const D: usize> {
    axes: [Axis; D],
    progress: Option<&'p (dyn Fn(usize, usize) + Sync)>,
    threads: Option<usize>,
}

impl<'p, const D: usize> Sweep<'p, D> {
    /// Returns a sweep over these axes, on all cores.
    pub fn over(axes: [Axis; D]) -> Self {
        Sweep { axes, progress: None, threads: None }
    }

    /// Calls `report` after each run, with the number of finished runs and that of all. It is called on the thread of the run.
    pub fn progress(mut self, report: &'p (dyn Fn(usize, usize) + Sync)) -> Self {
        self.progress = Some(report);
        self
    }

    /// Runs on `threads` threads in the place of one for each core. The results are the same.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Carries all runs out. Runs that fail keep their errors, and the others their results.
    pub fn run<R: Send>(self, run: impl Fn([f64; D]) -> Result<R, Error> + Sync) -> Swept<D, R> {
        let (all, finished) = (self.axes.iter().map(|axis| axis.values.len()).product(), AtomicUsize::new(0));
        let one = |k: usize| {
            let result = run(point(&self.axes, k));
            let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(report) = self.progress {
                report(finished, all);
            }
            result
        };
        let in_order = || (0..all).map(one).collect();
        let in_parallel = || (0..all).into_par_iter().map(one).collect();
        let results = match self.threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build()) {
            None => in_parallel(),
            Some(Ok(pool)) => pool.install(in_parallel),
            // A machine that has no room for more threads has this one.
            Some(Err(_)) => in_order(),
        };
        Swept { axes: self.axes, results }
    }
}

/// Returns the values of the `k`-th run. Those of the last axis change first.
fn point<const D: usize>(axes: &[Axis; D], k: usize) -> [f64; D] {
    let (mut rest, mut point) = (k, [0.0; D]);
    for (x, axis) in point.iter_mut().zip(axes).rev() {
        *x = axis.values[rest % axis.values.len()];
        rest /= axis.values.len();
    }
    point
}

/// The results of a [`Sweep`]. Those of the last axis are beside each other.
#[derive(Debug)]
pub struct Swept<const D: usize, R> {
    axes: [Axis; D],
    results: Vec<Result<R, Error>>,
}

impl<const D: usize, R> Swept<D, R> {
    /// Returns the axes.
    pub fn axes(&self) -> &[Axis; D] {
        &self.axes
    }

    /// Returns the result at these indices, one for each axis.
    ///
    /// # Panics
    /// Past the end of an axis.
    pub fn get(&self, indices: [usize; D]) -> &Result<R, Error> {
        let place = indices.iter().zip(&self.axes).fold(0, |place, (index, axis)| {
            assert!(*index < axis.values.len(), "{} has {} values", axis.name, axis.values.len());
            place * axis.values.len() + index
        });
        &self.results[place]
    }

    /// Visits the values of every run with its result.
    pub fn each(&self) -> impl Iterator<Item = ([f64; D], &Result<R, Error>)> {
        self.results.iter().enumerate().map(|(k, result)| (point(&self.axes, k), result))
    }

    /// Returns the results of all runs, those of the last axis beside each other.
    ///
    /// # Errors
    /// [`Error::Swept`], which names the values of the first run that failed.
    pub fn all(self) -> Result<Vec<R>, Error> {
        let axes = &self.axes;
        let named = |(k, result): (usize, Result<R, Error>)| {
            result.map_err(|cause| Error::Swept { run: said(axes, k), cause: Box::new(cause) })
        };
        self.results.into_iter().enumerate().map(named).collect()
    }

    /// Returns the results over two axes as a map. Runs that failed leave gaps.
    #[cfg(feature = "plot")]
    fn map(&self, x: &Axis, y: &Axis) -> crate::plot::Panel
    where
        R: Copy + Into<f64>,
    {
        let ascending = |axis: &Axis| {
            let mut order: Vec<usize> = (0..axis.values.len()).collect();
            order.sort_by(|a, b| axis.values[*a].total_cmp(&axis.values[*b]));
            let values: Vec<f64> = order.iter().map(|k| axis.values[*k]).collect();
            (order, values)
        };
        let ((columns, across), (rows, up)) = (ascending(x), ascending(y));
        let value =
            |i: usize, j: usize| self.results[i * y.values.len() + j].as_ref().map_or(f64::NAN, |r| (*r).into());
        let values: Vec<f64> = rows.iter().flat_map(|j| columns.iter().map(move |i| value(*i, *j))).collect();
        crate::plot::Panel::new(y.label()).heat("result", &across, &up, &values).x_label(x.label())
    }

    /// Returns the values and errors of the runs that failed, as sentences.
    fn failures(&self) -> Vec<String> {
        let failed = |(k, result): (usize, &Result<R, Error>)| {
            result.as_ref().err().map(|error| format!("{}: {error}", said(&self.axes, k)))
        };
        self.results.iter().enumerate().filter_map(failed).collect()
    }
}

/// Names the values of the `k`-th run.
fn said<const D: usize>(axes: &[Axis; D], k: usize) -> String {
    let said = axes.iter().zip(point(axes, k)).map(|(axis, value)| axis.say(value));
    said.collect::<Vec<_>>().join(", ")
}

impl<const D: usize> Report for Swept<D, f64> {
    fn table(&self) -> Table {
        let all = 0..self.results.len();
        let mut table = Table::new();
        for (d, axis) in self.axes.iter().enumerate() {
            let values = all.clone().map(|k| point(&self.axes, k)[d]).collect();
            table = table.column(&axis.name, &axis.unit, values);
        }
        let results = self.results.iter().map(|result| *result.as_ref().unwrap_or(&f64::NAN)).collect();
        table = table.column("result", "", results);
        self.failures().into_iter().fold(table, Table::note)
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        if let [x, y] = &self.axes[..] {
            return Figure::new("").size(620, 460).panel(self.map(x, y));
        }
        // One line for each combination of the other axes.
        let Some((last, others)) = self.axes.split_last() else { return Figure::new("") };
        let mut panel = Panel::new("result").x_label(last.label());
        for (k, line) in self.results.chunks(last.values.len().max(1)).enumerate() {
            let first = point(&self.axes, k * last.values.len());
            let label: Vec<String> = others.iter().zip(first).map(|(axis, value)| axis.say(value)).collect();
            let known = || last.values.iter().zip(line).filter_map(|(x, y)| Some((*x, *y.as_ref().ok()?)));
            let (x, y): (Vec<f64>, Vec<f64>) = known().unzip();
            panel = panel.line(label.join(", "), &x, &y);
        }
        Figure::new("").panel(panel)
    }
}

impl<const D: usize> fmt::Display for Swept<D, f64> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
