//! The partners as a desk meets them: worlds that repeat, servers over TLS, receipts that are checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod client;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chrono::{DateTime, Duration, Utc};
use client::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::{Clock, Options, Root, Running, Simulator, World, list};
use std::{collections::BTreeSet, path::PathBuf, process::Command};
use tempfile::TempDir;

fn base() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn options(folder: &TempDir, seed: u64) -> Options {
    Options {
        folder: folder.path().join("partners"),
        seed,
        base: base(),
        blocks: vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"))],
        packs: Vec::new(),
        links: Vec::new(),
        good_per_partner: 4,
        trickle: 2,
    }
}

fn start(folder: &TempDir, now: DateTime<Utc>) -> Running {
    let world = World::open(&options(folder, 7)).unwrap();
    Simulator::start(world, Clock::Set(now)).unwrap()
}

/// A client of the partner whose endpoint is the nth: Borastria, Concordia, Katanga.
fn client(running: &Running, at: usize) -> Client {
    let connection = &running.connections()[at];
    Client::new(&connection.endpoint, &connection.tls_ca)
}

#[test]
fn the_same_seed_and_day_give_the_same_content_and_another_seed_another() {
    let folders = [(); 3].map(|()| TempDir::new().unwrap());
    let one = World::open(&options(&folders[0], 7)).unwrap();
    let two = World::open(&options(&folders[1], 7)).unwrap();
    let other = World::open(&options(&folders[2], 8)).unwrap();
    let content = |world: &World| -> Vec<(String, Value)> {
        let rows = list(world).into_iter();
        rows.map(|row| (row.cause, world.record(&row.message).cloned().unwrap_or_default())).collect()
    };
    assert_eq!(content(&one), content(&two), "the same seed and base day");
    assert_ne!(content(&one), content(&other), "another seed");
    let hashes =
        |world: &World| world.good().iter().map(|good| good.message.clone()).collect::<BTreeSet<_>>();
    assert!(hashes(&one).is_disjoint(&hashes(&two)), "keys are random, so bytes differ");

    let again = World::open(&options(&folders[0], 7)).unwrap();
    assert_eq!((again.planted(), again.good()), (one.planted(), one.good()), "the folder keeps rows");
    for row in list(&one) {
        assert_eq!(again.message(&row.message), one.message(&row.message), "and bytes");
    }
    let refused = World::open(&options(&folders[0], 8)).unwrap_err();
    assert_eq!(refused.code(), "OTHER_WORLD", "a folder holds one world");
}

#[test]
fn every_cause_of_the_table_is_planted_and_every_difficulty_is_there() {
    let folder = TempDir::new().unwrap();
    let world = World::open(&options(&folder, 7)).unwrap();
    let causes: BTreeSet<String> = list(&world).into_iter().map(|row| row.cause).collect();
    for cause in [
        "CONTENT_ALTERED",
        "SIGNATURE_BROKEN",
        "NOT_COVERED",
        "SIGNATURE_ABSENT",
        "SIGNER_UNKNOWN",
        "SIGNER_NOT_ENTITLED",
        "KEY_EXPIRED_BEFORE_ISSUE",
        "key-expired-time-not-proven",
        "KEY_REVOKED",
        "key-revoked-after-issue-time-not-proven",
        "KEY_COMPROMISED_LATER",
        "key-revoked-later-other-reason",
        "OFFLINE_REVOCATION_STALE",
        "TRUST_LIST_STALE",
        "NUMBER_CLONED",
        "REPLACED",
        "CANCELLED",
        "RETROSPECTIVE_UNMARKED",
        "QUANTITY_EXCEEDED",
        "QUANTITY_EXHAUSTED",
        "UNIT_NOT_COMPARABLE",
        "DECLARATION_DIFFERS",
        "VALIDITY_ENDED",
        "CLOCK_SUSPECT",
        "OUT_OF_PROFILE",
        "PARTNER_NOT_ONBOARDED",
        "UNREADABLE",
        "UNKNOWN_VERSION",
        "good",
        "good/right-to-left",
        "good/forty-items",
        "good/decimal-comma",
        "good/retrospective-marked",
        "good/successor",
        "good/expired-after-receipt",
    ] {
        assert!(causes.contains(cause), "{cause} is not planted; there are {causes:?}");
    }
}

