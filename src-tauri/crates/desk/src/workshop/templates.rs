//! The texts of first drafts. They have no mistakes, and everything in them is to be looked at.

use super::new::NewPack;
use block::author::{Mapped, Proposal};
use document::Syntax;
use std::fmt::Write as _;

/// Names that the drafts share.
pub(super) struct Names {
    pub format: String,
    pub scheme: String,
    pub link: String,
    training: bool,
    country: String,
    partner: String,
    agreement: String,
    code: String,
    /// Format, scheme and link are made together.
    whole: bool,
    xml: bool,
}

/// Form BA, whose every part a scheme may have.
const EXAMPLE: &str = include_str!("../../../../../assets/blocks/schemes/form-ba/pack.toml");

impl Names {
    pub fn of(new: &NewPack, proposal: Option<&Proposal>) -> Self {
        let named = |kind: &str, end: &str| match new.kind.as_str() {
            own if own == kind => new.id.clone(),
            "block" if kind == "link" => new.id.clone(),
            _ => format!("{}-{end}", new.id),
        };
        Self {
            format: named("format", "messages"),
            scheme: named("scheme", "scheme"),
            link: named("link", "link"),
            training: new.training,
            country: new.parties.country.clone(),
            partner: new.parties.partner.clone(),
            agreement: new.parties.agreement.clone(),
            code: new.parties.code.clone(),
            whole: new.kind == "block",
            xml: proposal.is_none_or(|made| made.syntax == Syntax::Xml),
        }
    }
}

/// The ending of a file of that syntax.
pub(super) fn ending(proposal: Option<&Proposal>) -> &'static str {
    match proposal.map(|made| made.syntax) {
        Some(Syntax::Json) => "json",
        Some(Syntax::Cbor) => "cbor",
        _ => "xml",
    }
}

fn text(value: &str) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn head(id: &str, kind: &str, title: &str, training: bool) -> String {
    format!(
        "#:schema ../../schema/pack.json\nid       = {}\nversion  = \"1.0\"\nkind     = \"{kind}\"\ntitle    = {}\ntraining = {training}\n",
        text(id),
        text(title)
    )
}

/// The files of a format: certificate, notice, list of signers.
pub(super) fn format(names: &Names, proposal: Option<&Proposal>) -> Vec<(String, String)> {
    let is = format!("a certificate of origin of {}", names.partner);
    let certificate = match proposal {
        Some(made) => {
            let mut certificate = made.text.replacen("\"a certificate of origin of …\"", &text(&is), 1);
            if names.whole && !made.placed.iter().any(|field| field == "scheme.code" || field == "kind") {
                // Without it no certificate would be one of the scheme.
                let _ = write!(certificate, "\n[given]\n\"scheme.code\" = {}\n", text(&names.code));
            }
            certificate
        }
        None => CERTIFICATE.replacen("\"a certificate of origin of …\"", &text(&is), 1),
    };
    let (update, directory) =
        if names.xml { (UPDATE_XML, DIRECTORY_XML) } else { (UPDATE_JSON, DIRECTORY_JSON) };
    let update = update.replace("PARTNER", &names.partner.replace('"', ""));
    let directory = directory.replace("PARTNER", &names.partner.replace('"', ""));
    let title = format!("Messages of {}", names.partner);
    vec![
        ("pack.toml".to_owned(), head(&names.format, "format", &title, names.training)),
        ("certificate.toml".to_owned(), certificate),
        ("update.toml".to_owned(), update),
        ("directory.toml".to_owned(), directory),
    ]
}

