//! A partner that nobody has thought of: its packs as text, their element names invented when the test runs. XML that is
//! nested in its own way, days as 02/11/2026, numbers as 1.234,5, countries by number, certificate numbers of its own rule.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const SCHEME: &str = r#"
id        = "dravonia-form"
version   = "1.0"
kind      = "scheme"
title     = "Form DV, Dravonia and Adjikistan"
training  = true
effective = { from = 2024-01-01 }
code      = "DV"
name      = "Agreement on Origin between Dravonia and Adjikistan"
form      = "Form DV"
minor     = []
refusal_reasons = []
deadlines = []

[[legal_basis]]
id       = "agreement"
text     = "Agreement on Origin between Dravonia and Adjikistan"
articles = ["3", "5", "6", "7"]
[[legal_basis]]
id       = "rkc"
text     = "Revised Kyoto Convention, General Annex"
articles = ["6.7", "7.1", "7.2"]
[[legal_basis]]
id       = "tfa"
text     = "WTO Agreement on Trade Facilitation"
articles = ["12"]

[validity]
months   = 8
article  = "5"
lateness = "red"
[retrospective]
days    = 5
article = "6"

[[mandatory]]
field   = "number"
article = "3"
[[mandatory]]
field   = "issued.date"
article = "3"
[[mandatory]]
field   = "exporter.name"
article = "3"
[[mandatory]]
field   = "importer.country"
article = "3"
[[mandatory]]
field   = "transport.means"
article = "3"
[[mandatory]]
field   = "items[].hs"
article = "3"
[[mandatory]]
field   = "items[].quantity"
article = "3"
[[mandatory]]
field   = "items[].criterion"
article = "3"

[[rules]]
id            = "RETROSPECTIVE_UNMARKED"
when          = "!cert.marks.retrospective && cert.issued.date > cert.transport.departure + days(5)"
on            = "document"
level         = "amber"
not_evaluable = "amber"
article       = "6"
sentences     = { en = "Issued more than 5 days after departure.", fr = "Délivré plus de 5 jours après le départ.", es = "Expedido más de 5 días después de la salida.", ar = "صدرت بعد المغادرة بأكثر من 5 أيام." }
[[rules]]
id            = "VALIDITY_ENDED"
when          = "presented > valid_until"
on            = "presentation"
level         = "red"
not_evaluable = "amber"
article       = "5"
sentences     = { en = "Presented after 8 months.", fr = "Présenté après 8 mois.", es = "Presentado después de 8 meses.", ar = "قُدِّمت بعد 8 أشهر." }

[[decisions]]
id             = "given"
key            = "A"
label          = { en = "Preferential treatment given", fr = "Traitement préférentiel accordé", es = "Trato preferencial concedido", ar = "مُنحت المعاملة التفضيلية" }
takes_quantity = true
article        = "7"
"#;

