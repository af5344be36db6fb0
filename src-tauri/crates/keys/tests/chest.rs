//! A folder's keys: made once, opened only by what they were wrapped with, and never relabelled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as URL};
use ed25519_dalek::{Signature, VerifyingKey};
use keys::{
    Cost, FILE, KeyChest, KeyError, NewChest, Unlock, Zeroizing, set_passphrase, verify_block,
    verify_passphrase,
};
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

/// Cheap, so that tests are quick.
const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

fn new(training: bool) -> NewChest {
    NewChest { training, post: "Kesra Pass".to_owned(), issued_at: 1_795_000_000, cost: CHEAP }
}

fn passphrase(text: &str) -> Unlock {
    Unlock::Passphrase(Zeroizing::new(text.to_owned()))
}

fn file_of(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join(FILE)).unwrap()).unwrap()
}

fn write(folder: &Path, value: &Value) {
    fs::write(folder.join(FILE), value.to_string()).unwrap();
}

#[test]
fn what_was_made_is_what_is_opened() {
    let folder = TempDir::new().unwrap();
    assert_eq!(
        KeyChest::open(folder.path(), &passphrase("long enough")).unwrap_err(),
        KeyError::NotSetUp,
        "none yet"
    );
    let made = KeyChest::create(folder.path(), &passphrase("long enough"), &new(false)).unwrap();
    let opened = KeyChest::open(folder.path(), &passphrase("long enough")).unwrap();
    assert_eq!(*made.database_key(), *opened.database_key(), "the database key");
    assert_eq!(made.post_signer().public(), opened.post_signer().public(), "the post's key");
    assert_eq!(made.administration_public(), opened.administration_public(), "the administration's key");
    assert_eq!((opened.post(), opened.is_training()), ("Kesra Pass", false), "and what they are for");
    assert_ne!(made.post_signer().public(), made.administration_public(), "two keys, not one");
    let again = KeyChest::create(folder.path(), &passphrase("long enough"), &new(false)).unwrap_err();
    assert_eq!(again, KeyError::AlreadySetUp, "never overwritten");
}

#[test]
fn the_block_key_is_there_from_the_beginning_and_is_a_key_of_its_own() {
    let folder = TempDir::new().unwrap();
    let made = KeyChest::create(folder.path(), &passphrase("long enough"), &new(false)).unwrap();
    let opened = KeyChest::open(folder.path(), &passphrase("long enough")).unwrap();
    let (key, public) = (made.block_signer(), opened.block_signer().public());
    assert_eq!(key.public(), public, "the same whenever the chest is opened");
    assert_ne!(public, made.administration_public(), "not the key that certifies posts");
    assert_ne!(public, made.post_signer().public(), "nor the post's own");
    let signature = key.sign(b"a pack");
    assert!(verify_block(&public, b"a pack", &signature), "its signature");
    assert!(!verify_block(&public, b"another", &signature), "is over these bytes only");
    assert!(!verify_block(&made.administration_public(), b"a pack", &signature), "and by this key only");
    let mut other = signature;
    other[0] ^= 1;
    assert!(!verify_block(&public, b"a pack", &other), "and whole");
    // A point of small order verifies anything where it is let through.
    let mut weak = [0; 32];
    weak[0] = 1;
    let mut any = [0; 64];
    any[0] = 1;
    assert!(!verify_block(&weak, b"a pack", &any), "a weak key is none");
    let another = TempDir::new().unwrap();
    let other = KeyChest::create(another.path(), &passphrase("long enough"), &new(false)).unwrap();
    assert_ne!(other.block_signer().public(), public, "each administration has its own");
}

#[test]
fn two_chests_share_nothing() {
    let (a, b) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let first = KeyChest::create(a.path(), &passphrase("long enough"), &new(false)).unwrap();
    let second = KeyChest::create(b.path(), &passphrase("long enough"), &new(false)).unwrap();
    assert_ne!(*first.database_key(), *second.database_key(), "random");
    assert_ne!(first.post_signer().public(), second.post_signer().public(), "random");
}

#[test]
fn no_secret_stands_in_the_file_or_in_debug_text() {
    let folder = TempDir::new().unwrap();
    let unlock = passphrase("a secret phrase");
    let chest = KeyChest::create(folder.path(), &unlock, &new(false)).unwrap();
    let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
    let database = chest.database_key();
    let shapes =
        [hex::encode(database.as_slice()), URL.encode(database.as_slice()), "a secret phrase".to_owned()];
    let debug = format!("{chest:?} {:?} {unlock:?}", chest.post_signer());
    for shape in shapes {
        assert!(!text.contains(&shape), "not in the file");
        assert!(!debug.contains(&shape), "not in debug text");
    }
    assert_eq!(debug, "KeyChest PostKey Unlock(passphrase)", "nothing but names");
}

