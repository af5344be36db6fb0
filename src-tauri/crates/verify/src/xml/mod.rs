//! XML signatures: canonicalisation and a strict verifier for the profiles we accept.

/// Namespace of XML Signature.
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