/// A scheme: every part of an agreement, with the figures of an example. What the format does not carry is not mandatory yet.
pub(super) fn scheme(names: &Names, carried: &[Mapped]) -> String {
    let title = format!("{}: {}", names.code, names.agreement);
    let mut out = String::from(
        "#:schema ../../schema/pack.json\n# Every figure, article and sentence below is an example: replace it by that of your agreement, each with its article.\n",
    );
    let mut lines = EXAMPLE.lines().filter(|line| !line.starts_with('#')).peekable();
    while let Some(line) = lines.next() {
        let key = line.split('=').next().unwrap_or_default().trim();
        if line == "[[mandatory]]" {
            let field = lines.peek().and_then(|line| line.split('"').nth(1)).unwrap_or_default();
            let group = format!("{field}[].");
            let there =
                carried.iter().any(|mapped| mapped.field == field || mapped.field.starts_with(&group));
            if !there {
                out.push_str("# Not carried by the messages yet:\n");
                for line in std::iter::once(line).chain(lines.by_ref().take(2)) {
                    let _ = writeln!(out, "# {line}");
                }
                continue;
            }
        }
        let line = match key {
            "id" if line.contains("\"form-ba\"") => format!("id        = {}", text(&names.scheme)),
            "title" if line.contains("Form BA") => format!("title     = {}", text(&title)),
            "training" => format!("training  = {}", names.training),
            "effective" => continue,
            "code" if line == "code = \"BA\"" => format!("code = {}", text(&names.code)),
            "name" if line.contains("\"Form BA\"") => {
                format!("name = {}", text(&format!("Form {}", names.code)))
            }
            "form" if line.contains("\"Form BA\"") => {
                format!("form = {}", text(&format!("Form {}", names.code)))
            }
            "name" | "text" if line.contains("Borastria") => {
                format!(
                    "{} = {}",
                    line.split('=').next().unwrap_or_default().trim_end(),
                    text(&names.agreement)
                )
            }
            _ => line.to_owned(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A link that joins the two.
pub(super) fn link(names: &Names, claimed_time: Option<String>) -> String {
    let (family, algorithms, interface, prefix) = if names.xml {
        ("xml-dsig", "\"ecdsa-sha256\", \"rsa-sha256\"", "pages-v1", "")
    } else {
        ("jws", "\"ES256\", \"PS256\"", "cursor-v1", "/v1")
    };
    let claimed = claimed_time.map(|place| format!("claimed_time = {}\n", text(&place))).unwrap_or_default();
    let mut out = head(
        &names.link,
        "link",
        &format!("{}: electronic certificates of origin", names.partner),
        names.training,
    );
    let _ = writeln!(out, "\nschemes = [\"{}@1.0\"]\nformats = [\"{}@1.0\"]", names.scheme, names.format);
    out.push_str(
        &LINK
            .replace("{country}", &names.country)
            .replace("{partner}", &names.partner.replace('"', ""))
            .replace("{agreement}", &names.agreement.replace('"', ""))
            .replace("{interface}", interface)
            .replace("{prefix}", prefix)
            .replace("{family}", family)
            .replace("{algorithms}", algorithms)
            .replace("{claimed}", &claimed),
    );
    out
}

const CERTIFICATE: &str = r#"#:schema ../../schema/message.json
# Places are written from `at`: look at a message of the partner, or give `origin block new` one with --from.
[message]
is         = "a certificate of origin of …"
kind       = "certificate"
syntax     = "xml"
namespaces = { ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "Certificate"
recognise  = ["Number", "Goods/Item"]
ignore     = ["/Certificate/ds:Signature"]

[certificate]
number = "Number"
kind   = "Type"

[scheme]
code = "Agreement"

[issued]
date  = "IssueDate"
place = "IssuePlace"

[issuer]
at      = "Issuer"
name    = "Name"
country = "Country"

[exporter]
at      = "Exporter"
name    = "Name"
address = "Address"
city    = "City"
country = "Country"

[importer]
at      = "Importer"
name    = "Name"
address = "Address"
city    = "City"
country = "Country"

[transport]
destination = "Destination"
departure   = "Departure"

[invoices]
each   = "Invoices/Invoice[]"
number = "Number"
date   = "Date"

[items]
each        = "Goods/Item[]"
number      = "@number"
description = "Description"
hs          = "HSCode"
criterion   = "Criterion"
origin      = "Origin"
quantity    = "Quantity"
unit        = "Quantity/@unit"
gross_mass  = "GrossMass"
value       = "Value"
currency    = "Value/@currency"
invoice     = "Invoice"
"#;

const UPDATE_XML: &str = r#"#:schema ../../schema/message.json
# What is said later of a certificate: cancelled, or replaced by another.
[message]
is         = "a notice of PARTNER on a certificate of origin"
kind       = "update"
syntax     = "xml"
namespaces = { ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "CertificateNotice"
recognise  = ["CertificateNumber", "Action"]
ignore     = ["/CertificateNotice/ds:Signature"]

[codes.actions]
"Cancelled" = "cancel"
"Replaced"  = "replace"

[update]
number    = "CertificateNumber"
kind      = "CertificateType"
action    = { at = "Action", as = "actions" }
successor = "Successor"
date      = "EffectiveTime"
reason    = "Reason"
"#;

const DIRECTORY_XML: &str = r#"#:schema ../../schema/message.json
# The list of those who may sign: the whole, or a change to an earlier edition.
[message]
is         = "the list of signers of PARTNER"
kind       = "directory"
syntax     = "xml"
namespaces = { ds = "http://www.w3.org/2000/09/xmldsig#" }
at         = "SignerList"
recognise  = ["Sequence"]
ignore     = ["/SignerList/ds:Signature"]

[directory]
sequence = "Sequence"
base     = "BaseSequence"
issued   = "IssueTime"

[signers]
each    = "Signers/Signer[]"
id      = "Id"
name    = "Name"
office  = "Office"
key     = "KeyFingerprint"
method  = "KeyReference"
status  = "Status"
from    = "ValidFrom"
until   = "ValidUntil"
expires = "KeyExpires"
revoked = "RevokedFrom"
reason  = "RevocationReason"
"#;

const UPDATE_JSON: &str = r#"#:schema ../../schema/message.json
# What is said later of a certificate: cancelled, or replaced by another.
[message]
is        = "a notice of PARTNER on a certificate of origin"
kind      = "update"
syntax    = "json"
recognise = ["noticeType", "certificateNumber"]

[codes.actions]
"cancelled" = "cancel"
"replaced"  = "replace"

[update]
number    = "certificateNumber"
kind      = "certificateType"
action    = { at = "noticeType", as = "actions" }
successor = "replacedBy"
date      = "effectiveTime"
reason    = "reason"
"#;

const DIRECTORY_JSON: &str = r#"#:schema ../../schema/message.json
# The list of those who may sign: the whole, or a change to an earlier edition.
[message]
is        = "the list of signers of PARTNER"
kind      = "directory"
syntax    = "json"
recognise = ["signerListSequence"]

[directory]
sequence = "signerListSequence"
base     = "baseSequence"
issued   = "issueTime"

[signers]
each    = "signers[]"
id      = "id"
name    = "name"
office  = "office"
key     = "keyFingerprint"
method  = "keyReference"
status  = "status"
from    = "validFrom"
until   = "validUntil"
expires = "keyExpires"
revoked = "revokedFrom"
reason  = "revocationReason"
"#;

const LINK: &str = r#"
# Every sentence and path below is a draft for the two administrations to agree on.
[partner]
country        = "{country}"
name           = "{partner}"
administration = "Customs of {partner}"

[business_case]
name            = "Electronic certificates of origin from {partner}"
purpose         = "Give border officers the certificates of origin of {partner} from their source, so that each is checked before goods are released."
benefit         = "No paper is awaited or forged, traders wait seconds, and the issuing side learns what became of its certificates."
confidentiality = "Certificates are used for customs purposes only, seen by officers who clear or verify, and kept no longer than the law of the importing side asks (WTO TFA, Article 12)."

[[business_case.legal_basis]]
id       = "agreement"
text     = "{agreement}"
articles = ["16"]

[[business_case.legal_basis]]
id       = "rkc"
text     = "Revised Kyoto Convention, General Annex, standards on risk management, information technology and cooperation"
articles = ["6.7", "7.1", "7.2"]

[[business_case.legal_basis]]
id       = "tfa"
text     = "WTO Agreement on Trade Facilitation, customs cooperation"
articles = ["12"]

[process]
business_rules = [
    "A certificate counts from the moment its signature is verified and its signer stands on the partner's list.",
    "A certificate that is replaced or cancelled may not be used again; what was given on it is looked at anew.",
    "Preferential treatment is given by item and quantity, and never twice for the same goods.",
]
trigger      = "{partner} issues, replaces or cancels a certificate for goods bound for us."
entities     = ["exporter", "issuing body of {partner}", "customs of {partner}", "our customs", "importer"]
data_cluster = ["certificate", "update", "directory"]

[interoperability]
service_interface = "Certificates and notices are offered for collection; receipts are taken in return."
communication     = "HTTPS with the certificate authority of the connection file; messages are signed."
architecture      = "{partner} keeps its certificates; a copy of each that names us as destination is fetched and kept here."

[interface]
kind      = "{interface}"
page_size = 50
[interface.paths]
certificates = "{prefix}/certificates"
directory    = "{prefix}/directory"
receipts     = "{prefix}/receipts"
enrol        = "{prefix}/enrol"

[signature]
family                   = "{family}"
algorithms               = [{algorithms}]
min_rsa_bits             = 2048
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = true

[[signature.signatures]]
role   = "official"
covers = ""
listed = true
{claimed}
[update_signature]
family                   = "{family}"
algorithms               = [{algorithms}]
min_rsa_bits             = 2048
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = true

[[update_signature.signatures]]
role   = "official"
covers = ""
listed = true

[directory_signature]
family                   = "{family}"
algorithms               = [{algorithms}]
min_rsa_bits             = 2048
revocation_max_age_hours = 72
list_max_age_hours       = 96
uses_crl                 = false

[[directory_signature.signatures]]
role   = "directory"
covers = ""
listed = false

[receipts]
path   = "{prefix}/receipts"
states = ["delivered", "readable", "accepted", "used", "refused"]

[trust]
first_root = "connection"
directory  = "{prefix}/directory"
crls       = ["{prefix}/crl/root.crl", "{prefix}/crl/issuing.crl"]
"#;
