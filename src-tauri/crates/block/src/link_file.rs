//! A link's `pack.toml`.

use crate::{
    Interface, Link, NumberRule, PackHead, PackKind, Partner, Receipts, SignatureProfile, Trust,
    join::{PackReference, reference},
    link_gnc::{CaseFile, InteroperabilityFile, ProcessFile},
    source::{Check, suggest},
};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // the head's keys are named so that they are known; `pack::Head` reads them
struct File {
    id: String,
    version: String,
    kind: String,
    title: String,
    training: bool,
    effective: Option<toml::Table>,
    schemes: Spanned<Vec<Spanned<String>>>,
    formats: Spanned<Vec<Spanned<String>>>,
    partner: PartnerFile,
    business_case: CaseFile,
    process: ProcessFile,
    interoperability: InteroperabilityFile,
    interface: InterfaceFile,
    signature: Spanned<SignatureProfile>,
    update_signature: Option<Spanned<SignatureProfile>>,
    directory_signature: Spanned<SignatureProfile>,
    number: Option<Spanned<NumberRule>>,
    receipts: ReceiptsFile,
    trust: TrustFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerFile {
    country: Spanned<String>,
    name: String,
    administration: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InterfaceFile {
    kind: Spanned<String>,
    paths: Spanned<std::collections::BTreeMap<String, Spanned<String>>>,
    page_size: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptsFile {
    path: String,
    states: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrustFile {
    directory: String,
    delta: Option<String>,
    #[serde(default)]
    crls: Vec<String>,
    first_root: Spanned<String>,
}

/// A link that was read, and what it names, checked when all packs are there.
#[derive(Debug)]
pub(crate) struct LinkRead {
    pub link: Link,
    pub packs: Vec<PackReference>,
    /// Kinds of document of its data cluster, each with a mistake at its place.
    pub kinds: Vec<(String, crate::PackProblem)>,
}

/// Interfaces that `exchange` knows, and the path each wants beside `receipts` and `enrol`.
pub(crate) const INTERFACES: &[(&str, &str)] =
    &[("pages-v1", "certificates"), ("cursor-v1", "certificates"), ("feed-v1", "events")];
/// Signature families that `verify` knows, and the algorithms of each; none where the family has no choice.
pub(crate) const FAMILIES: &[(&str, &[&str])] = &[
    ("xml-dsig", XML_AND_CMS),
    (
        "jws",
        &[
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
            "Ed25519",
        ],
    ),
    ("data-integrity", &["eddsa-jcs-2022", "ecdsa-jcs-2019"]),
    ("open-attestation", &[]),
    ("cms", XML_AND_CMS),
    ("cose", &["ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512"]),
];
const XML_AND_CMS: &[&str] = &[
    "rsa-sha256",
    "rsa-sha384",
    "rsa-sha512",
    "rsa-pss-sha256",
    "rsa-pss-sha384",
    "rsa-pss-sha512",
    "ecdsa-sha256",
    "ecdsa-sha384",
    "ecdsa-sha512",
    "rsa-sha1",
    "ecdsa-sha1",
    "ed25519",
];
/// Accepted with a last day only.
const FADING: &[&str] = &["rsa-sha1", "ecdsa-sha1"];
/// Forms that a profile may allow.
pub(crate) const ALLOWANCES: &[&str] =
    &["c14n-11", "enveloping", "xades", "signed-key-info", "plain-cms", "brainpool"];
pub(crate) const STATES: &[&str] = &["delivered", "readable", "accepted", "used", "refused"];
pub(crate) const ROLES: &[&str] = &["official", "exporter", "directory"];
/// Most messages a page.
pub(crate) const MOST_A_PAGE: u32 = 1000;

/// Reads a link; `None` where it has mistakes.
pub(crate) fn read(check: &mut Check<'_>, head: PackHead) -> Option<LinkRead> {
    let file: File = match toml::from_str(&check.file.text) {
        Ok(file) => file,
        Err(error) => {
            let problem = check.file.syntax(&error);
            check.problems.push(problem);
            return None;
        }
    };
    let mut packs = Vec::new();
    for (list, kind, what) in
        [(&file.schemes, PackKind::Scheme, "scheme"), (&file.formats, PackKind::Format, "format")]
    {
        if list.get_ref().is_empty() && kind == PackKind::Format {
            check.say(&list.span(), "NOTHING_NAMED", format!("a link names a {what} at least: [\"id@1.0\"]"));
        }
        for text in list.get_ref() {
            packs.extend(reference(check, text, kind));
        }
    }
    let country = file.partner.country.get_ref();
    if !certificate::country::is_code(country) {
        let message = format!("\"{country}\" is no country: write its ISO 3166-1 alpha-2 code");
        check.say(&file.partner.country.span(), "COUNTRY", message);
    }
    let interface = interface(check, file.interface);
    for profile in [&file.signature, &file.directory_signature].into_iter().chain(&file.update_signature) {
        signature(check, profile);
    }
    if let Some(rule) = &file.number {
        number(check, rule);
    }
    for state in file.receipts.states.iter().filter(|state| !STATES.contains(&state.get_ref().as_str())) {
        let message =
            format!("no state of a receipt \"{}\"{}", state.get_ref(), suggest(state.get_ref(), STATES));
        check.say(&state.span(), "RECEIPT_STATE", message);
    }
    if file.trust.first_root.get_ref() != "connection" {
        let message =
            "`first_root` is \"connection\": anchors come with the connection file, never with a pack";
        check.say(&file.trust.first_root.span(), "TRUST", message);
    }
    if file.signature.get_ref().uses_crl && file.trust.crls.is_empty() {
        let message = "the signature profile uses CRLs: say where they are: crls = [\"/crl/…\"]";
        check.say(&file.trust.first_root.span(), "TRUST", message);
    }
    let business_case = file.business_case.read(check);
    let (process, kinds) = file.process.read(check);
    let interoperability = file.interoperability.read(check);
    let names = |kind| packs.iter().filter(|r| r.kind == kind).map(|r| r.name.clone()).collect();
    let link = Link {
        id: head.id.clone(),
        version: head.version.clone(),
        training: head.training,
        hash: head.hash.clone(),
        partner: Partner {
            country: file.partner.country.into_inner(),
            name: file.partner.name,
            administration: file.partner.administration,
        },
        schemes: names(PackKind::Scheme),
        formats: names(PackKind::Format),
        business_case,
        process,
        interoperability,
        interface,
        update_signature: file.update_signature.map(Spanned::into_inner),
        signature: file.signature.into_inner(),
        directory_signature: file.directory_signature.into_inner(),
        number: file.number.map(Spanned::into_inner),
        receipts: Receipts {
            path: file.receipts.path,
            states: file.receipts.states.into_iter().map(Spanned::into_inner).collect(),
        },
        trust: Trust {
            directory: file.trust.directory,
            delta: file.trust.delta,
            crls: file.trust.crls,
            first_root: file.trust.first_root.into_inner(),
        },
        head,
    };
    check.problems.is_empty().then_some(LinkRead { link, packs, kinds })
}

fn interface(check: &mut Check<'_>, file: InterfaceFile) -> Interface {
    let InterfaceFile { kind, paths, page_size } = file;
    if let Some((_, wanted)) = INTERFACES.iter().find(|known| known.0 == kind.get_ref()) {
        for path in [*wanted, "receipts", "enrol"] {
            if !paths.get_ref().contains_key(path) {
                let message = format!("the interface {} wants a path `{path}`", kind.get_ref());
                check.say(&paths.span(), "INTERFACE_PATH", message);
            }
        }
    } else {
        let known: Vec<&str> = INTERFACES.iter().map(|known| known.0).collect();
        let near = suggest(kind.get_ref(), &known);
        let message = format!("this program does not know the interface \"{}\"{near}", kind.get_ref());
        check.say(&kind.span(), "INTERFACE_UNKNOWN", message);
    }
    for path in paths.get_ref().values().filter(|path| !path.get_ref().starts_with('/')) {
        let message = format!("a path of the interface begins with a slash: \"/{}\"", path.get_ref());
        check.say(&path.span(), "INTERFACE_PATH", message);
    }
    if !(1..=MOST_A_PAGE).contains(page_size.get_ref()) {
        let message = format!("`page_size` is 1 to {MOST_A_PAGE}");
        check.say(&page_size.span(), "PAGE_SIZE", message);
    }
    let paths = paths.into_inner().into_iter().map(|(name, path)| (name, path.into_inner())).collect();
    Interface { kind: kind.into_inner(), paths, page_size: page_size.into_inner() }
}

fn signature(check: &mut Check<'_>, profile: &Spanned<SignatureProfile>) {
    let SignatureProfile { family, algorithms, signatures, sunsets, allows, .. } = profile.get_ref();
    let families: Vec<&str> = FAMILIES.iter().map(|known| known.0).collect();
    let Some((_, known)) = FAMILIES.iter().find(|known| known.0 == family) else {
        let near = suggest(family, &families);
        let message = format!("this program does not know the signature family \"{family}\"{near}");
        check.say(&profile.span(), "FAMILY_UNKNOWN", message);
        return;
    };
    if algorithms.is_empty() {
        check.say(&profile.span(), "SIGNATURE", "no algorithm is in the profile: name those that are");
    }
    for wrong in algorithms.iter().filter(|name| !known.is_empty() && !known.contains(&name.as_str())) {
        let message = format!("no algorithm \"{wrong}\" in {family}{}", suggest(wrong, known));
        check.say(&profile.span(), "ALGORITHM_UNKNOWN", message);
    }
    for wrong in sunsets.keys().filter(|name| !algorithms.contains(*name) && *name != "sha1") {
        let message = format!("`sunsets` names \"{wrong}\", which is no algorithm of this profile");
        check.say(&profile.span(), "SIGNATURE_SUNSET", message);
    }
    for fading in FADING.iter().filter(|name| algorithms.contains(**name) && !sunsets.contains_key(**name)) {
        let message =
            format!("{fading} is broken: say its last day: sunsets = {{ {fading} = \"2019-12-31\" }}");
        check.say(&profile.span(), "SIGNATURE_SUNSET", message);
    }
    for wrong in allows.iter().filter(|name| !ALLOWANCES.contains(&name.as_str())) {
        let message = format!("no form \"{wrong}\" of a signature{}", suggest(wrong, ALLOWANCES));
        check.say(&profile.span(), "SIGNATURE_FORM", message);
    }
    if signatures.is_empty() {
        check.say(&profile.span(), "SIGNATURE", "no signature is asked for: name them with role and covers");
    }
    for rule in signatures.iter().filter(|rule| !ROLES.contains(&rule.role.as_str())) {
        let message = format!("no role \"{}\" of a signature{}", rule.role, suggest(&rule.role, ROLES));
        check.say(&profile.span(), "SIGNATURE_ROLE", message);
    }
}

fn number(check: &mut Check<'_>, rule: &Spanned<NumberRule>) {
    for part in &rule.get_ref().parts {
        if part.length == 0 {
            let message =
                format!("the part `{}` of the number has no length: write its characters", part.name);
            check.say(&rule.span(), "NUMBER", message);
        }
        if let Some(is) = part.is.as_ref().filter(|is| is.chars().count() != part.length) {
            let message = format!(
                "the part `{}` of the number is \"{is}\" and {} characters long: make the two agree",
                part.name, part.length
            );
            check.say(&rule.span(), "NUMBER", message);
        }
    }
}
