//! Texts, numbers and lists as bytes, and the hash of these.

/// The 128-bit FNV-1a hash of the bytes so far.
pub(super) struct Writer {
    hash: u128,
}

impl Writer {
    /// Offset basis and prime: G. Fowler, L. C. Noll, K.-P. Vo & D. Eastlake, "The FNV non-cryptographic hash algorithm",
    /// IETF draft-eastlake-fnv.
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    pub(super) fn new() -> Self {
        Writer { hash: Self::BASIS }
    }

    /// Returns a writer that goes on after bytes with this hash.
    pub(super) fn after(hash: u128) -> Self {
        Writer { hash }
    }

    /// Returns the hash of the bytes so far.
    pub(super) fn hash(&self) -> u128 {
        self.hash
    }

    pub(super) fn write_byte(&mut self, byte: u8) {
        self.hash = (self.hash ^ u128::from(byte)).wrapping_mul(Self::PRIME);
    }

    pub(super) fn write_bytes(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_byte(*byte));
    }

    pub(super) fn write_count(&mut self, count: u64) {
        self.write_bytes(&count.to_le_bytes());
    }

    pub(super) fn write_text(&mut self, text: &str) {
        self.write_count(text.len() as u64);
        self.write_bytes(text.as_bytes());
    }

    pub(super) fn write_number(&mut self, value: f64) {
        // Adding 0 turns −0 into 0.
        self.write_bytes(&(value + 0.0).to_bits().to_le_bytes());
    }

    pub(super) fn write_list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.write_count(items.len() as u64);
        items.iter().for_each(|item| write(self, item));
    }

    pub(super) fn write_option<T>(&mut self, item: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.write_byte(u8::from(item.is_some()));
        if let Some(item) = item {
            write(self, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    /// The published hashes of these texts: draft-eastlake-fnv, appendix of test vectors.
    #[test]
    fn the_hash_is_fnv_1a() {
        for (text, hash) in [
            ("", 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128),
            ("a", 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964),
            ("foobar", 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18),
        ] {
            let mut writer = Writer::new();
            writer.write_bytes(text.as_bytes());
            assert_eq!(writer.hash(), hash, "{text}");
        }
    }
}
