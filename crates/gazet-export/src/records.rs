//! The tables of a run folder, field by field.

use crate::columns;
use crate::table::{Column, Record, Row};

/// One row of `documents`: a document of the collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentRecord {
    /// Stable id.
    pub id: String,
    /// Publisher, site, collection.
    pub source: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// `YYYY-MM-DD` or a prefix.
    pub date: Option<String>,
    /// Author as the source writes it.
    pub author: Option<String>,
    /// BCP 47 language code.
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Bytes of text.
    pub n_bytes: u64,
    /// Sentences.
    pub n_sentences: u64,
    /// Mentions.
    pub n_mentions: u64,
    /// Its themes with their scores, strongest first.
    pub themes: String,
    /// Its keyphrases, the best first.
    pub keyphrases: String,
    /// Id of the document that this one repeats.
    pub duplicate_of: Option<String>,
    /// Further fields of the source's record, as a JSON object.
    pub extra: Option<String>,
    /// The text that offsets point into.
    pub text: Option<String>,
}

impl Record for DocumentRecord {
    const COLUMNS: &'static [Column] = columns! {
        "id": Text, "stable id: path in the collection, #n for the n-th record of a file";
        "source": Text, "publisher, site or collection";
        "title": Text, "title or headline";
        "date": Text, "date, YYYY-MM-DD or a prefix of it";
        "author": Text, "author as the source writes it";
        "language": Text, "BCP 47 language code";
        "url": Text, "canonical address";
        "n_bytes": Integer, "bytes of text";
        "n_sentences": Integer, "sentences";
        "n_mentions": Integer, "mentions";
        "themes": Text, "themes that hold, as id=score joined with |, strongest first";
        "keyphrases": Text, "phrases that say what it is about, joined with |, the best first; names are no phrases";
        "duplicate_of": Text, "id of the document that this one repeats";
        "extra": Text, "further fields of the source, as a JSON object of texts";
        "text": Text, "the text that all offsets point into";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.id.as_str())
            .text(self.source.as_deref())
            .text(self.title.as_deref())
            .text(self.date.as_deref())
            .text(self.author.as_deref())
            .text(self.language.as_deref())
            .text(self.url.as_deref())
            .integer(int(self.n_bytes))
            .integer(int(self.n_sentences))
            .integer(int(self.n_mentions))
            .text(self.themes.as_str())
            .text(self.keyphrases.as_str())
            .text(self.duplicate_of.as_deref())
            .text(self.extra.as_deref())
            .text(self.text.as_deref());
    }
}

/// One row of `mentions`: one name at one place of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MentionRecord {
    /// Document id.
    pub document: String,
    /// First byte in the document's text.
    pub start_byte: u64,
    /// First byte after the mention.
    pub end_byte: u64,
    /// Code points before the mention.
    pub start_char: u64,
    /// Code points before its end.
    pub end_char: u64,
    /// Index of its sentence.
    pub sentence: u64,
    /// Index of its paragraph.
    pub paragraph: u64,
    /// Index of its item.
    pub item: u64,
    /// The text as written.
    pub surface: String,
    /// `person`, `place` or `organization`.
    pub entity_type: &'static str,
    /// `name`, `demonym` or `family`.
    pub kind: &'static str,
    /// Key of the entity; missing when unresolved.
    pub entity: Option<String>,
    /// The rule that decided.
    pub rule: &'static str,
    /// Confidence in [0, 1].
    pub score: f64,
    /// Keys of all candidates with their scores, best first.
    pub candidates: String,
}

impl Record for MentionRecord {
    const COLUMNS: &'static [Column] = columns! {
        "document": Text, "document id";
        "start_byte": Integer, "first byte in the document's UTF-8 text";
        "end_byte": Integer, "first byte after the mention";
        "start_char": Integer, "code points before the mention";
        "end_char": Integer, "code points before its end";
        "sentence": Integer, "index of its sentence in the document, from 0";
        "paragraph": Integer, "index of its block in the document, from 0";
        "item": Integer, "index of its item (one story of a page of several), from 0";
        "surface": Text, "the text as written";
        "type": Text, "person, place or organization";
        "kind": Text, "name, demonym (recorded, not counted as a place) or family";
        "entity": Text, "key of its entity; missing when the evidence does not decide";
        "rule": Text, "the rule that decided";
        "score": Float, "confidence in span, type and entity together, in [0, 1]";
        "candidates": Text, "keys of all entities that fit, as key=score joined with |, best first";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.document.as_str())
            .integer(int(self.start_byte))
            .integer(int(self.end_byte))
            .integer(int(self.start_char))
            .integer(int(self.end_char))
            .integer(int(self.sentence))
            .integer(int(self.paragraph))
            .integer(int(self.item))
            .text(self.surface.as_str())
            .text(self.entity_type)
            .text(self.kind)
            .text(self.entity.as_deref())
            .text(self.rule)
            .float(self.score)
            .text(self.candidates.as_str());
    }
}

