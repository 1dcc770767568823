//! Sentences built during compilation, where nothing can be allocated, and the nearest of known names.

use crate::error::{distance, near};
use crate::model::info::ParameterInfo;

/// A sentence built during compilation.
pub(super) struct Message {
    bytes: [u8; Message::ROOM],
    pub(super) len: usize,
}

impl Message {
    const ROOM: usize = 1024;

    pub(super) const fn new() -> Self {
        Message { bytes: [0; Message::ROOM], len: 0 }
    }

    pub(super) const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut k = 0;
        while k < text.len() && self.len < Message::ROOM {
            self.bytes[self.len] = text[k];
            self.len += 1;
            k += 1;
        }
        self
    }

    pub(super) const fn list(mut self, items: &[&str]) -> Self {
        let mut k = 0;
        while k < items.len() {
            if k > 0 {
                self = self.text(", ");
            }
            self = self.text(items[k]);
            k += 1;
        }
        if items.is_empty() { self.text("none") } else { self }
    }

    pub(super) const fn number(mut self, mut number: usize) -> Self {
        let mut digits = [0; 20];
        let mut k = digits.len();
        loop {
            k -= 1;
            digits[k] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        while k < digits.len() && self.len < Message::ROOM {
            self.bytes[self.len] = digits[k];
            self.len += 1;
            k += 1;
        }
        self
    }

    /// Appends a number to four decimals.
    pub(super) const fn decimal(self, value: f64) -> Self {
        let message = if value < 0.0 { self.text("-") } else { self };
        let size = if value < 0.0 { -value } else { value };
        if size > 1e12 {
            return message.text("very large");
        }
        let scaled = (size * 1e4 + 0.5) as u64;
        let (whole, mut rest) = ((scaled / 10_000) as usize, scaled % 10_000);
        let mut message = message.number(whole);
        if rest > 0 {
            message = message.text(".");
        }
        while rest > 0 {
            message = message.number((rest / 1000) as usize);
            rest = rest % 1000 * 10;
        }
        message
    }

    pub(super) const fn parameters(mut self, parameters: &[ParameterInfo]) -> Self {
        let mut k = 0;
        while k < parameters.len() {
            if k > 0 {
                self = self.text(", ");
            }
            self = self.text(parameters[k].name);
            k += 1;
        }
        if parameters.is_empty() { self.text("none") } else { self }
    }

    /// Appends the ion of a concentration as a cell names it: Ca for `ca` or `ca_out`.
    pub(super) const fn ion(mut self, concentration: &str) -> Self {
        let bytes = concentration.as_bytes();
        let end = if outside(concentration) { bytes.len() - 4 } else { bytes.len() };
        let mut k = 0;
        while k < end && self.len < Message::ROOM {
            self.bytes[self.len] = if k == 0 { bytes[k].to_ascii_uppercase() } else { bytes[k] };
            self.len += 1;
            k += 1;
        }
        self
    }

    /// Appends "; did you mean …?" if a name is near enough, then the list of known names.
    pub(super) const fn meant(self, name: &str, parameters: &[ParameterInfo]) -> Self {
        let (mut guess, mut best) = ("", usize::MAX);
        let mut k = 0;
        while k < parameters.len() {
            (guess, best) = nearer(name, parameters[k].name, guess, best);
            k += 1;
        }
        let message = if near(name, guess, best) {
            self.text("; did you mean `").text(guess).text("`? It has ")
        } else {
            self.text("; it has ")
        };
        message.parameters(parameters)
    }

    pub(super) const fn as_str(&self) -> &str {
        // If a character is cut at the end of the buffer, the text ends before it.
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(error) => match core::str::from_utf8(self.bytes.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "this does not fit",
            },
        }
    }

    #[track_caller]
    pub(super) const fn fail(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

pub(super) const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut k = 0;
    while k < a.len() {
        if a[k] != b[k] {
            return false;
        }
        k += 1;
    }
    true
}

pub(super) const fn position(names: &[&str], name: &str) -> Option<usize> {
    let mut k = 0;
    while k < names.len() {
        if equal(names[k], name) {
            return Some(k);
        }
        k += 1;
    }
    None
}

/// Returns true if a concentration is an outside one, such as `ca_out`.
pub(super) const fn outside(concentration: &str) -> bool {
    matches!(concentration.as_bytes(), [_, .., b'_', b'o', b'u', b't'])
}

/// Returns the nearer of two guesses at `name`, with its distance.
pub(super) const fn nearer<'a>(name: &str, new: &'a str, guess: &'a str, best: usize) -> (&'a str, usize) {
    let distance = distance(name, new);
    if distance < best { (new, distance) } else { (guess, best) }
}