#[test]
fn only_the_right_passphrase_opens() {
    let folder = TempDir::new().unwrap();
    KeyChest::create(folder.path(), &passphrase("long enough"), &new(false)).unwrap();
    let open = |unlock: &Unlock| KeyChest::open(folder.path(), unlock).unwrap_err();
    assert_eq!(open(&passphrase("long enougH")), KeyError::PassphraseWrong, "one letter");
    assert_eq!(open(&passphrase("")), KeyError::PassphraseWrong, "nothing");
    let file = Unlock::KeyFile(folder.path().join("master"));
    assert_eq!(open(&file), KeyError::OtherUnlock("passphrase"), "another way");
    let other = TempDir::new().unwrap();
    let short = KeyChest::create(other.path(), &passphrase("too short"), &new(false)).unwrap_err();
    assert_eq!(short, KeyError::PassphraseLength, "nine characters are no protection");
    assert!(!KeyChest::exists(other.path()), "and nothing was made");
}

#[test]
fn a_changed_file_does_not_open() {
    let folder = TempDir::new().unwrap();
    let unlock = passphrase("long enough");
    KeyChest::create(folder.path(), &unlock, &new(true)).unwrap();
    let good = file_of(folder.path());
    let code = |value: &Value| {
        write(folder.path(), value);
        KeyChest::open(folder.path(), &unlock).unwrap_err().code()
    };
    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed
    };
    assert_eq!(
        code(&with("training", false.into())),
        "PASSPHRASE_WRONG",
        "training cannot be relabelled live"
    );
    assert_eq!(code(&with("post", "Elsewhere".into())), "PASSPHRASE_WRONG", "nor the post renamed");
    assert_eq!(
        code(&with("post_key", good["administration_key"].clone())),
        "KEYS_DAMAGED",
        "keys keep their places"
    );
    assert_eq!(code(&with("database", "AAAA".into())), "KEYS_DAMAGED", "a cut key");
    assert_eq!(code(&with("version", 2.into())), "KEYS_TOO_NEW", "a newer program's file is not guessed at");
    assert_eq!(code(&with("surprise", 1.into())), "KEYS_DAMAGED", "nothing unknown is passed over");
    let mut costly = good.clone();
    costly["master"]["memory"] = u32::MAX.into();
    assert_eq!(code(&costly), "KEY_COST_OUT_OF_BOUNDS", "a file cannot make us ask for four terabytes");
    fs::write(folder.path().join(FILE), vec![0xff; 70_000]).unwrap();
    assert_eq!(
        KeyChest::open(folder.path(), &unlock).unwrap_err(),
        KeyError::Damaged,
        "nor read without end"
    );
    write(folder.path(), &good);
    assert!(KeyChest::open(folder.path(), &unlock).is_ok(), "unchanged it opens");
}

#[test]
fn a_key_file_is_for_training_and_for_its_owner() {
    let folder = TempDir::new().unwrap();
    let master = folder.path().join("master");
    let unlock = Unlock::KeyFile(master.clone());
    let live = KeyChest::create(folder.path(), &unlock, &new(false)).unwrap_err();
    assert_eq!(live, KeyError::KeyFileLive, "refused in a live folder");
    assert!(!master.exists(), "and not even made");
    let made = KeyChest::create(folder.path(), &unlock, &new(true)).unwrap();
    let opened = KeyChest::open(folder.path(), &unlock).unwrap();
    assert_eq!(*made.database_key(), *opened.database_key(), "opens");

    let mut relabelled = file_of(folder.path());
    let good = relabelled.clone();
    relabelled["training"] = false.into();
    write(folder.path(), &relabelled);
    assert_eq!(
        KeyChest::open(folder.path(), &unlock).unwrap_err(),
        KeyError::KeyFileLive,
        "nor made live later"
    );
    write(folder.path(), &good);

    fs::remove_file(&master).unwrap();
    assert_eq!(KeyChest::open(folder.path(), &unlock).unwrap_err(), KeyError::KeyFileMissing, "missing");
    let other = TempDir::new().unwrap();
    let elsewhere = Unlock::KeyFile(other.path().join("master"));
    KeyChest::create(other.path(), &elsewhere, &new(true)).unwrap();
    assert_eq!(
        KeyChest::open(folder.path(), &elsewhere).unwrap_err(),
        KeyError::KeyFileWrong,
        "another folder's"
    );
}

#[cfg(unix)]
#[test]
fn others_cannot_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let master = folder.path().join("master");
    let unlock = Unlock::KeyFile(master.clone());
    KeyChest::create(folder.path(), &unlock, &new(true)).unwrap();
    for path in [&master, &folder.path().join(FILE)] {
        assert_eq!(
            fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600,
            "made for the owner only"
        );
    }
    fs::set_permissions(&master, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        KeyChest::open(folder.path(), &unlock).unwrap_err(),
        KeyError::KeyFilePermissions,
        "opened to a group"
    );
}

#[test]
fn a_set_up_that_did_not_end_can_be_done_again() {
    let folder = TempDir::new().unwrap();
    let unlock = Unlock::KeyFile(folder.path().join("master"));
    KeyChest::create(folder.path(), &unlock, &new(true)).unwrap();
    fs::remove_file(folder.path().join(FILE)).unwrap(); // as if the machine had stopped before this file
    let made = KeyChest::create(folder.path(), &unlock, &new(true)).unwrap();
    let opened = KeyChest::open(folder.path(), &unlock).unwrap();
    assert_eq!(*made.database_key(), *opened.database_key(), "the master key that was there is used");
}

