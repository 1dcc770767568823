//! Timing for the benchmarks: best and median of repeated runs, alternatives in turn.

use std::fmt;
use std::time::{Duration, Instant};

/// Returns the shortest time of `n` runs, at least one. The best of many runs is the speed of the code; the rest is the noise of
/// the machine.
pub fn best_of<R>(n: usize, mut work: impl FnMut() -> R) -> Duration {
    (0..n.max(1)).map(|_| time(&mut work)).min().unwrap_or_default()
}

fn time<R>(work: &mut impl FnMut() -> R) -> Duration {
    let start = Instant::now();
    // Without a use of the result, the work could be optimised away.
    std::hint::black_box(work());
    start.elapsed()
}

/// The times of one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The shortest run.
    pub best: Duration,
    /// The median run; with an even number of runs, the longer of the middle two.
    pub median: Duration,
}

/// The times of several alternatives. `Display` adds the ratio of each best time to the first one.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// One row for each alternative, in the order given.
    pub rows: Vec<Row>,
}

impl Table {
    /// Returns the row with this name.
    ///
    /// # Panics
    /// If there is none.
    pub fn row(&self, name: &str) -> &Row {
        match self.rows.iter().find(|row| row.name == name) {
            Some(row) => row,
            None => panic!("nothing called `{name}` was timed"),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        write!(f, "{:width$} {:>12} {:>12} {:>7}", "", "best", "median", "ratio")?;
        let first = self.rows.first().map_or(0.0, |row| row.best.as_secs_f64());
        for Row { name, best, median } in &self.rows {
            let ms = |time: &Duration| 1e3 * time.as_secs_f64();
            write!(f, "\n{name:width$} {:>9.3} ms {:>9.3} ms", ms(best), ms(median))?;
            write!(f, " {:>7.3}", best.as_secs_f64() / first)?;
        }
        Ok(())
    }
}

/// Runs each alternative once, then each again, `n` times in all (at least once), so that a slower or busy
/// machine affects all of them.
pub fn interleaved(n: usize, alternatives: &mut [(&str, &mut dyn FnMut())]) -> Table {
    let mut times = vec![Vec::with_capacity(n.max(1)); alternatives.len()];
    for _ in 0..n.max(1) {
        for ((_, work), times) in alternatives.iter_mut().zip(&mut times) {
            times.push(time(work));
        }
    }
    let rows = alternatives.iter().zip(&mut times).map(|((name, _), times)| {
        times.sort();
        Row { name: (*name).to_owned(), best: times[0], median: times[times.len() / 2] }
    });
    Table { rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn alternatives_run_in_turn() {
        let order = RefCell::new(String::new());
        let mut a = || order.borrow_mut().push('a');
        let mut b = || order.borrow_mut().push('b');
        let table = interleaved(3, &mut [("first", &mut a), ("second", &mut b)]);
        assert_eq!(order.into_inner(), "ababab");
        assert_eq!(table.rows.len(), 2);
        assert!(table.row("second").best <= table.row("second").median);
        assert_eq!(table.to_string().lines().count(), 3);
    }

    #[test]
    fn the_best_is_at_least_what_the_work_takes() {
        let mut runs = 0;
        let best = best_of(3, || {
            runs += 1;
            std::thread::sleep(Duration::from_millis(2));
        });
        assert_eq!(runs, 3);
        assert!(best >= Duration::from_millis(2));
    }
}
