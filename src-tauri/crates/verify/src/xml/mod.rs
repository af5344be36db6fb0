//! XML signatures: canonicalisation and a strict verifier for the profiles we accept.

mod algorithms;
pub(crate) mod c14n;
mod coverage;
mod reference;
mod signature;
mod xades;
mod xmldsig;

#[cfg(test)]
pub(crate) use xmldsig::each;
pub(crate) use xmldsig::examine;

/// Namespace of XML Signature.
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
