//! Copies of gold documents as careless hands write them: in capitals, in lower case.

use super::corpus::{GoldDocument, GoldEntity};
use gazet_core::Span;

/// A copy of `document` with each character replaced by what `change` makes of it; names keep their places.
fn mapped(document: &GoldDocument, suffix: &str, change: impl Fn(char, &mut String)) -> GoldDocument {
    let mut text = String::with_capacity(document.text.len());
    // New offset of each old one that a name begins or ends at.
    let mut offsets = vec![0_u32; document.text.len() + 1];
    for (at, c) in document.text.char_indices() {
        offsets[at] = text.len() as u32;
        change(c, &mut text);
    }
    offsets[document.text.len()] = text.len() as u32;
    let at = |offset: u32| offsets[offset as usize];
    let entities = document
        .entities
        .iter()
        .map(|e| GoldEntity { span: Span::new(at(e.span.start()), at(e.span.end())), ..*e })
        .collect();
    GoldDocument { id: format!("{}#{suffix}", document.id), text, entities }
}

impl GoldDocument {
    /// A copy in capitals, names marked.
    #[must_use]
    pub fn in_capitals(&self) -> Self {
        mapped(self, "capitals", |c, out| out.extend(c.to_uppercase()))
    }

    /// A copy in lower case, names marked.
    #[must_use]
    pub fn in_lower_case(&self) -> Self {
        mapped(self, "lower", |c, out| out.extend(c.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_core::EntityType;

    #[test]
    fn names_keep_their_places() {
        let document = GoldDocument {
            id: "x".into(),
            text: "Straße nach Ürümqi".into(),
            entities: vec![GoldEntity { span: Span::new(13, 21), entity_type: EntityType::Place }],
        };
        let upper = document.in_capitals();
        assert_eq!(upper.text, "STRASSE NACH ÜRÜMQI");
        assert_eq!(upper.entities[0].span.of(&upper.text), "ÜRÜMQI");
        let lower = document.in_lower_case();
        assert_eq!(lower.entities[0].span.of(&lower.text), "ürümqi");
    }
}
