//! Numbers in JSON that read back as the same bits. JSON has no NaN and no infinity: those are texts of the number and its bits.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Number {
    Finite(f64),
    Other(String),
}

impl Number {
    fn new(number: f64) -> Self {
        match number.is_finite() {
            true => Number::Finite(number),
            false => Number::Other(format!("{number} {:016x}", number.to_bits())),
        }
    }

    fn value(self) -> Result<f64, String> {
        match self {
            Number::Finite(number) => Ok(number),
            Number::Other(text) => {
                let bits = text.rsplit_once(' ').and_then(|(_, bits)| u64::from_str_radix(bits, 16).ok());
                bits.map(f64::from_bits).ok_or_else(|| format!("`{text}` is not a number and its bits"))
            }
        }
    }
}

/// One number, for `serde(with = …)`.
pub(crate) mod number {
    use super::Number;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        Number::new(*number).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Number::deserialize(deserializer)?.value().map_err(D::Error::custom)
    }
}

/// A list of numbers, for `serde(with = …)`.
pub(crate) mod numbers {
    use super::Number;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers.iter().map(|number| Number::new(*number)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let numbers = Vec::<Number>::deserialize(deserializer)?;
        numbers.into_iter().map(|number| number.value().map_err(D::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use proptest::prelude::*;

    fn read_back(number: f64) -> f64 {
        let json = serde_json::to_string(&Number::new(number)).expect("JSON");
        serde_json::from_str::<Number>(&json).expect("a number").value().expect("its bits")
    }

    #[test]
    fn special_numbers_keep_their_bits() {
        let nans = [f64::NAN, -f64::NAN, f64::from_bits(0x7ff0_0000_0000_0001), f64::from_bits(0xfff8_dead_beef_0000)];
        let others = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e21, 3.0];
        for number in nans.into_iter().chain(others) {
            assert_eq!(read_back(number).to_bits(), number.to_bits(), "{number}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn all_numbers_keep_their_bits(bits in any::<u64>()) {
            prop_assert_eq!(read_back(f64::from_bits(bits)).to_bits(), bits);
        }
    }
}
