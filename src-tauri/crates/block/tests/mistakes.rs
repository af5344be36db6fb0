//! Mistakes in packs: each gives one exact message, at its line and column, with what to write instead.

#![allow(clippy::unwrap_used, clippy::panic)] // a test stops at the first surprise

use block::Library;
use std::{fs, path::Path};

const FORMAT: &str = r#"id = "f"
version = "1.0"
kind = "format"
title = "A format"
training = false
"#;

const MESSAGE: &str = r#"[message]
is = "a sheet"
kind = "certificate"
syntax = "xml"
namespaces = { a = "urn:a" }
at = "a:Sheet"
recognise = ["Goods"]

[forms]
decimal = "0.00"

[codes.units]
"KILO" = "KGM"

[fixed]
"@v" = "1"

[certificate]
number = "No"

[exporter]
at = "Exporter"
name = "Name"

[invoices]
each = "Invoices/Invoice[]"
order = "Order"
number = "Number"

[items]
each = "Goods/Line[]"
hs = "Code"
quantity = "Amount"
unit = { at = "Unit", as = "units" }
invoice = { at = "Invoice", by = "order" }
"#;

const UPDATE: &str = r#"[message]
is = "a notice"
kind = "update"
syntax = "json"
recognise = ["notice"]

[codes.notices]
"gone" = "cancel"

[update]
number = "number"
action = { at = "notice", as = "notices" }
"#;

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(root: &Path) -> Vec<String> {
    Library::load(&[root.to_path_buf()], true).problems.iter().map(ToString::to_string).collect()
}

/// The text with one place changed; the place must be there.
fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "nothing to change: {from}");
    text.replacen(from, to, 1)
}

#[test]
fn the_unchanged_packs_have_no_mistake() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "f/pack.toml", FORMAT);
    write(root.path(), "f/m.toml", MESSAGE);
    write(root.path(), "f/u.toml", UPDATE);
    let loaded = Library::load(&[root.path().to_path_buf()], false);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    assert_eq!(loaded.library.messages().len(), 2, "both messages are there");
}

