//! Numbers and names in sentences. It is there without `std`, too.

use core::fmt;

/// A number that is written in short: as a decimal fraction, or with an exponent where that would have many zeros.
#[derive(Clone, Copy)]
pub(crate) struct Short(pub(crate) f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size == 0.0 || (1e-5..1e9).contains(&size) || !size.is_finite() {
            write!(f, "{}", self.0)
        } else {
            write!(f, "{:e}", self.0)
        }
    }
}

/// Returns the number of edits between two names. The case of letters does not count.
pub(crate) const fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 32;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut j = 0;
        while j < b.len() {
            let same = a[i].eq_ignore_ascii_case(&b[j]);
            let mut best = if same { diagonal } else { diagonal + 1 };
            if row[j] + 1 < best {
                best = row[j] + 1;
            }
            if row[j + 1] + 1 < best {
                best = row[j + 1] + 1;
            }
            diagonal = row[j + 1];
            row[j + 1] = best;
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}

/// Returns true if `edits` edits can be a slip. A name of one letter may differ in case only, a short name in one edit,
/// and a long one in one edit for each three letters. The rule for equations is the same.
pub(crate) const fn near(name: &str, guess: &str, edits: usize) -> bool {
    let longest = if name.len() > guess.len() { name.len() } else { guess.len() };
    let allowed = if longest < 2 {
        0
    } else if longest < 6 {
        1
    } else {
        longest / 3
    };
    !guess.is_empty() && edits <= allowed
}