/// Header, payload and whether the signature stands.
fn read_jws(jws: &str, public: &[u8; 32]) -> (Value, Vec<u8>, bool) {
    let parts: Vec<&str> = jws.split('.').collect();
    assert_eq!(parts.len(), 3, "compact");
    let signed = format!("{}.{}", parts[0], parts[1]);
    let signature = Signature::from_slice(&URL.decode(parts[2]).unwrap()).unwrap();
    let stands =
        VerifyingKey::from_bytes(public).unwrap().verify_strict(signed.as_bytes(), &signature).is_ok();
    (serde_json::from_slice(&URL.decode(parts[0]).unwrap()).unwrap(), URL.decode(parts[1]).unwrap(), stands)
}

#[test]
fn a_receipt_can_be_checked_down_to_the_administration() {
    let folder = TempDir::new().unwrap();
    let chest = KeyChest::create(folder.path(), &passphrase("long enough"), &new(false)).unwrap();
    let post = chest.post_signer();
    let payload = r#"{ "state":"accepted", "number":"26XB0001" }"#;
    let receipt = post.sign_receipt(payload).unwrap();

    let (header, body, stands) = read_jws(&receipt, &post.public());
    assert!(stands, "the post's signature stands");
    assert_eq!(body, payload.as_bytes(), "the payload goes in byte for byte");
    assert_eq!((&header["alg"], &header["typ"]), (&"EdDSA".into(), &"origin-receipt+jws".into()), "its type");
    assert_eq!(header["jwk"]["x"], URL.encode(post.public()), "names the post's key");

    let certificate = header["post"].as_str().unwrap();
    let (head, claims, stands) = read_jws(certificate, &chest.administration_public());
    assert!(stands, "the administration's signature stands");
    assert_eq!(head["typ"], "origin-post+jws", "its type");
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["jwk"], header["jwk"], "for the very key that signed");
    assert_eq!(
        (&claims["post"], &claims["iat"]),
        (&"Kesra Pass".into(), &1_795_000_000.into()),
        "post and time"
    );

    let (_, _, other) = read_jws(certificate, &post.public());
    assert!(!other, "the post cannot certify itself");
    assert_eq!(post.sign_receipt("[1]").unwrap_err(), KeyError::PayloadNotJson, "only an object");
    let bytes = post.sign(b"batch");
    let key = VerifyingKey::from_bytes(&post.public()).unwrap();
    assert!(
        key.verify_strict(b"batch", &Signature::from_bytes(&bytes)).is_ok(),
        "a plain signature stands too"
    );
}

#[test]
fn a_second_person_confirms_with_their_own_passphrase() {
    let own = Zeroizing::new("correct horse".to_owned());
    let phc = set_passphrase("b.idris", &own, CHEAP).unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "an argon2id text: {phc}");
    assert_eq!(verify_passphrase("b.idris", &own, &phc), Ok(true), "the right one");
    let wrong = Zeroizing::new("correct horsf".to_owned());
    assert_eq!(verify_passphrase("b.idris", &wrong, &phc), Ok(false), "another one");
    assert_eq!(verify_passphrase("a.terzan", &own, &phc), Ok(false), "another officer with the same words");
    assert_ne!(set_passphrase("b.idris", &own, CHEAP).unwrap(), phc, "salted");
    assert_eq!(
        verify_passphrase("b.idris", &own, "$argon2d$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"),
        Err(KeyError::NotAHash),
        "not argon2id"
    );
    assert_eq!(verify_passphrase("b.idris", &own, "plain"), Err(KeyError::NotAHash), "not a hash");
    let costly = phc.replace("m=64", "m=4000000000");
    assert!(
        verify_passphrase("b.idris", &own, &costly).is_err(),
        "a text cannot make us ask for four terabytes"
    );
    let short = Zeroizing::new("short".to_owned());
    assert_eq!(
        set_passphrase("b.idris", &short, CHEAP).unwrap_err(),
        KeyError::PassphraseLength,
        "too short"
    );
}

/// Without a session bus there is no Secret Service; the answer is prompt and says so.
#[cfg(target_os = "linux")]
#[test]
fn no_keyring_is_said_plainly() {
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() || std::env::var_os("XDG_RUNTIME_DIR").is_some()
    {
        println!("skipped: this machine has a session bus, and a test does not touch a person's keyring");
        return;
    }
    let folder = TempDir::new().unwrap();
    let unlock = Unlock::Keyring { service: "origin-desk-test".to_owned(), account: "none".to_owned() };
    let error = KeyChest::create(folder.path(), &unlock, &new(false)).unwrap_err();
    assert_eq!(error, KeyError::KeyringNotAvailable, "no keyring");
    assert!(error.to_string().contains("use a passphrase"), "and what to do");
    assert!(!KeyChest::exists(folder.path()), "nothing was made");
}
