//! A link's `pack.toml`.

use crate::{
    Interface, Link, NumberRule, PackHead, PackKind, Partner, Process, Receipts, ServiceInterface,
    SignatureProfile, Trust,
    link::BusinessCase,
    load::{PackReference, reference},
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
    schemes: Vec<Spanned<String>>,
    formats: Vec<Spanned<String>>,
    partner: Spanned<Partner>,
    business_case: BusinessCase,
    process: Process,
    interoperability: ServiceInterface,
    interface: Spanned<Interface>,
    signature: Spanned<SignatureProfile>,
    update_signature: Option<Spanned<SignatureProfile>>,
    directory_signature: Spanned<SignatureProfile>,
    number: Option<NumberRule>,
    receipts: Spanned<Receipts>,
    trust: Spanned<Trust>,
}

/// Interfaces that `exchange` knows, and the path each wants beside `receipts` and `enrol`.
const INTERFACES: &[(&str, &str)] =
    &[("pages-v1", "certificates"), ("cursor-v1", "certificates"), ("feed-v1", "events")];
const FAMILIES: &[&str] = &["xml-dsig", "jws", "data-integrity", "open-attestation"];
const STATES: &[&str] = &["delivered", "readable", "accepted", "used", "refused"];

/// Reads a link; `None` where it has mistakes. The packs it names are checked when all are there.
pub(crate) fn read(check: &mut Check<'_>, head: PackHead) -> Option<(Link, Vec<PackReference>)> {
    let file: File = match toml::from_str(&check.file.text) {
        Ok(file) => file,
        Err(error) => {
            let problem = check.file.syntax(&error);
            check.problems.push(problem);
            return None;
        }
    };
    let mut references = Vec::new();
    for text in &file.schemes {
        references.extend(reference(check, text, PackKind::Scheme));
    }
    for text in &file.formats {
        references.extend(reference(check, text, PackKind::Format));
    }
    interface(check, &file.interface);
    for profile in [&file.signature, &file.directory_signature].into_iter().chain(&file.update_signature) {
        signature(check, profile);
    }
    let country = &file.partner.get_ref().country;
    if !certificate::country::is_code(country) {
        let message = format!("\"{country}\" is no country: write its ISO 3166-1 alpha-2 code");
        check.say(&file.partner.span(), "COUNTRY", message);
    }
    for state in file.receipts.get_ref().states.iter().filter(|state| !STATES.contains(&state.as_str())) {
        let message = format!("no state of a receipt \"{state}\"{}", suggest(state, STATES));
        check.say(&file.receipts.span(), "RECEIPT_STATE", message);
    }
    let trust = file.trust.get_ref();
    if trust.first_root != "connection" {
        let message =
            "`first_root` is \"connection\": anchors come with the connection file, never with a pack";
        check.say(&file.trust.span(), "TRUST", message);
    }
    if file.signature.get_ref().uses_crl && trust.crls.is_empty() {
        let message = "the signature profile uses CRLs: say where they are: crls = [\"/crl/…\"]";
        check.say(&file.trust.span(), "TRUST", message);
    }
    let ids = |kind| references.iter().filter(|r| r.kind == kind).map(|r| r.name.clone()).collect();
    let link = Link {
        id: head.id.clone(),
        version: head.version.clone(),
        training: head.training,
        hash: head.hash.clone(),
        partner: file.partner.into_inner(),
        schemes: ids(PackKind::Scheme),
        formats: ids(PackKind::Format),
        business_case: file.business_case,
        process: file.process,
        interoperability: file.interoperability,
        interface: file.interface.into_inner(),
        update_signature: file.update_signature.map(Spanned::into_inner),
        signature: file.signature.into_inner(),
        directory_signature: file.directory_signature.into_inner(),
        number: file.number,
        receipts: file.receipts.into_inner(),
        trust: file.trust.into_inner(),
        head,
    };
    check.problems.is_empty().then_some((link, references))
}

fn interface(check: &mut Check<'_>, interface: &Spanned<Interface>) {
    let Interface { kind, paths, .. } = interface.get_ref();
    let Some((_, wanted)) = INTERFACES.iter().find(|known| known.0 == kind) else {
        let known: Vec<&str> = INTERFACES.iter().map(|known| known.0).collect();
        let message = format!("this program does not know the interface \"{kind}\"{}", suggest(kind, &known));
        check.say(&interface.span(), "INTERFACE_UNKNOWN", message);
        return;
    };
    for path in [*wanted, "receipts", "enrol"] {
        if !paths.contains_key(path) {
            let message = format!("the interface {kind} wants a path `{path}`");
            check.say(&interface.span(), "INTERFACE_PATH", message);
        }
    }
}

fn signature(check: &mut Check<'_>, profile: &Spanned<SignatureProfile>) {
    let SignatureProfile { family, algorithms, signatures, .. } = profile.get_ref();
    if !FAMILIES.contains(&family.as_str()) {
        let near = suggest(family, FAMILIES);
        let message = format!("this program does not know the signature family \"{family}\"{near}");
        check.say(&profile.span(), "FAMILY_UNKNOWN", message);
    }
    if algorithms.is_empty() {
        check.say(&profile.span(), "SIGNATURE", "no algorithm is in the profile: name those that are");
    }
    if signatures.is_empty() {
        check.say(&profile.span(), "SIGNATURE", "no signature is asked for: name them with role and covers");
    }
}
