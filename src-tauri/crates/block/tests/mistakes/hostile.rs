//! Zips and folders that are not what they should be, and seals that do not fit: nothing of them is read.

use super::packs;
use block::{PackFiles, Seal};
use std::{collections::BTreeMap, fs, sync::Arc};

/// One file of a zip, written as it is said to be.
struct Entry {
    name: Vec<u8>,
    content: Vec<u8>,
    flags: u16,
    method: u16,
    /// Unix mode.
    mode: u32,
    /// Said to stand where the entry before does.
    over: bool,
}

fn entry(name: &str, content: &[u8]) -> Entry {
    Entry { name: name.into(), content: content.to_vec(), flags: 0, method: 0, mode: 0o100_644, over: false }
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// A zip (APPNOTE 4.3), without the care that a library takes.
fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut all, mut central, mut at) = (Vec::new(), Vec::new(), 0);
    let common = |entry: &Entry| {
        let size = u32::try_from(entry.content.len()).unwrap();
        let mut fields = Vec::new();
        for short in [20, entry.flags, entry.method, 0, 33] {
            fields.extend(u16::to_le_bytes(short));
        }
        for long in [crc(&entry.content), size, size] {
            fields.extend(u32::to_le_bytes(long));
        }
        fields.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        fields.extend([0, 0]);
        fields
    };
    for entry in entries {
        if !entry.over {
            at = u32::try_from(all.len()).unwrap();
            all.extend(b"PK\x03\x04");
            all.extend(common(entry));
            all.extend(&entry.name);
            all.extend(&entry.content);
        }
        central.extend(b"PK\x01\x02");
        central.extend([20, 3]);
        central.extend(common(entry));
        central.extend([0; 6]);
        central.extend((entry.mode << 16).to_le_bytes());
        central.extend(at.to_le_bytes());
        central.extend(&entry.name);
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (size, start) = (u32::try_from(central.len()).unwrap(), u32::try_from(all.len()).unwrap());
    all.extend(central);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend([count, count].concat());
    all.extend(size.to_le_bytes());
    all.extend(start.to_le_bytes());
    all.extend([0, 0]);
    all
}

/// Bytes that deflate takes to about a twentieth: what a bomb is not.
fn dull(length: usize) -> Vec<u8> {
    let mut seed = 7u32;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        for _ in 0..8 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push(seed.to_be_bytes()[0]);
        }
        bytes.extend([b' '; 120]);
    }
    bytes.truncate(length);
    bytes
}

/// A pack that this program itself would not make, packed by it.
fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let files: BTreeMap<String, Arc<[u8]>> =
        files.iter().map(|(name, bytes)| ((*name).to_owned(), Arc::from(bytes.as_slice()))).collect();
    PackFiles::to_zip(&[PackFiles { id_hint: "f".to_owned(), files, hash: String::new(), seal: None }])
        .unwrap()
}

fn refused(bytes: &[u8]) -> Vec<String> {
    PackFiles::of_zip("x.zip", bytes).expect_err("it is refused").iter().map(ToString::to_string).collect()
}

