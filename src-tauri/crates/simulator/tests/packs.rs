//! Partners and samples of packs that nobody has written code for.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

#[path = "../../../../tests/tests/unseen/invented.rs"]
mod invented;

use block::PackFiles;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use simulator::{Options, Sample, SampleOptions, World, sample};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks");

fn base() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn options(folder: &Path, pack: &Path) -> Options {
    Options {
        folder: folder.to_owned(),
        seed: 5,
        base: base(),
        blocks: vec![PathBuf::from(BLOCKS)],
        packs: vec![pack.to_owned()],
        links: Vec::new(),
        good_per_partner: 5,
        trickle: 3,
    }
}

fn samples(pack: &Path, count: usize, folder: &Path) -> Vec<Sample> {
    let options = SampleOptions {
        blocks: vec![PathBuf::from(BLOCKS)],
        pack: pack.to_owned(),
        seed: 5,
        base: base(),
        count,
        folder: folder.to_owned(),
    };
    let samples = sample(&options).unwrap_or_else(|error| panic!("{}: {error}", pack.display()));
    for sample in &samples {
        let bytes = std::fs::read(folder.join(&sample.file)).unwrap();
        assert_eq!(
            hex::encode(Sha256::digest(bytes)),
            sample.message,
            "{} is what it is called",
            sample.file
        );
    }
    let told: Vec<Sample> =
        serde_json::from_slice(&std::fs::read(folder.join("planted.json")).unwrap()).unwrap();
    assert_eq!(told, samples, "planted.json says the same");
    samples
}

#[test]
fn a_partner_nobody_thought_of_is_played_from_a_folder_or_a_zip() {
    let root = TempDir::new().unwrap();
    let block = invented::packs(root.path());
    let world = World::open(&options(&root.path().join("folder"), &block)).unwrap();
    let causes: BTreeSet<&str> = world.planted().iter().map(|row| row.cause.as_str()).collect();
    for cause in [
        "CONTENT_ALTERED",
        "NOT_COVERED",
        "SIGNATURE_BROKEN",
        "SIGNATURE_ABSENT",
        "SIGNER_UNKNOWN",
        "SIGNER_NOT_ENTITLED",
        "key-revoked-after-issue-time-not-proven",
        "NUMBER_CLONED",
        "REPLACED",
        "CANCELLED",
        "RETROSPECTIVE_UNMARKED",
        "QUANTITY_EXHAUSTED",
        "VALIDITY_ENDED",
        "OUT_OF_PROFILE",
        "UNKNOWN_VERSION",
        "UNREADABLE",
    ] {
        assert!(causes.contains(cause), "{cause} is not planted; there are {causes:?}");
    }
    // Its format says no time of signing that a desk understands, so nothing can be signed after a key's end.
    assert!(!causes.contains("KEY_EXPIRED_BEFORE_ISSUE"), "what its packs cannot say is not planted");
    for good in world.good() {
        assert_eq!(good.number.len(), 14, "{}: by its own rule", good.number);
        assert!(good.number.ends_with("XV") && good.number[4..6] == *"/D", "{}", good.number);
        let record = world.record(&good.message).unwrap();
        assert!(record["transport"]["means"].is_string(), "the scheme wants the ship: {record}");
        assert_eq!(record["kind"], "DV", "what the format means without saying it");
        assert!(record["items"][0].get("gross_mass").is_none(), "the format has no place for it");
    }

    let zip = root.path().join("dravonia.zip");
    std::fs::write(&zip, PackFiles::to_zip(&PackFiles::open(&block).unwrap()).unwrap()).unwrap();
    let other = World::open(&options(&root.path().join("zip"), &zip)).unwrap();
    let numbers = |world: &World| world.good().iter().map(|good| good.number.clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&world), numbers(&other), "a zip is the same packs");

    let toml = block.join("dravonia/pack.toml");
    let text = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, text.replace("page_size = 7", "page_size = 8")).unwrap();
    let refused = World::open(&options(&root.path().join("folder"), &block)).unwrap_err();
    assert_eq!(refused.code(), "OTHER_PACKS", "messages of other packs are not served as if they were these");
    std::fs::write(&toml, text.replace("cursor-v1", "cursor-v9")).unwrap();
    let refused = World::open(&options(&root.path().join("new"), &block)).unwrap_err();
    assert_eq!(refused.code(), "PACKS", "a mistake in the pack is the answer");
    assert!(
        refused.to_string().contains("pack.toml:") && refused.to_string().contains("cursor-v9"),
        "{refused}"
    );
}

#[test]
fn samples_have_honest_names_and_what_a_desk_needs_to_trust_them() {
    let root = TempDir::new().unwrap();
    let invented = invented::packs(root.path());
    let shipped =
        ["borastria", "concordia", "katanga"].map(|link| Path::new(BLOCKS).join("links").join(link));
    for (at, pack) in shipped.iter().chain([&invented]).enumerate() {
        let folder = root.path().join(format!("samples-{at}"));
        let samples = samples(pack, 16, &folder);
        assert_eq!(samples.len(), 16, "{}: as many as were asked for", pack.display());
        let good = samples.iter().filter(|sample| sample.expect.light.as_deref() == Some("green")).count();
        assert!((8..16).contains(&good), "{}: {good} good ones", pack.display());
        let trust: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("trust.json")).unwrap()).unwrap();
        assert!(trust["list"]["signers"].as_array().unwrap().len() > 4, "a list of signers");
        assert_eq!(trust["anchors"].as_array().unwrap().len(), 1, "where it begins");
        let connection = std::fs::read_to_string(folder.join("connection.json")).unwrap();
        assert!(connection.contains("https://partner.invalid"), "no address yet");
    }
    let names: BTreeSet<String> = samples(&invented, 60, &root.path().join("all"))
        .iter()
        .map(|sample| sample.file.split_once('-').unwrap().1.to_owned())
        .collect();
    for name in ["good.xml", "content-altered.xml", "replaced.xml", "notice.xml", "unreadable.xml"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
}

#[test]
fn a_format_alone_is_sampled_unsigned() {
    let root = TempDir::new().unwrap();
    for format in ["cod-xb", "uncefact-coo", "vc-coo"] {
        let pack = Path::new(BLOCKS).join("formats").join(format);
        let samples = samples(&pack, 6, &root.path().join(format));
        assert_eq!(samples.len(), 6, "{format}");
        assert!(samples.iter().all(|sample| sample.link.is_none()), "{format}: nobody's");
        let unsigned = samples.iter().filter(|sample| sample.cause == "SIGNATURE_ABSENT").count();
        assert!(unsigned >= 5, "{format}: {unsigned} that nobody signed");
    }
    let scheme = Path::new(BLOCKS).join("schemes/form-ba");
    let refused = sample(&SampleOptions {
        blocks: vec![PathBuf::from(BLOCKS)],
        pack: scheme,
        seed: 1,
        base: base(),
        count: 3,
        folder: root.path().join("scheme"),
    });
    assert_eq!(refused.unwrap_err().code(), "PACKS", "an agreement sends nothing");
}