#[test]
fn pages_serve_what_is_published_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base() - Duration::days(4));
    let borastria = client(&running, 0);
    let fetch = || {
        let mut found = Vec::new();
        for page in 1.. {
            let answer = borastria.get(&format!("/certificates?page={page}&size=5"));
            assert_eq!(answer.status, 200, "page {page}");
            let text = String::from_utf8(answer.body).unwrap();
            for message in text.split("<Message ").skip(1) {
                let sha256 = message.split("sha256=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
                let bytes = message.split('>').nth(1).unwrap().split('<').next().unwrap();
                let bytes = BASE64_STANDARD.decode(bytes).unwrap();
                assert_eq!(hex::encode(Sha256::digest(&bytes)), sha256, "the page's own digest");
                assert_eq!(running.world().message(&sha256), Some(bytes.as_slice()), "the world's bytes");
                found.push(sha256);
            }
            if text.contains("last=\"true\"") {
                break;
            }
        }
        found
    };
    let first = fetch();
    running.set_now(base());
    let second = fetch();
    assert!(!first.is_empty() && first.len() < second.len(), "{} then {}", first.len(), second.len());
    assert_eq!(second[..first.len()], first[..], "pages are only appended to");
    let rows = list(running.world());
    let rows: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.link == running.connections()[0].link)
        .collect::<Vec<_>>()
        .iter()
        .map(|row| row.message.clone())
        .collect();
    assert!(rows.is_subset(&second.iter().cloned().collect()), "every row is served by the second time");
}

#[test]
fn cursors_are_opaque_and_forged_ones_refused() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base());
    let concordia = client(&running, 1);
    let (mut found, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
    loop {
        let answer = concordia.get(&format!("/v1/certificates?cursor={cursor}&limit=7"));
        let page: Value = serde_json::from_slice(&answer.body).unwrap();
        for item in page["items"].as_array().unwrap() {
            let document = item["document"].as_str().unwrap();
            let sha256 = hex::encode(Sha256::digest(document));
            assert!(running.world().message(&sha256).is_some(), "the exact bytes travel as text");
            assert!(found.insert(sha256), "nothing comes twice");
        }
        cursor = page["next"].as_str().unwrap().to_owned();
        pages += 1;
        if page["more"] == false {
            break;
        }
    }
    assert!(pages > 2 && found.len() > 14, "{pages} pages, {} messages", found.len());
    let path = format!("/v1/certificates?cursor={cursor}&limit=7");
    let answer = concordia.get(&path);
    let tag = answer.header("etag").unwrap();
    assert_eq!(concordia.get_with(&path, &[("If-None-Match", &tag)]).status, 304, "nothing new");
    let forged: String = cursor.chars().rev().collect();
    for forged in [forged.as_str(), "0", "AAAA"] {
        let answer = concordia.get(&format!("/v1/certificates?cursor={forged}&limit=7"));
        assert_eq!(answer.status, 400, "{forged}");
        assert!(String::from_utf8(answer.body).unwrap().contains("CURSOR_NOT_VALID"), "says why");
    }
}

#[test]
fn the_feed_grows_by_id_and_carries_the_credentials_bytes() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base());
    let katanga = client(&running, 2);
    let (mut after, mut count) = (0, 0);
    loop {
        let text = String::from_utf8(katanga.get(&format!("/events?after={after}&limit=9")).body).unwrap();
        let events: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).unwrap();
        if events.is_empty() {
            break;
        }
        for event in events {
            #[derive(serde::Deserialize)]
            struct Event<'a> {
                id: u64,
                #[serde(borrow)]
                credential: &'a serde_json::value::RawValue,
            }
            let event: Event<'_> = serde_json::from_str(event.get()).unwrap();
            assert!(event.id > after, "ids grow");
            after = event.id;
            count += 1;
            let sha256 = hex::encode(Sha256::digest(event.credential.get()));
            assert!(
                running.world().message(&sha256).is_some(),
                "event {after} carries the message's own bytes"
            );
        }
    }
    assert!(count > 20, "{count} events");
}