/// One row of `entities`: one thing that the collection names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntityRecord {
    /// Key: the gazetteer's, or one made from type and name for an unlisted entity.
    pub id: String,
    /// `person`, `place` or `organization`.
    pub entity_type: &'static str,
    /// Finer type of a listed entity, `place/city`.
    pub subtype: Option<String>,
    /// Canonical name.
    pub name: String,
    /// Surface forms seen, most frequent first, joined with `|`.
    pub aliases_seen: String,
    /// Mentions.
    pub n_mentions: u64,
    /// Documents.
    pub n_documents: u64,
    /// First date.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// GeoNames id.
    pub geonames: Option<String>,
    /// Whether a list holds it.
    pub listed: bool,
}

impl Record for EntityRecord {
    const COLUMNS: &'static [Column] = columns! {
        "id": Text, "key: the gazetteer's, or unlisted:type:name";
        "type": Text, "person, place or organization";
        "subtype": Text, "finer type of a listed entity";
        "name": Text, "canonical name";
        "aliases_seen": Text, "surface forms seen, most frequent first, joined with |";
        "n_mentions": Integer, "mentions in the collection";
        "n_documents": Integer, "documents that name it";
        "first": Text, "first date of those documents";
        "last": Text, "last date of those documents";
        "country": Text, "ISO 3166-1 alpha-2 code";
        "lat": Float, "degrees north, WGS 84";
        "lon": Float, "degrees east, WGS 84";
        "wikidata": Text, "Wikidata id";
        "geonames": Text, "GeoNames id";
        "listed": Boolean, "whether a gazetteer holds it";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.id.as_str())
            .text(self.entity_type)
            .text(self.subtype.as_deref())
            .text(self.name.as_str())
            .text(self.aliases_seen.as_str())
            .integer(int(self.n_mentions))
            .integer(int(self.n_documents))
            .text(self.first.as_deref())
            .text(self.last.as_deref())
            .text(self.country.as_deref())
            .float(self.lat)
            .float(self.lon)
            .text(self.wikidata.as_deref())
            .text(self.geonames.as_deref())
            .boolean(self.listed);
    }
}

/// One row of `edges`: two entities named together. The headers are those that Gephi's importer wants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeRecord {
    /// Key of the entity with the smaller key.
    pub source: String,
    /// Key of the other.
    pub target: String,
    /// Id of the edge in graph files and in the evidence table.
    pub id: String,
    /// Name of the first.
    pub source_name: String,
    /// Name of the second.
    pub target_name: String,
    /// Windows of the graph's kind that hold both.
    pub weight: f64,
    /// Sentences with both.
    pub n_sentences: u64,
    /// Paragraphs with both.
    pub n_paragraphs: u64,
    /// Items with both.
    pub n_items: u64,
    /// Documents with both.
    pub n_documents: u64,
    /// Documents with both that repeat no other.
    pub n_stories: u64,
    /// Windows of n tokens with both.
    pub n_token_windows: u64,
    /// Normalised pointwise mutual information.
    pub npmi: f64,
    /// Log-likelihood ratio.
    pub g2: f64,
    /// Jaccard's index.
    pub jaccard: f64,
    /// Dice's coefficient.
    pub dice: f64,
    /// Association strength.
    pub association: f64,
    /// One-sided p-value of `g2`.
    pub p: f64,
    /// Whether `p`, corrected for the number of edges, is below the level asked for.
    pub significant: bool,
    /// First date.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
    /// Document of the best evidence.
    pub evidence_document: Option<String>,
    /// Sentence of the best evidence.
    pub evidence: Option<String>,
}