#[test]
fn each_hostile_zip_gives_one_message() {
    let head = || entry("f/pack.toml", b"id = \"f\"");
    let two = |other: Entry| zip(&[head(), other]);
    let mut encrypted = entry("f/m.toml", b"x");
    encrypted.flags = 1;
    let mut method = entry("f/m.toml", b"x");
    method.method = 12;
    let mut link = entry("f/m.toml", b"/etc/passwd");
    link.mode = 0o120_777;
    let mut device = entry("f/m.toml", b"");
    device.mode = 0o020_666;
    let mut latin = entry("f/m.toml", b"x");
    latin.name = b"f/\xe9.toml".to_vec();
    let mut over = entry("f/m.toml", b"id = \"f\"");
    over.over = true;
    let many: Vec<Entry> = (0..401).map(|number| entry(&format!("f/{number}.txt"), b"")).collect();
    let mut damaged = two(entry("f/m.toml", b"content"));
    let at = damaged.windows(7).position(|bytes| bytes == b"content").unwrap();
    damaged[at] = b'k';
    let mut lies = packed(&[("pack.toml", vec![b' '; 3 << 20])]);
    // The size said in the central directory is made small.
    let at = lies.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap() + 24;
    lies[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    let deep = format!("f/{}x.toml", "a/".repeat(4));
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "no zip",
            b"PK? not at all".to_vec(),
            "this is no zip that can be read: make it anew, or give the folder itself",
        ),
        (
            "a name that leads out",
            two(entry("../evil.toml", b"x")),
            "../evil.toml: the name leads out of the pack: write it without ..",
        ),
        (
            "or from within",
            two(entry("f/a/../../../evil.toml", b"x")),
            "f/a/../../../evil.toml: the name leads out of the pack: write it without ..",
        ),
        (
            "an absolute name",
            two(entry("/etc/evil.toml", b"x")),
            "/etc/evil.toml: the name is absolute: names of files are relative to the pack",
        ),
        (
            "of Windows",
            two(entry("C:evil.toml", b"x")),
            "C:evil.toml: the name is absolute: names of files are relative to the pack",
        ),
        (
            "a backslash",
            two(entry("..\\evil.toml", b"x")),
            "..\\evil.toml: the name has a backslash or a control character: folders are parted by /",
        ),
        (
            "a control character",
            two(entry("f/a\u{7}.toml", b"x")),
            "f/a\u{fffd}.toml: the name has a backslash or a control character: folders are parted by /",
        ),
        (
            "an empty part",
            two(entry("f//m.toml", b"x")),
            "f//m.toml: a part of the name is empty, or ends in a dot or a space: not every system can keep it",
        ),
        (
            "a dot at the end",
            two(entry("f/m.toml.", b"x")),
            "f/m.toml.: a part of the name is empty, or ends in a dot or a space: not every system can keep it",
        ),
        (
            "too deep",
            two(entry(&deep, b"x")),
            "f/a/a/a/a/x.toml: the file stands more than three folders deep: bring it higher",
        ),
        (
            "a name in another encoding",
            two(latin),
            "a name in the zip is not UTF-8: give the file a plain name",
        ),
        (
            "a symbolic link",
            two(link),
            "f/m.toml: a link or something that is no file: put the file itself there",
        ),
        ("a device", two(device), "f/m.toml: a link or something that is no file: put the file itself there"),
        ("one name twice", two(head()), "two files in the zip have one name: keep one of them"),
        (
            "names that differ in capitals",
            two(entry("f/PACK.toml", b"x")),
            "f/pack.toml: another name differs only in capital letters: not every system can keep both",
        ),
        ("an encrypted file", two(encrypted), "f/m.toml: it is encrypted: make the zip without a password"),
        (
            "a zip within",
            two(entry("f/more.ZIP", b"PK")),
            "f/more.ZIP: a zip within a zip is not opened: put its folder there instead",
        ),
        (
            "another method",
            two(method),
            "f/m.toml: packed in a way that is not read: use deflate, as every zip tool can",
        ),
        ("a damaged file", damaged, "f/m.toml: it is damaged in the zip: make the zip anew"),
        (
            "files over each other",
            two(over),
            "files in the zip lie over each other: no tool that packs makes this",
        ),
        (
            "a bomb",
            packed(&[("pack.toml", vec![0; 64 << 20])]),
            "f/pack.toml: unpacks to more than 100 times its size: no text of a pack does",
        ),
        ("a bomb that lies", lies, "f/pack.toml: it is damaged in the zip: make the zip anew"),
        (
            "a large file",
            packed(&[("pack.toml", dull((1 << 20) + 1))]),
            "f/pack.toml: unpacks to more than 1048576 bytes, and no file has more",
        ),
        (
            "much in all",
            packed(&["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| (name, dull(1 << 20)))),
            "unpacks to more than 8388608 bytes in all: a pack is small",
        ),
        ("a large zip", vec![0; (8 << 20) + 1], "the zip has more than 8388608 bytes: a pack is small"),
        ("many files", zip(&many), "more than 400 files in the zip"),
        (
            "no pack",
            zip(&[entry("README.md", b"x")]),
            "no pack.toml in it: zip the pack's folder, or what is in it",
        ),
    ];
    let mut wrong = Vec::new();
    for (what, bytes, wanted) in &table {
        let (said, wanted) = (refused(bytes), format!("x.zip:1:1: {wanted}"));
        if said != [wanted.clone()] {
            wrong.push(format!("{what}\n  wanted {wanted}\n  said   {}", said.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(table.len() > 20, "and they are many");
}

#[test]
fn a_folder_is_held_to_the_same() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("f");
    for pack in packs().iter().filter(|pack| pack.id_hint == "f") {
        pack.write_to(&folder).unwrap();
    }
    let said = || -> Vec<String> {
        PackFiles::open(root.path()).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    assert_eq!(said(), Vec::<String>::new(), "as it is");
    fs::write(folder.join(".swap"), "x").unwrap();
    assert_eq!(said(), Vec::<String>::new(), "what an editor leaves behind is none of the pack's");
    fs::write(folder.join("big.txt"), vec![b'x'; (1 << 20) + 1]).unwrap();
    assert_eq!(said(), ["f/big.txt:1:1: a file of 1048577 bytes, and none has more than 1048576"]);
    fs::remove_file(folder.join("big.txt")).unwrap();
    fs::write(folder.join("M.toml"), "x").unwrap();
    assert_eq!(
        said(),
        ["f:1:1: m.toml: another name differs only in capital letters: not every system can keep both"],
        "on a system that can keep both"
    );
    fs::remove_file(folder.join("M.toml")).unwrap();
    fs::write(folder.join("pack.sig"), "hash = 3").unwrap();
    let unreadable = said();
    assert_eq!(unreadable.len(), 1, "{unreadable:?}");
    assert!(unreadable[0].starts_with("f/pack.sig:1:8: no seal can be read here"), "{unreadable:?}");
    fs::remove_file(folder.join("pack.sig")).unwrap();
    for number in 0..400 {
        fs::write(folder.join(format!("{number}.txt")), "").unwrap();
    }
    let many = said();
    assert_eq!(many.len(), 1, "{many:?}");
    assert!(many[0].ends_with("401 files, and a pack has at most 400"), "{many:?}");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_is_not_followed() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("f");
    packs().iter().find(|pack| pack.id_hint == "f").unwrap().write_to(&folder).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.join("n.toml")).unwrap();
    let said: Vec<String> =
        PackFiles::open(root.path()).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["f:1:1: n.toml: a link or something that is no file: put the file itself there"]);
}

#[test]
fn a_seal_that_does_not_fit_is_said() {
    let pack = packs().into_iter().find(|pack| pack.id_hint == "f").unwrap();
    let seal = Seal {
        pack: "f".to_owned(),
        version: "1.0".to_owned(),
        hash: pack.hash.clone(),
        key: "00".repeat(32),
        signature: String::new(),
    };
    let sealed = |seal: Seal| PackFiles { seal: Some(seal), ..pack.clone() };
    let said = |pack: &PackFiles| pack.seal_problem().map(|problem| problem.to_string());
    assert_eq!(said(&pack), None, "without a seal there is nothing to say");
    assert_eq!(said(&sealed(seal.clone())), None, "one that names these bytes");
    let mut altered = sealed(seal.clone());
    altered = super::with(&altered, |files| drop(files.insert("m.toml".to_owned(), b"x".to_vec())));
    altered.seal = Some(seal.clone());
    assert_eq!(
        said(&altered).as_deref(),
        Some(
            "f/pack.sig:3:1: the pack was changed after it was sealed: take the files as they were, or sign it again"
        )
    );
    let other = Seal { pack: "g".to_owned(), ..seal.clone() };
    assert_eq!(
        said(&sealed(other)).as_deref(),
        Some("f/pack.sig:1:1: the seal is that of another pack: sign this one")
    );
    let other = Seal { version: "2.0".to_owned(), ..seal.clone() };
    assert_eq!(
        said(&sealed(other)).as_deref(),
        Some("f/pack.sig:2:1: the seal is that of another version: sign this one")
    );
    // The seal goes with the pack, and is no part of its hash.
    let zip = PackFiles::to_zip(&[sealed(seal)]).unwrap();
    let again = PackFiles::of_zip("x.zip", &zip).unwrap();
    assert_eq!((again[0].hash == pack.hash, again[0].seal.is_some()), (true, true), "through a zip and back");
}