#[test]
fn trust_is_served_fresh_until_the_partner_stops() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base() - Duration::days(4));
    let (borastria, concordia, katanga) = (client(&running, 0), client(&running, 1), client(&running, 2));
    let early = borastria.get("/directory");
    assert_eq!(early.status, 200, "a list");
    let sequence = ((base() - Duration::days(4)).timestamp() / 86_400).to_string();
    assert_eq!(
        borastria.get(&format!("/directory/delta?since={sequence}")).status,
        204,
        "nothing new the same day"
    );
    running.set_now(base());
    let delta = borastria.get(&format!("/directory/delta?since={sequence}"));
    assert_eq!(delta.status, 200, "a delta four days later");
    assert!(delta.body.len() * 2 < early.body.len(), "shorter than the list");
    for (client, paths) in [
        (&borastria, &["/crl/root.crl", "/crl/officials.crl", "/crl/exporters.crl", "/directory"][..]),
        (&concordia, &["/v1/crl/root.crl", "/v1/crl/issuing.crl", "/v1/signers"]),
        (&katanga, &["/keys"]),
    ] {
        for path in paths {
            let (one, two) = (client.get(path), client.get(path));
            assert_eq!(one.status, 200, "{path} at the base day");
            assert_eq!(one.body, two.body, "{path}: what did not change keeps its bytes");
        }
    }
    running.set_now(base() + Duration::days(6));
    assert_eq!(concordia.get("/v1/crl/issuing.crl").status, 503, "Concordia has stopped serving revocation");
    assert_eq!(concordia.get("/v1/signers").status, 200, "but not its list");
    assert_eq!(katanga.get("/keys").status, 503, "Katanga has stopped serving its list");
    assert_eq!(borastria.get("/directory").status, 200, "Borastria goes on");
    assert_eq!(borastria.get("/crl/officials.crl").status, 200, "with both");
}

#[test]
fn xmlsec1_accepts_borastrias_good_ones_and_refuses_the_altered() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        println!("skipped: xmlsec1 is not installed");
        return;
    }
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base());
    let Root::Certificate(root) = &running.connections()[0].root else {
        panic!("Borastria has a certificate")
    };
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("root.pem"), root).unwrap();
    let judge = |message: &str| {
        std::fs::write(path("message.xml"), running.world().message(message).unwrap()).unwrap();
        ["CODExporter", "CertOrigin"].map(|parent| {
            let node = format!("//*[local-name()='{parent}']/*[local-name()='Signature']");
            let output = Command::new("xmlsec1")
                .args([
                    "--verify",
                    "--trusted-pem",
                    &path("root.pem"),
                    "--verification-time",
                    "2026-11-20 08:00:00",
                ])
                .args([
                    "--id-attr:id",
                    "COD",
                    "--id-attr:id",
                    "CODEH",
                    "--node-xpath",
                    &node,
                    &path("message.xml"),
                ])
                .output()
                .unwrap();
            output.status.success()
        })
    };
    let link = &running.connections()[0].link;
    let good = running
        .world()
        .good()
        .iter()
        .filter(|good| good.link == *link && good.trait_.as_deref() != Some("expired-after-receipt"));
    let mut judged = 0;
    for good in good {
        assert_eq!(judge(&good.message), [true, true], "{} {:?}", good.number, good.trait_);
        judged += 1;
    }
    assert!(judged > 6, "{judged} good ones");
    let planted = |cause: &str| {
        running
            .world()
            .planted()
            .iter()
            .find(|row| row.link == *link && row.cause == cause)
            .unwrap()
            .message
            .clone()
    };
    assert!(judge(&planted("CONTENT_ALTERED")).contains(&false), "altered");
    assert!(!judge(&planted("SIGNATURE_BROKEN"))[1], "broken");
    assert!(!judge(&planted("SIGNER_UNKNOWN"))[1], "another root");
}