const CERTIFICATE: &str = r#"
[message]
is         = "a certificate of origin of Dravonia"
kind       = "certificate"
syntax     = "xml"
namespaces = { d = "urn:x-dravonia:§Paper", ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "d:§Paper/d:§Content"
recognise  = ["d:§Load/d:§Line"]
version    = { at = "@§edition", is = ["3.1"] }
ignore     = ["/d:§Paper/ds:Signature"]

[forms]
date    = "DD/MM/YYYY"
day     = "DD/MM/YYYY"
decimal = "1.234,###"
hs      = "0000.00.00"

[codes.countries]
"951" = "XV"
"901" = "XA"
[codes.units]
"kg"     = "KGM"
"litra"  = "LTR"
"komada" = "C62"
[codes.reasons]
"P" = "WO"
"W" = "CTH"

[fixed]
"@id"        = "C"
"@§edition"  = "3.1"
[given]
kind = "DV"

[certificate]
number = "d:§Seal/d:§Number"
[issued]
at    = "d:§Seal"
date  = "d:§Day"
place = "d:§Place"
name  = "d:§Hand"
[issuer]
at      = "d:§Seal/d:§Office"
country = { at = "@§land", as = "countries" }
name    = "."
[scheme]
code = "d:§Treaty/@§sign"
name = "d:§Treaty"
[exporter]
at      = "d:§People/d:§Person[@§part=from]"
country = { at = "@§land", as = "countries" }
name    = "d:§Name"
city    = "d:§Place"
[importer]
at      = "d:§People/d:§Person[@§part=to]"
country = { at = "@§land", as = "countries" }
name    = "d:§Name"
city    = "d:§Place"
[transport]
at          = "d:§Load/d:§Way"
departure   = "@§leaves"
means       = "d:§Vessel"
loading     = "d:§Harbour"
destination = { at = "d:§Goal", as = "countries" }
[marks]
retrospective = { present = "d:§Load/d:§Late" }
[items]
each      = "d:§Load/d:§Line[]"
number    = "@§no"
hs        = "d:§Tariff"
description = "d:§What"
quantity  = "d:§Measure/d:§Much"
unit      = { at = "d:§Measure/@§in", as = "units" }
criterion = { at = "d:§Why", as = "reasons" }
value     = "d:§Worth"
currency  = "d:§Worth/@§coin"
origin    = { at = "d:§Born", as = "countries" }
"#;

const NOTICE: &str = r#"
[message]
is         = "a notice of Dravonia"
kind       = "update"
syntax     = "xml"
namespaces = { d = "urn:x-dravonia:§Paper", ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "d:§Notice/d:§Content"
recognise  = ["d:§Act"]
ignore     = ["/d:§Notice/ds:Signature"]
[forms]
date = "DD/MM/YYYY"
[codes.acts]
"X" = "cancel"
"Z" = "replace"
[fixed]
"@id" = "C"
[update]
number    = "d:§Number"
action    = { at = "d:§Act", as = "acts" }
successor = "d:§After"
date      = "d:§Day"
reason    = "d:§Why"
"#;

const LIST: &str = r#"
[message]
is         = "Dravonia's list of officials"
kind       = "directory"
syntax     = "xml"
namespaces = { d = "urn:x-dravonia:§Paper", ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "d:§List/d:§Content"
recognise  = ["@§edition"]
ignore     = ["/d:§List/ds:Signature"]
[fixed]
"@id" = "C"
[codes.states]
"yes"   = "active"
"later" = "pending"
"no"    = "disabled"
"never" = "revoked"
[directory]
sequence = "@§edition"
issued   = "@§Day"
[signers]
each   = "d:§Hand[]"
id     = "@§no"
name   = "d:§Name"
office = "d:§Office"
key    = "d:§Key"
status = { at = "@§may", as = "states" }
from   = "@§from"
until  = "@§until"
"#;

const LINK: &str = r#"
id        = "dravonia"
version   = "0.3"
kind      = "link"
title     = "Dravonia: a draft"
training  = true
effective = { from = 2024-01-01 }
schemes   = ["dravonia-form@1.0"]
formats   = ["dravonia-papers@0.3"]

[partner]
country        = "XV"
name           = "Dravonia"
administration = "Customs of Dravonia"

[business_case]
name            = "Certificates of origin from Dravonia"
purpose         = "Certificates come from their source."
benefit         = "Nobody waits for paper."
confidentiality = "For customs purposes only (WTO TFA, Article 12)."
[[business_case.legal_basis]]
id       = "agreement"
text     = "Agreement on Origin between Dravonia and Adjikistan"
articles = ["9"]
[[business_case.legal_basis]]
id       = "rkc"
text     = "Revised Kyoto Convention, General Annex"
articles = ["6.7", "7.1", "7.2"]
[[business_case.legal_basis]]
id       = "tfa"
text     = "WTO Agreement on Trade Facilitation"
articles = ["12"]

[process]
trigger        = "A certificate is issued."
entities       = ["exporter", "customs of Dravonia", "customs of Adjikistan"]
data_cluster   = ["certificate", "update", "directory"]
business_rules = ["A certificate is used once for its quantity."]

[interoperability]
service_interface = "Certificates are offered behind a cursor."
communication     = "HTTPS; XML signed by an official."
architecture      = "Dravonia keeps its certificates, a copy is kept here."

[interface]
kind      = "cursor-v1"
page_size = 7
[interface.paths]
certificates = "/§paths/out"
receipts     = "/§paths/in"
enrol        = "/§paths/who"

[signature]
family                   = "xml-dsig"
algorithms               = ["ecdsa-sha384", "ecdsa-sha256"]
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = true
[[signature.signatures]]
role   = "official"
covers = "§Paper/§Content"
listed = true
[update_signature]
family                   = "xml-dsig"
algorithms               = ["ecdsa-sha384", "ecdsa-sha256"]
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = true
[[update_signature.signatures]]
role   = "official"
covers = "§Notice/§Content"
listed = true
[directory_signature]
family                   = "xml-dsig"
algorithms               = ["ecdsa-sha256"]
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = false
[[directory_signature.signatures]]
role   = "directory"
covers = "§List/§Content"
listed = false

[number]
parts = [
    { name = "year", length = 4 },
    { name = "mark", length = 2, is = "/D" },
    { name = "serial", length = 6 },
    { name = "country", length = 2, is = "XV" },
]

[receipts]
path   = "/§paths/in"
states = ["delivered", "readable", "accepted", "used", "refused"]
[trust]
first_root = "connection"
directory  = "/§paths/hands"
crls       = ["/§paths/above", "/§paths/below"]
"#;

const FORMAT: &str = r#"
id        = "dravonia-papers"
version   = "0.3"
kind      = "format"
title     = "Papers of Dravonia"
training  = true
effective = { from = 2024-01-01 }
"#;

/// The packs with names invented by the clock, written into a folder; the names are in it for whoever looks at a failure.
pub fn packs(root: &Path) -> PathBuf {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs());
    let mut words = Words { state: now | 1, count: 0 };
    let mut known = std::collections::BTreeMap::new();
    let mut spell = |text: &str| {
        let mut out = String::new();
        for (at, part) in text.split('§').enumerate() {
            let end = part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(part.len());
            let (name, rest) = if at == 0 { ("", part) } else { part.split_at(end) };
            if !name.is_empty() {
                out.push_str(known.entry(name.to_owned()).or_insert_with(|| words.next(name)));
            }
            out.push_str(rest);
        }
        out
    };
    let block = root.join("dravonia-block");
    for (file, text) in [
        ("dravonia-form/pack.toml", SCHEME),
        ("dravonia-papers/pack.toml", FORMAT),
        ("dravonia-papers/certificate.toml", CERTIFICATE),
        ("dravonia-papers/notice.toml", NOTICE),
        ("dravonia-papers/list.toml", LIST),
        ("dravonia/pack.toml", LINK),
    ] {
        let path = block.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, spell(text)).unwrap();
    }
    block
}

/// Words that mean nothing, each another; a small name stays small.
struct Words {
    state: u64,
    count: u8,
}

impl Words {
    fn next(&mut self, name: &str) -> String {
        let mut word = String::new();
        for _ in 0..3 {
            // Xorshift: any sequence that differs from run to run will do.
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            let of = |letters: &str, at: u64| {
                letters.as_bytes()[usize::try_from(at).unwrap() % letters.len()] as char
            };
            word.push(of("bdfgklmnprstvz", self.state >> 40));
            word.push(of("aeiou", self.state >> 44));
        }
        // Two letters tell words apart that chance made alike.
        word.push((b'a' + self.count / 26) as char);
        word.push((b'a' + self.count % 26) as char);
        self.count += 1;
        if name.starts_with(|c: char| c.is_ascii_uppercase()) {
            word[..1].make_ascii_uppercase();
        }
        word
    }
}
