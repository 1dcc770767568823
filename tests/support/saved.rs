//! Saved files, read and written without the runtime, as its documentation describes them.

use std::fs;
use std::path::Path;

/// Returns the checksum CRC-64/XZ, bit by bit: the polynomial of ECMA-182 reflected, all bits inverted before and after.
pub fn crc_64(bytes: &[u8]) -> u64 {
    let step = |crc: u64| (crc >> 1) ^ if crc & 1 == 1 { 0xC96C_5795_D787_0F42 } else { 0 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u64::from(*byte), |crc, _| step(crc)))
}

/// Returns a file with this first line and these lines between length and checksum.
pub fn sealed(first: &str, lines: &[String]) -> String {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    // The line `checksum `, 16 digits and its end.
    let length = text.len() + 26;
    let before = format!("{first}\nlength {length}\n{text}");
    format!("{before}checksum {:016x}\n", crc_64(before.as_bytes()))
}

/// Returns the first line of a file, and its lines between length and checksum.
pub fn opened(file: &str) -> (String, Vec<String>) {
    let lines: Vec<String> = file.lines().map(str::to_owned).collect();
    assert!(lines[1].starts_with("length ") && lines[lines.len() - 1].starts_with("checksum "), "{file}");
    (lines[0].clone(), lines[2..lines.len() - 1].to_vec())
}

/// Returns the value of a section of a file.
pub fn section(file: &str, name: &str) -> serde_json::Value {
    let (_, lines) = opened(file);
    let value = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    serde_json::from_str(value.unwrap_or_else(|| panic!("no {name}"))).expect("JSON")
}

/// Changes the value of a section of the file `path`, and writes length and checksum anew.
pub fn change(path: &Path, name: &str, change: impl FnOnce(&mut serde_json::Value)) {
    let file = fs::read_to_string(path).expect("a file");
    let (first, mut lines) = opened(&file);
    let mut value = section(&file, name);
    change(&mut value);
    let line = lines.iter_mut().find(|line| line.starts_with(&format!("{name} "))).expect("the section");
    *line = format!("{name} {value}");
    fs::write(path, sealed(&first, &lines)).expect("a file");
}

#[cfg(test)]
mod tests {
    use super::crc_64;

    /// The check value of the catalogue of cyclic redundancy checks (reveng.sourceforge.io).
    #[test]
    fn the_checksum_has_its_check_value() {
        assert_eq!(crc_64(b"123456789"), 0x995d_c9bb_df19_39fa);
        assert_eq!(crc_64(b""), 0);
    }
}