#[test]
fn receipts_are_taken_when_both_signatures_hold() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base());
    let link = running.connections()[0].link.clone();
    let borastria = client(&running, 0);
    let message = running.world().good().iter().find(|good| good.link == link).unwrap().message.clone();
    let (administration, post, stranger) = (key(), key(), key());
    let receipt = |by: &Ed25519KeyPair, certified: &Ed25519KeyPair, message: &str| {
        let post_payload = json!({ "post": "blue-pass", "jwk": jwk(&post) });
        let certificate = jws(certified, json!({ "alg": "EdDSA", "jwk": jwk(certified) }), &post_payload);
        let header =
            json!({ "alg": "EdDSA", "typ": "origin-receipt+jws", "jwk": jwk(&post), "post": certificate });
        jws(by, header, &json!({ "message": message, "state": "delivered" }))
    };
    let send = |body: &str| borastria.post("/receipts", body);
    let good = receipt(&post, &administration, &message);
    let answer = send(&good);
    assert_eq!((answer.status, answer.code()), (422, "POST_UNKNOWN".to_owned()), "nobody has enrolled yet");
    let enrolled = borastria.post("/enrol", &jwk(&administration).to_string());
    assert_eq!(enrolled.status, 201, "the administration's key is taken");
    assert_eq!(send(&good).status, 201, "now it is good");
    assert_eq!(send(&good).status, 201, "and the same again is no other");
    for (body, code) in [
        (receipt(&stranger, &administration, &message), "SIGNATURE_BROKEN"),
        (receipt(&post, &stranger, &message), "POST_UNKNOWN"),
        (receipt(&post, &administration, &"0".repeat(64)), "MESSAGE_UNKNOWN"),
        ("no receipt".to_owned(), "NOT_A_RECEIPT"),
    ] {
        let answer = send(&body);
        assert_eq!((answer.status, answer.code()), (422, code.to_owned()), "{code}");
    }
    let seen = running.receipts();
    let valid: Vec<_> = seen.iter().filter(|receipt| receipt.valid).collect();
    assert_eq!(valid.len(), 1, "one good receipt: {seen:?}");
    assert_eq!(
        (valid[0].message.as_str(), valid[0].state.as_str()),
        (message.as_str(), "delivered"),
        "it says this"
    );
    running.stop();
    let running = start(&folder, base());
    assert_eq!(running.receipts(), seen, "receipts outlive a restart");
    assert_eq!(client(&running, 0).post("/receipts", &good).status, 201, "and so does the enrolment");
}

#[test]
fn addresses_and_roots_outlive_a_restart() {
    let folder = TempDir::new().unwrap();
    let running = start(&folder, base());
    let before = running.connections();
    running.stop();
    let running = start(&folder, base());
    assert_eq!(running.connections(), before, "ports, authorities and roots");
    let file = std::fs::read(folder.path().join("partners/connections.json")).unwrap();
    let file: Vec<simulator::Connection> = serde_json::from_slice(&file).unwrap();
    assert_eq!(file, before, "they stand in the folder");
    let stranger = TempDir::new().unwrap();
    let other = start(&stranger, base());
    let (mine, theirs) = (&running.connections()[0], &other.connections()[0]);
    assert!(
        Client::new(&mine.endpoint, &theirs.tls_ca).try_get("/directory").is_err(),
        "another authority's client does not connect"
    );
}

fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::generate().unwrap()
}

fn jwk(key: &Ed25519KeyPair) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64_URL_SAFE_NO_PAD.encode(key.public_key().as_ref()) })
}

fn jws(key: &Ed25519KeyPair, header: Value, payload: &Value) -> String {
    let [header, payload] = [&header, payload].map(|value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string()));
    let input = format!("{header}.{payload}");
    let value = BASE64_URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()));
    format!("{input}.{value}")
}
