//! The tools for whoever writes a pack, from a sample of a format that no pack knows to a tested pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod support;

use std::fs;
use std::path::Path;
use support::Origin;
use tempfile::TempDir;

/// Another vocabulary: days first, decimal commas, numeric countries, the goods two levels down.
const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Certificado xmlns="urn:example:origen">
  <Cabecera><NumeroCertificado>ES-77</NumeroCertificado><FechaEmision>23/11/2026</FechaEmision></Cabecera>
  <Exportador><Nombre>Fernbrook Mills</Nombre><Pais>208</Pais></Exportador>
  <Importador><Nombre>Eastgate Trading</Nombre><Pais>056</Pais></Importador>
  <Mercancias>
    <Mercancia orden="1"><Descripcion>Cotton yarn</Descripcion><Partida>5205.22</Partida><Cantidad unidad="KGM">1250,5</Cantidad><PaisOrigen>208</PaisOrigen></Mercancia>
    <Mercancia orden="2"><Descripcion>Biscuits</Descripcion><Partida>1905.31</Partida><Cantidad unidad="KGM">80</Cantidad><PaisOrigen>208</PaisOrigen></Mercancia>
  </Mercancias>
</Certificado>"#;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_pack_is_made_from_a_sample_checked_mapped_written_and_tested() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let origin = Origin::at(at);
    let sample = at.join("muestra.xml");
    fs::write(&sample, SAMPLE).unwrap();

    let made = origin.json(&[
        "block",
        "new",
        "norland",
        "--in",
        text(at),
        "--from",
        text(&sample),
        "--kind",
        "block",
        "--partner",
        "Norland",
        "--country",
        "DK",
        "--agreement",
        "Agreement of Norland",
        "--code",
        "NA",
    ]);
    let pack = at.join("norland");
    let placed: Vec<&str> =
        made["proposal"]["placed"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    for field in [
        "number",
        "issued.date",
        "exporter.name",
        "importer.country",
        "items[].hs",
        "items[].quantity",
        "items[].unit",
        "items[].origin",
    ] {
        assert!(placed.contains(&field), "{field} in {placed:?}");
    }
    let again =
        origin.run(&["block", "new", "norland", "--in", text(at), "--kind", "block"]).not_done("PACK_EXISTS");
    assert!(again.contains("--in"), "what to do: {again}");

    let checked = origin.json(&["block", "check", text(&pack)]);
    assert_eq!(checked["packs"].as_array().unwrap().len(), 3, "format, scheme and link: {checked}");
    assert_eq!(checked["problems"].as_array().unwrap().len(), 0, "{checked}");

    let mapped = origin.json(&["block", "map", text(&pack), text(&sample)]);
    assert_eq!(mapped["value"]["number"], "ES-77");
    assert_eq!(mapped["value"]["issued"]["date"], "2026-11-23", "days first");
    assert_eq!(mapped["value"]["items"][0]["quantity"], "1250.5", "a decimal comma");
    assert_eq!(mapped["value"]["exporter"]["country"], "DK", "a numeric country");
    assert_eq!(mapped["unused"].as_array().unwrap().len(), 0, "{}", mapped["unused"]);
    let source =
        mapped["sources"].as_array().unwrap().iter().find(|source| source["field"] == "items[1].hs").unwrap();
    assert_eq!(
        (source["path"].as_str(), source["line"].as_u64()),
        (Some("/Certificado/Mercancias/Mercancia[2]/Partida"), Some(8))
    );
    let told = origin.run(&["block", "map", text(&pack), text(&sample)]).done();
    assert!(told.contains("items[1].hs") && told.contains("Mercancia[2]/Partida (line 8)"), "{told}");

    // What is mapped is written, and what is written is mapped the same.
    let value = at.join("value.json");
    fs::write(&value, mapped.to_string()).unwrap();
    let written = at.join("written.xml");
    origin.run(&["block", "write", text(&pack), text(&value), "-o", text(&written)]).done();
    let back = origin.json(&["block", "map", text(&pack), text(&written)]);
    assert_eq!(back["value"], mapped["value"], "read(write(c)) = c");
    let stranger = at.join("stranger.json");
    fs::write(&stranger, r#"{"number":"1","scheme":{"code":"NA"},"transport":{"means":"MV"}}"#).unwrap();
    let refused =
        origin.run(&["block", "write", text(&pack), text(&stranger)]).not_done("MESSAGE_NOT_WRITTEN");
    assert!(refused.contains("transport.means"), "the field is named: {refused}");

    // A sample without an expectation fails, and is accepted by name.
    let test = origin.run(&["block", "test", text(&pack), "--count", "16"]);
    assert_eq!(test.code, 1, "{}", test.out);
    assert!(test.out.contains("samples/muestra.xml"), "{}", test.out);
    origin.run(&["block", "test", text(&pack), "--count", "16", "--accept"]).done();
    let expected = pack.join("norland-messages/samples/muestra.expected.json");
    let reports = origin.json(&["block", "test", text(&pack), "--count", "16"]);
    assert!(reports.as_array().unwrap().iter().all(|report| report["ok"] == true), "{reports}");
    let changed = fs::read_to_string(&expected).unwrap().replace("ES-77", "ES-78");
    fs::write(&expected, changed).unwrap();
    let test = origin.run(&["block", "test", text(&pack), "--count", "4"]);
    assert_eq!(test.code, 1, "another value than expected: {}", test.out);
    assert!(test.out.contains("number is \"ES-77\", expected \"ES-78\""), "{}", test.out);

    // A mistake is said with its place, and no other tool works on it.
    let file = pack.join("norland-messages/certificate.toml");
    let right = fs::read_to_string(&file).unwrap();
    fs::write(&file, right.replace("[exporter]", "[exprter]")).unwrap();
    let check = origin.run(&["block", "check", text(&pack)]);
    assert_eq!(check.code, 1, "{}", check.out);
    let line = right.lines().position(|line| line == "[exporter]").unwrap() + 1;
    assert!(check.out.contains(&format!("norland-messages/certificate.toml:{line}:2:")), "{}", check.out);
    assert!(check.out.contains("did you mean \"exporter\"?"), "{}", check.out);
    origin.run(&["block", "map", text(&pack), text(&sample)]).not_done("PACK_HAS_MISTAKES");
    fs::write(&file, right).unwrap();

    let coverage =
        origin.run(&["block", "coverage", text(&pack.join("norland-messages")), "--markdown"]).done();
    assert!(coverage.starts_with("# Coverage of norland-messages@1.0"), "{coverage}");
    assert!(
        coverage.contains("| Item, HS code | 145 | `items[].hs` | mandatory (article 13) |"),
        "by the scheme beside it: {coverage}"
    );

    let document = at.join("arrangement.html");
    origin.run(&["block", "document", text(&pack), "-o", text(&document)]).done();
    let html = fs::read_to_string(&document).unwrap();
    assert!(html.contains("Norland") && html.contains("Agreement of Norland"), "the arrangement of the link");
}

#[test]
fn two_drafts_differ_in_words() {
    let folder = TempDir::new().unwrap();
    let origin = Origin::at(folder.path());
    for id in ["a", "b"] {
        origin.run(&["block", "new", id, "--in", text(folder.path()), "--kind", "scheme"]).done();
    }
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let file = b.join("pack.toml");
    let changed = fs::read_to_string(&file).unwrap().replace("count       = 90", "count       = 60");
    fs::write(&file, changed).unwrap();
    let said = origin.run(&["block", "diff", text(&a), text(&b)]).done();
    assert!(said.contains("~ The deadline verification-reply is 60, not 90."), "{said}");
    // A draft of one pack of a block is compared with that pack alone.
    origin.run(&["block", "new", "whole", "--in", text(folder.path()), "--kind", "block"]).done();
    let scheme = folder.path().join("draft");
    fs::create_dir(&scheme).unwrap();
    let own = fs::read_to_string(folder.path().join("whole/whole-scheme/pack.toml")).unwrap();
    fs::create_dir(scheme.join("whole-scheme")).unwrap();
    fs::write(scheme.join("whole-scheme/pack.toml"), own.replace("days    = 3", "days    = 5")).unwrap();
    let said = origin.run(&["block", "diff", text(&folder.path().join("whole")), text(&scheme)]).done();
    assert!(said.contains("is 5, not 3") && !said.contains("falls away"), "{said}");
    let same = origin.run(&["block", "diff", text(&a), text(&a)]).done();
    assert!(same.contains("no difference"), "{same}");
}

#[test]
fn a_pack_is_sealed_by_an_administrator_and_a_change_breaks_the_seal() {
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("desk");
    let origin = Origin::at(&desk);
    origin.set_up();
    origin.run(&["block", "new", "norland", "--in", text(folder.path()), "--kind", "block"]).done();
    let pack = folder.path().join("norland");
    let sealed = origin.json(&["block", "sign", text(&pack), "--role", "administrator"]);
    assert_eq!(sealed.as_array().unwrap().len(), 3, "{sealed}");
    assert!(pack.join("norland/pack.sig").is_file(), "beside the pack's own files");
    let checked = origin.json(&["block", "check", text(&pack)]);
    assert!(checked["packs"].as_array().unwrap().iter().all(|pack| pack["sealed"] == true), "{checked}");
    let file = pack.join("norland-scheme/pack.toml");
    fs::write(&file, format!("{}\n# changed\n", fs::read_to_string(&file).unwrap())).unwrap();
    let check = origin.run(&["block", "check", text(&pack)]);
    assert!(check.code == 1 && check.out.contains("SEAL_ALTERED"), "{}", check.out);
    origin.run(&["block", "sign", text(&pack), "--role", "administrator"]).done();
    origin.run(&["block", "check", text(&pack)]).done();
    origin.run(&["block", "sign", text(&pack), "--role", "verifier"]).not_done("NOT_ALLOWED_FOR_ROLE");
}

#[test]
fn schemas_and_the_list_of_packs_are_printed() {
    let folder = TempDir::new().unwrap();
    let origin = Origin::at(folder.path());
    for of in ["pack", "message", "kind"] {
        let schema: serde_json::Value =
            serde_json::from_str(&origin.run(&["block", "schema", of]).done()).unwrap();
        assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"), "{of}");
    }
    let blocks = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks");
    let list = origin.run(&["block", "shipped", blocks]).done();
    assert!(list.contains("\"cod-xb@"), "{list}");
}
