//! Any bytes as Cbor: nothing panics, and every node can be asked everything.
#![no_main]

use document::{Document, Limits, Syntax};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::read_as(Syntax::Cbor, bytes, &Limits::default()) else { return };
    let mut stack = vec![document.top()];
    while let Some(node) = stack.pop() {
        let place = node.place();
        assert!(place.start <= place.end && place.end <= bytes.len());
        assert!(node.path().starts_with('/'));
        let _ = (node.text(), node.bytes_value(), node.namespaces(), node.namespace());
        stack.extend(node.children());
        stack.extend(node.attributes());
    }
});
