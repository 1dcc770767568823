//! The checksum of saved files and of descriptions of models.

use crc::{CRC_64_XZ, Crc, Table};

static CRC: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_XZ);

/// Returns the cyclic redundancy check CRC-64/XZ. It finds every change within 64 bits in a row, and misses others in one of
/// 2⁶⁴ cases.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    CRC.checksum(bytes)
}

/// Returns the checksum of the bits of numbers.
pub(crate) fn checksum_of_numbers(numbers: impl IntoIterator<Item = f64>) -> u64 {
    let mut digest = CRC.digest();
    numbers.into_iter().for_each(|number| digest.update(&number.to_bits().to_le_bytes()));
    digest.finalize()
}
