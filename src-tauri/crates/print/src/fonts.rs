//! The bundled faces: loaded once, shared by every page.

use crate::PrintError;
use crate::drawing::Ink;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{FontContext, LayoutContext};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Files and families, in the order in which they are asked for a character.
const FACES: [(&str, &str, bool); 26] = [
    ("NotoSans-Regular", "Noto Sans", false),
    ("NotoSans-Bold", "Noto Sans", true),
    ("NotoSansArabic-Regular", "Noto Sans Arabic", false),
    ("NotoSansArabic-Bold", "Noto Sans Arabic", true),
    ("NotoSansHebrew-Regular", "Noto Sans Hebrew", false),
    ("NotoSansHebrew-Bold", "Noto Sans Hebrew", true),
    ("NotoSansDevanagari-Regular", "Noto Sans Devanagari", false),
    ("NotoSansDevanagari-Bold", "Noto Sans Devanagari", true),
    ("NotoSansThai-Regular", "Noto Sans Thai", false),
    ("NotoSansThai-Bold", "Noto Sans Thai", true),
    ("NotoSansArmenian-Regular", "Noto Sans Armenian", false),
    ("NotoSansGeorgian-Regular", "Noto Sans Georgian", false),
    ("NotoSansEthiopic-Regular", "Noto Sans Ethiopic", false),
    ("NotoSansBengali-Regular", "Noto Sans Bengali", false),
    ("NotoSansGujarati-Regular", "Noto Sans Gujarati", false),
    ("NotoSansGurmukhi-Regular", "Noto Sans Gurmukhi", false),
    ("NotoSansKannada-Regular", "Noto Sans Kannada", false),
    ("NotoSansMalayalam-Regular", "Noto Sans Malayalam", false),
    ("NotoSansSinhala-Regular", "Noto Sans Sinhala", false),
    ("NotoSansTamil-Regular", "Noto Sans Tamil", false),
    ("NotoSansTelugu-Regular", "Noto Sans Telugu", false),
    ("NotoSansKhmer-Regular", "Noto Sans Khmer", false),
    ("NotoSansLao-Regular", "Noto Sans Lao", false),
    ("NotoSansMyanmar-Regular", "Noto Sans Myanmar", false),
    ("NotoSansKR-Hangul-Regular", "Noto Sans KR", false),
    ("NotoSansSC-Regular", "Noto Sans SC", false),
];

/// The bundled faces. Load once and share: `Send + Sync`; a page takes a set of shaping caches from a
/// pool when it starts and gives it back when it ends.
pub struct Fonts {
    pub(crate) faces: Vec<Face>,
    pub(crate) families: Vec<&'static str>,
    by_blob: HashMap<u64, u16>,
    covered: Coverage,
    context: FontContext,
    pool: Mutex<Vec<Shaper>>,
}

/// One face.
pub(crate) struct Face {
    /// PostScript name, also the file's.
    pub name: &'static str,
    /// The font file.
    pub bytes: Blob<u8>,
    /// Advance by glyph, in font units.
    pub widths: Vec<u16>,
    /// Metrics for the PDF's font descriptor.
    pub metrics: printpdf::PdfFontMetricsStub,
    /// Ascent and descent of the line, in font units.
    pub line: printpdf::FontMetrics,
    /// The family has no bold face: bold is drawn by thickening.
    pub alone: bool,
}

/// Shaping caches of one page at a time.
pub(crate) struct Shaper {
    pub fonts: FontContext,
    pub layouts: LayoutContext<Ink>,
}

/// Which characters any face has, one bit each.
struct Coverage(Vec<u64>);

impl Coverage {
    fn add(&mut self, code: u32) {
        if let Some(word) = self.0.get_mut((code / 64) as usize) {
            *word |= 1 << (code % 64);
        }
    }

    fn has(&self, code: u32) -> bool {
        self.0.get((code / 64) as usize).is_some_and(|word| word & (1 << (code % 64)) != 0)
    }
}

impl Fonts {
    /// Reads the bundled faces from `folder` (`assets/fonts`). Fonts of the operating system are never
    /// used: the same page must come out on every machine.
    pub fn load(folder: &Path) -> Result<Self, PrintError> {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut covered = Coverage(vec![0; 0x11_0000 / 64]);
        let mut faces = Vec::with_capacity(FACES.len());
        let mut by_blob = HashMap::new();
        let mut families: Vec<&'static str> = Vec::new();
        for (index, (name, family, bold)) in (0_u16..).zip(FACES) {
            let file = folder.join(format!("{name}.ttf"));
            let bytes = std::fs::read(&file)
                .map_err(|error| PrintError::Fonts(format!("{name}: {}", error.kind())))?;
            let parsed = printpdf::ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
                .ok_or_else(|| PrintError::Face(name.to_owned()))?;
            for (&code, &glyph) in &parsed.codepoint_to_glyph {
                if glyph != 0 {
                    covered.add(code);
                }
            }
            let blob = Blob::new(Arc::new(bytes));
            by_blob.insert(blob.id(), index);
            if collection.register_fonts(blob.clone(), None).is_empty() {
                return Err(PrintError::Face(name.to_owned()));
            }
            faces.push(Face {
                name,
                bytes: blob,
                widths: parsed.glyph_widths.into_values().collect(),
                metrics: parsed.pdf_font_metrics,
                line: parsed.font_metrics,
                alone: !bold && !FACES.iter().any(|other| other.1 == family && other.2),
            });
            if !families.contains(&family) {
                families.push(family);
            }
        }
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Ok(Self { faces, families, by_blob, covered, context, pool: Mutex::new(Vec::new()) })
    }

    /// Whether any face has the character.
    pub(crate) fn covers(&self, character: char) -> bool {
        self.covered.has(u32::from(character))
    }

    /// The face that a shaped run was set in.
    pub(crate) fn face_of(&self, blob: u64) -> Option<u16> {
        self.by_blob.get(&blob).copied()
    }

    /// Takes a set of shaping caches; [`Self::give_back`] returns it for the next page.
    pub(crate) fn shaper(&self) -> Shaper {
        let pooled = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        pooled.unwrap_or_else(|| Shaper { fonts: self.context.clone(), layouts: LayoutContext::new() })
    }

    /// Returns a set of shaping caches.
    pub(crate) fn give_back(&self, shaper: Shaper) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(shaper);
    }
}
