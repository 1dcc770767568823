//! Damage of files: by disks, by transmission and by hand.

use crate::random::Random;

/// The kinds of damage.
pub const KINDS: [&str; 20] = [
    "a bit flipped",
    "bits flipped in several places",
    "a byte changed",
    "bytes in a row changed",
    "cut off",
    "cut off after a line",
    "a byte inserted",
    "bytes left out",
    "bytes appended",
    "appended to itself",
    "a line doubled",
    "a line left out",
    "two lines swapped",
    "two bytes swapped",
    "a digit changed",
    "two digits changed",
    "a sign or an exponent changed",
    "a block of zeros",
    "a block of another file",
    "other line ends",
];

/// Returns the file with damage of one of the [`KINDS`], chosen at random; `other` is a file of the same sort. The result
/// differs from the file.
pub fn damaged(file: &[u8], other: &[u8], random: &mut Random) -> (&'static str, Vec<u8>) {
    loop {
        let kind = random.below(KINDS.len());
        let damaged = damage(kind, file, other, random);
        if damaged != file {
            return (KINDS[kind], damaged);
        }
    }
}

fn damage(kind: usize, file: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let place = random.below(bytes.len());
    let flip = |bytes: &mut Vec<u8>, random: &mut Random| {
        let place = random.below(bytes.len());
        bytes[place] ^= 1 << random.below(8);
    };
    match kind {
        0 => flip(&mut bytes, random),
        1 => (0..2 + random.below(5)).for_each(|_| flip(&mut bytes, random)),
        2 => bytes[place] = random.below(256) as u8,
        3 => {
            let end = bytes.len().min(place + 1 + random.below(16));
            bytes[place..end].iter_mut().for_each(|byte| *byte = random.below(256) as u8);
        }
        4 => bytes.truncate(place),
        5 => {
            let ends: Vec<usize> = places(&bytes, |byte| byte == b'\n');
            bytes.truncate(ends[random.below(ends.len())] + random.below(2));
        }
        6 => bytes.insert(place, random.below(256) as u8),
        7 => {
            let end = bytes.len().min(place + 1 + random.below(30));
            bytes.drain(place..end);
        }
        8 => (0..1 + random.below(30)).for_each(|_| bytes.push(b"\n 0}]"[random.below(5)])),
        9 => bytes.extend(file),
        10..=12 => {
            let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            match kind {
                10 => lines.insert(b, lines[a]),
                11 => drop(lines.remove(a)),
                _ => lines.swap(a, b),
            }
            return lines.concat();
        }
        13 => {
            let other = random.below(bytes.len());
            bytes.swap(place, other);
        }
        14 | 15 => {
            let digits = places(&bytes, |byte| byte.is_ascii_digit());
            for _ in 13..kind {
                bytes[digits[random.below(digits.len())]] = b'0' + random.below(10) as u8;
            }
        }
        16 => {
            let places = places(&bytes, |byte| b"-+eE.".contains(&byte));
            let place = places[random.below(places.len())];
            match random.below(2) {
                0 => drop(bytes.remove(place)),
                _ => bytes[place] = b"-+eE.,"[random.below(6)],
            }
        }
        17 => {
            let end = bytes.len().min(place + 1 + random.below(512));
            bytes[place..end].fill(0);
        }
        18 => {
            let end = other.len().min(bytes.len()).min(place + 1 + random.below(512));
            if place < end {
                bytes[place..end].copy_from_slice(&other[place..end]);
            }
        }
        _ => {
            bytes = file
                .iter()
                .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
                .copied()
                .collect()
        }
    }
    bytes
}

fn places(bytes: &[u8], is: impl Fn(u8) -> bool) -> Vec<usize> {
    (0..bytes.len()).filter(|k| is(bytes[*k])).collect()
}
