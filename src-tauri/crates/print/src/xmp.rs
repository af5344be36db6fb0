//! The metadata packet (ISO 16684-1) that says the same as the document's information dictionary, and
//! which part of PDF/A the file follows.

use crate::archive::About;

/// Program named as creator and producer.
pub(crate) const CREATOR: &str = concat!("Origin Desk ", env!("CARGO_PKG_VERSION"));

/// The packet.
pub(crate) fn packet(about: &About<'_>) -> String {
    let dates = about.created.map_or_else(String::new, |at| {
        let date = at.format("%Y-%m-%dT%H:%M:%S+00:00");
        ["CreateDate", "ModifyDate", "MetadataDate"]
            .map(|name| format!("   <xmp:{name}>{date}</xmp:{name}>\n"))
            .concat()
    });
    let (title, language) = (escape(&plain(about.title)), escape(&plain(about.language)));
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
{dates}   <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
   <pdf:Producer>{CREATOR}</pdf:Producer>
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{FEFF}',
    )
}

/// A text without what metadata cannot hold (XML 1.0, production 2), on one line.
pub(crate) fn plain(text: &str) -> String {
    let held = |character: &char| !matches!(character, '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(held).map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Plain text as XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