#[test]
fn mistakes_in_a_message() {
    let table = [
        (
            "name = \"Name\"",
            "nmae = \"Name\"",
            "f/m.toml:23:1: exporter has no field \"nmae\"; did you mean \"name\"?",
        ),
        (
            "by = \"order\"",
            "by = \"ordr\"",
            "f/m.toml:35:34: invoices has no field \"ordr\"; did you mean \"order\"?",
        ),
        (
            "as = \"units\"",
            "as = \"unit\"",
            "f/m.toml:34:28: no code list [codes.unit]; did you mean \"units\"?",
        ),
        ("as = \"units\"", "sa = \"units\"", "f/m.toml:34:23: a line has no key `sa`; did you mean \"as\"?"),
        (
            "[exporter]",
            "[exportr]",
            "f/m.toml:21:2: a certificate has no section [exportr]; did you mean \"exporter\"?",
        ),
        (
            "at = \"a:Sheet\"",
            "at = \"b:Sheet\"",
            "f/m.toml:6:7: `b:` is not among the message's namespaces; did you mean \"a\"?",
        ),
        (
            "hs = \"Code\"",
            "hs = \"Code//X\"",
            "f/m.toml:32:12: an empty step: write names between single slashes",
        ),
        (
            "hs = \"Code\"",
            "hs = \"Code[2]\"",
            "f/m.toml:32:7: `Code[2]` is no step: write a name, `@name`, `name[]` for what repeats, or `name[key=text]` for the one whose key says so",
        ),
        (
            "hs = \"Code\"",
            "hs = \"Code[]\"",
            "f/m.toml:32:6: `Code[]` repeats: only `each`, `via`, `recognise` and `ignore` take []",
        ),
        ("name = \"Name\"", "name = \"../Name\"", "f/m.toml:23:8: `..` stands only in the lines of a group"),
        (
            "hs = \"Code\"",
            "hs = \"Amount\"",
            "f/m.toml:33:1: items.quantity and items.hs both stand at Amount: one place holds one value",
        ),
        (
            "each = \"Goods/Line[]\"",
            "each = \"Goods/Line\"",
            "f/m.toml:31:8: `each` ends in what repeats: write Goods[] or items[]",
        ),
        (
            "decimal = \"0.00\"",
            "decimal = \"N2\"",
            "f/m.toml:10:11: `N2` is no example of a decimal: write 0.00 for two decimals, 0.## for up to two, 1.234,56 for a decimal comma with grouping",
        ),
        (
            "decimal = \"0.00\"",
            "decimal = [\"1,234.5\", \"0,0\"]",
            "f/m.toml:10:11: `1,234.5` and `0,0` together would make one text two numbers: keep one",
        ),
        (
            "decimal = \"0.00\"",
            "date = \"YYYY-MM\"",
            "f/m.toml:10:8: `YYYY-MM` is no example of a date: write YYYY-MM-DD, or DD/MM/YYYY hh:mm",
        ),
        (
            "decimal = \"0.00\"",
            "decmal = \"0.00\"",
            "f/m.toml:10:1: no form `decmal`; did you mean \"decimal\"?",
        ),
        (
            "kind = \"certificate\"",
            "kind = \"certifcate\"",
            "f/m.toml:3:8: no kind \"certifcate\"; did you mean \"certificate\"?",
        ),
        (
            "syntax = \"xml\"",
            "syntax = \"yaml\"",
            "f/m.toml:4:10: no syntax \"yaml\": write xml, json or cbor",
        ),
        (
            "recognise =",
            "recognize =",
            "f/m.toml:7:1: [message] has no key `recognize`; did you mean \"recognise\"?",
        ),
        (
            "[fixed]",
            "[join]\n\"Id\" = \"{exporter.name}{number}\"\n[fixed]",
            "f/m.toml:16:8: nothing stands between `{number}` and the field before it, so a text could not be taken apart: put a separator between them",
        ),
        (
            "[fixed]",
            "[join]\n\"Id\" = \"{exporter.nam}:{number}\"\n[fixed]",
            "f/m.toml:16:8: a certificate has no field \"exporter.nam\"; did you mean \"exporter.name\"?",
        ),
        (
            "[fixed]",
            "[given]\n\"marks.retrospective\" = \"yes\"\n[fixed]",
            "f/m.toml:16:25: `marks.retrospective` is a flag: write one",
        ),
        (
            "name = \"Name\"",
            "name = { present = \"Name\" }",
            "f/m.toml:23:10: `present` makes a mark, and `name` is a text",
        ),
        (
            "name = \"Name\"",
            "name = { at = [\"A\", \"B\"] }",
            "f/m.toml:23:8: several places want a `join`; for places in turn write one in `at`, the others in `or`",
        ),
        (
            "name = \"Name\"",
            "name = { at = \"Name\", by = \"order\" }",
            "f/m.toml:23:23: `name` links to no group: `by` has no meaning here",
        ),
        (
            "by = \"order\"",
            "copy = \"number\"",
            "f/m.toml:35:36: `copy` wants a section [invoices] without `each`: its lines say what is copied",
        ),
        (
            "each = \"Invoices/Invoice[]\"\n",
            "",
            "f/m.toml:25:2: [invoices] has no `each`, and no line links to it by `copy`",
        ),
        ("is = \"a sheet\"", "is = a sheet", "f/m.toml:2:6: "),
    ];
    let mut wrong = Vec::new();
    for (from, to, wanted) in table {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "f/pack.toml", FORMAT);
        write(root.path(), "f/m.toml", &change(MESSAGE, from, to));
        let said = said(root.path());
        let fits =
            |message: &String| message == wanted || (wanted.ends_with(": ") && message.starts_with(wanted));
        if !said.iter().any(fits) {
            wrong.push(format!("{to}\n  wanted {wanted}\n  said   {}", said.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_in_an_update() {
    let table = [
        (
            "\"gone\" = \"cancel\"",
            "\"gone\" = \"annul\"",
            "f/u.toml:12:32: the list notices says \"annul\", and `action` is one of: cancel, replace",
        ),
        (
            "number = \"number\"\n",
            "",
            "f/u.toml:1:1: a update means nothing without `number`: give it a line",
        ),
        (
            "recognise = [\"notice\"]",
            "recognise = []",
            "f/u.toml:5:13: say by what this message is told from others: recognise = [\"place\", \"place = text\"]",
        ),
    ];
    for (from, to, wanted) in table {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "f/pack.toml", FORMAT);
        write(root.path(), "f/u.toml", &change(UPDATE, from, to));
        let said = said(root.path());
        assert_eq!(said, [wanted], "{to}");
    }
}

#[test]
fn mistakes_in_a_pack_and_between_packs() {
    let table: [(&str, &str, &str); 5] = [
        (
            "id = \"f\"",
            "id = \"g\"",
            "f/pack.toml:1:6: the pack is \"g\" and its folder \"f\": give both one name",
        ),
        (
            "kind = \"format\"",
            "kind = \"formt\"",
            "f/pack.toml:3:8: no kind of pack \"formt\"; did you mean \"format\"?",
        ),
        (
            "training = false\n",
            "",
            "f/pack.toml:1:1: pack.toml has no `training`: write training = true or false",
        ),
        (
            "title =",
            "titel =",
            "f/pack.toml:4:1: a format's pack.toml has no key `titel`; did you mean \"title\"?",
        ),
        (
            "title =",
            "effective = { from = 2026-02-01, until = 2026-01-01 }\ntitle =",
            "f/pack.toml:4:1: it ends before it begins",
        ),
    ];
    for (from, to, wanted) in table {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "f/pack.toml", &change(FORMAT, from, to));
        assert!(said(root.path()).contains(&wanted.to_owned()), "{to}\n{:?}", said(root.path()));
    }
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "f/pack.toml", FORMAT);
    write(root.path(), "f/m.toml", MESSAGE);
    write(root.path(), "f/n.toml", MESSAGE);
    assert_eq!(
        said(root.path()),
        [
            "f/n.toml:1:1: f/m and f/n are recognised by the same marks: add to `recognise` what tells them apart"
        ],
        "ambiguous"
    );
    write(root.path(), "other/f/pack.toml", FORMAT);
    let said = said(root.path());
    assert!(
        said.contains(&"f/pack.toml:1:6: the id \"f\" is already that of f/pack.toml".to_owned()),
        "{said:?}"
    );
}

#[test]
fn mistakes_in_schemes_and_links() {
    let blocks = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"));
    let table = [
        (
            "schemes/form-ba/pack.toml",
            "cert.marks.retrospective",
            "cert.marks.retrospectiv",
            "RULE_UNKNOWN_NAME",
            "did you mean \"retrospective\"?",
        ),
        ("schemes/form-ba/pack.toml", "days(3)", "dayz(3)", "RULE_UNKNOWN_FUNCTION", ""),
        (
            "schemes/form-ba/pack.toml",
            "field   = \"items[].hs\"",
            "field   = \"items[].hss\"",
            "UNKNOWN_FIELD",
            "a certificate has no field \"items[].hss\"; did you mean \"items[].hs\"?",
        ),
        (
            "schemes/form-ba/pack.toml",
            "key            = \"M\"",
            "key            = \"A\"",
            "KEY",
            "the key A is taken",
        ),
        (
            "schemes/form-ba/pack.toml",
            "id             = \"given-minor\"",
            "id             = \"given\"",
            "DUPLICATE_ID",
            "a second decision \"given\"",
        ),
        (
            "schemes/form-ba/pack.toml",
            "not_evaluable = \"green\"",
            "not_evaluable = \"red\"",
            "LEVEL",
            "`not_evaluable` is \"amber\" where missing facts keep green away, else \"green\"; not \"red\"",
        ),
        (
            "schemes/form-ba/pack.toml",
            "months   = 12\narticle  = \"14\"",
            "months   = 12\narticle  = \"41\"",
            "ARTICLE_UNKNOWN",
            "article \"41\" is not among the agreement's in `legal_basis`",
        ),
        ("schemes/form-ba/pack.toml", "article       = \"12\"\n", "", "TOML", "missing field `article`"),
        (
            "schemes/form-ba/pack.toml",
            "minor = [\"importer\"]",
            "minor = [\"importr\"]",
            "UNKNOWN_FIELD",
            "a declaration has no field \"importr\"; did you mean \"importer\"?",
        ),
        (
            "links/borastria/pack.toml",
            "form-ba@1.0",
            "form-bb@1.0",
            "SCHEME_UNKNOWN",
            "no scheme pack \"form-bb\"; did you mean \"form-ba\"?",
        ),
        (
            "links/borastria/pack.toml",
            "cod-xb@1.8.2-XB",
            "cod-xb@1.9",
            "FORMAT_UNKNOWN",
            "the format \"cod-xb\" is here in version 1.8.2-XB: write \"cod-xb@1.8.2-XB\"",
        ),
        (
            "links/borastria/pack.toml",
            "kind      = \"pages-v1\"",
            "kind      = \"pages-v9\"",
            "INTERFACE_UNKNOWN",
            "this program does not know the interface \"pages-v9\"; did you mean \"pages-v1\"?",
        ),
        (
            "links/borastria/pack.toml",
            "= \"xml-dsig\"",
            "= \"xml-dsg\"",
            "FAMILY_UNKNOWN",
            "this program does not know the signature family \"xml-dsg\"; did you mean \"xml-dsig\"?",
        ),
        (
            "links/borastria/pack.toml",
            "first_root =",
            "first_rot =",
            "UNKNOWN_KEY",
            "unknown key `first_rot`; did you mean \"first_root\"?",
        ),
        (
            "links/borastria/pack.toml",
            "country        = \"XB\"",
            "country        = \"ZZ\"",
            "COUNTRY",
            "\"ZZ\" is no country",
        ),
    ];
    for (file, from, to, code, wanted) in table {
        let root = tempfile::tempdir().unwrap();
        for pack in ["schemes/form-ba/pack.toml", "links/borastria/pack.toml", "formats/cod-xb/pack.toml"] {
            write(root.path(), pack, &fs::read_to_string(blocks.join(pack)).unwrap());
        }
        assert!(said(root.path()).is_empty(), "as it ships");
        let text = fs::read_to_string(blocks.join(file)).unwrap();
        write(root.path(), file, &change(&text, from, to));
        let problems = Library::load(&[root.path().to_path_buf()], true).problems;
        let lines = |text: &str| u32::try_from(text.matches('\n').count()).unwrap();
        let line = lines(text.split(from).next().unwrap()) + 1;
        let found = problems.iter().find(|problem| problem.code == code && problem.message.contains(wanted));
        let found = found.unwrap_or_else(|| panic!("{to}: {problems:#?}"));
        // Tables that begin earlier may be named by their first line; values by their own.
        assert!(found.line <= line + lines(from), "{to}: {found}");
        assert!(found.line > 1, "{to}: at a place: {found}");
    }
}