impl Record for EdgeRecord {
    const COLUMNS: &'static [Column] = columns! {
        "Source": Text, "key of the entity with the smaller key";
        "Target": Text, "key of the other entity";
        "Id": Text, "id of the edge, as in graph files and in the evidence table";
        "source_name": Text, "canonical name of the first";
        "target_name": Text, "canonical name of the second";
        "Weight": Float, "windows of the chosen kind that hold both";
        "n_sentences": Integer, "sentences with both";
        "n_paragraphs": Integer, "paragraphs with both";
        "n_items": Integer, "items with both";
        "n_documents": Integer, "documents with both";
        "n_stories": Integer, "documents with both that repeat no other document";
        "n_token_windows": Integer, "windows of n tokens with both";
        "npmi": Float, "normalised pointwise mutual information, in [-1, 1]";
        "g2": Float, "log-likelihood ratio of meeting and chance, at least 0";
        "jaccard": Float, "windows with both among windows with either, in [0, 1]";
        "dice": Float, "twice the windows with both among the windows of each, in [0, 1]";
        "association": Float, "observed over expected windows with both; 1 is chance";
        "p": Float, "how likely chance would have them meet as often, from g2";
        "significant": Boolean, "whether p, corrected for the number of edges, is below the level asked for";
        "first": Text, "first date of a document with both";
        "last": Text, "last date of a document with both";
        "evidence_document": Text, "document of the best evidence";
        "evidence": Text, "the text that shows both names there";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.source.as_str())
            .text(self.target.as_str())
            .text(self.id.as_str())
            .text(self.source_name.as_str())
            .text(self.target_name.as_str())
            .float(self.weight)
            .integer(int(self.n_sentences))
            .integer(int(self.n_paragraphs))
            .integer(int(self.n_items))
            .integer(int(self.n_documents))
            .integer(int(self.n_stories))
            .integer(int(self.n_token_windows))
            .float(self.npmi)
            .float(self.g2)
            .float(self.jaccard)
            .float(self.dice)
            .float(self.association)
            .float(self.p)
            .boolean(self.significant)
            .text(self.first.as_deref())
            .text(self.last.as_deref())
            .text(self.evidence_document.as_deref())
            .text(self.evidence.as_deref());
    }
}

/// One row of `evidence`: one place that shows an edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceRecord {
    /// Id of the edge, as in `edges` and in graph files.
    pub edge: String,
    /// Key of the edge's first entity.
    pub source: String,
    /// Key of the second.
    pub target: String,
    /// Rank among the evidence of its edge, from 1.
    pub rank: u64,
    /// Narrowest window that holds both mentions.
    pub window: &'static str,
    /// Document id.
    pub document: String,
    /// Bytes of the mention of the first entity.
    pub source_start_byte: u64,
    /// Its end.
    pub source_end_byte: u64,
    /// Bytes of the mention of the second entity.
    pub target_start_byte: u64,
    /// Its end.
    pub target_end_byte: u64,
    /// The text from the first to the last of the sentences that hold the two mentions.
    pub text: String,
}

impl Record for EvidenceRecord {
    const COLUMNS: &'static [Column] = columns! {
        "edge": Text, "id of the edge, as in edges.csv and in graph files";
        "source": Text, "key of the edge's first entity";
        "target": Text, "key of its second entity";
        "rank": Integer, "rank among the evidence of its edge, from 1";
        "window": Text, "narrowest window that holds both mentions";
        "document": Text, "document id";
        "source_start_byte": Integer, "first byte of the mention of the first entity";
        "source_end_byte": Integer, "first byte after it";
        "target_start_byte": Integer, "first byte of the mention of the second entity";
        "target_end_byte": Integer, "first byte after it";
        "text": Text, "the sentence, or for wider windows both sentences";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.edge.as_str())
            .text(self.source.as_str())
            .text(self.target.as_str())
            .integer(int(self.rank))
            .text(self.window)
            .text(self.document.as_str())
            .integer(int(self.source_start_byte))
            .integer(int(self.source_end_byte))
            .integer(int(self.target_start_byte))
            .integer(int(self.target_end_byte))
            .text(self.text.as_str());
    }
}

/// Counts and offsets are far below 2^63.
fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
