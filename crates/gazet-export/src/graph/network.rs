//! What graph files say of the nodes and edges of a network: one list of attributes for all formats, and for the
//! graphs that other programs are tested with.

use super::{Attribute, AttributeType, GraphFormat, GraphSchema, GraphWriter, Profile, Value, Written};
use crate::ExportError;
use std::borrow::Cow;
use std::io::Write;

/// What a node stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A person, place or organization.
    #[default]
    Entity,
    /// A theme.
    Theme,
    /// A document.
    Document,
}

impl NodeKind {
    /// The value of the attribute `kind`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Theme => "theme",
            Self::Document => "document",
        }
    }
}

/// What an edge says, by the kinds of its ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// Two entities are named together. The weight is in windows.
    #[default]
    Entities,
    /// An entity is named where a theme holds. The weight is in documents.
    EntityTheme,
    /// An entity is named in a document. The weight is in mentions.
    EntityDocument,
    /// A theme holds in a document. The weight is its score.
    ThemeDocument,
}

impl EdgeKind {
    /// The value of the attribute `kind`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entities => "entity-entity",
            Self::EntityTheme => "entity-theme",
            Self::EntityDocument => "entity-document",
            Self::ThemeDocument => "theme-document",
        }
    }
}

/// The type of a relation in graph databases, from the value of an edge's attribute `kind`.
pub(super) fn relation(kind: &Value<'_>) -> &'static str {
    let Value::Text(kind) = kind else { return "CO_OCCURS" };
    match kind.as_ref() {
        "entity-theme" => "ABOUT",
        "entity-document" => "NAMED_IN",
        "theme-document" => "HOLDS_IN",
        _ => "CO_OCCURS",
    }
}

/// One node of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeRow<'a> {
    /// The name to display.
    pub name: Cow<'a, str>,
    /// What it stands for.
    pub kind: NodeKind,
    /// Key of the entity, id of the theme or document.
    pub key: Cow<'a, str>,
    /// `person`, `place`, `organization`; of others their kind.
    pub node_type: &'static str,
    /// Finer type.
    pub subtype: Option<&'a str>,
    /// Spellings seen, most frequent first, joined with `|`.
    pub aliases: Cow<'a, str>,
    /// The theme of most of its documents.
    pub theme: Option<&'a str>,
    /// Mentions.
    pub n_mentions: Option<u64>,
    /// Documents.
    pub n_documents: Option<u64>,
    /// Edges.
    pub degree: u64,
    /// Sum of their weights.
    pub strength: f64,
    /// Connected component, 0 the largest.
    pub component: u32,
    /// Community, 0 the largest.
    pub community: Option<u32>,
    /// Name of the community.
    pub community_label: Option<&'a str>,
    /// Themes that distinguish the community, joined with `|`.
    pub community_themes: Option<&'a str>,
    /// Core number.
    pub core: u32,
    /// Clustering coefficient.
    pub clustering: f64,
    /// PageRank.
    pub pagerank: f64,
    /// Betweenness.
    pub betweenness: f64,
    /// Eigenvector centrality.
    pub eigenvector: Option<f64>,
    /// First date.
    pub first: Option<Cow<'a, str>>,
    /// Last date.
    pub last: Option<Cow<'a, str>>,
    /// ISO 3166-1 code.
    pub country: Option<&'a str>,
    /// Degrees north and east.
    pub lat_lon: Option<(f64, f64)>,
    /// Whether a list holds the entity.
    pub listed: Option<bool>,
    /// Place on the picture.
    pub place: Option<[f64; 2]>,
    /// Diameter on the picture.
    pub size: f64,
    /// Red, green, blue.
    pub colour: [u8; 3],
}

pub(super) const NODE_ATTRIBUTES: &[Attribute] = &[
    Attribute::new("label", AttributeType::String),
    Attribute::new("name", AttributeType::String),
    Attribute::new("kind", AttributeType::String),
    Attribute::new("entity", AttributeType::String),
    Attribute::new("type", AttributeType::String),
    Attribute::new("subtype", AttributeType::String),
    Attribute::new("aliases", AttributeType::String),
    Attribute::new("theme", AttributeType::String),
    Attribute::new("n_mentions", AttributeType::Long),
    Attribute::new("n_documents", AttributeType::Long),
    Attribute::new("degree", AttributeType::Int),
    Attribute::new("strength", AttributeType::Double),
    Attribute::new("component", AttributeType::Int),
    Attribute::new("community", AttributeType::Int),
    Attribute::new("community_label", AttributeType::String),
    Attribute::new("community_themes", AttributeType::String),
    Attribute::new("core", AttributeType::Int),
    Attribute::new("clustering", AttributeType::Double),
    Attribute::new("pagerank", AttributeType::Double),
    Attribute::new("betweenness", AttributeType::Double),
    Attribute::new("eigenvector", AttributeType::Double),
    Attribute::new("first", AttributeType::String),
    Attribute::new("last", AttributeType::String),
    Attribute::new("country", AttributeType::String),
    Attribute::new("lat", AttributeType::Double),
    Attribute::new("lon", AttributeType::Double),
    Attribute::new("listed", AttributeType::Boolean),
    Attribute::new("x", AttributeType::Double),
    Attribute::new("y", AttributeType::Double),
    Attribute::new("size", AttributeType::Double),
    Attribute::new("color", AttributeType::String),
    Attribute::new("r", AttributeType::Int),
    Attribute::new("g", AttributeType::Int),
    Attribute::new("b", AttributeType::Int),
];

impl<'a> NodeRow<'a> {
    /// The values of [`NODE_ATTRIBUTES`], in that order.
    pub(super) fn values<'v>(&'v self) -> [Value<'v>; NODE_ATTRIBUTES.len()]
    where
        'a: 'v,
    {
        let [r, g, b] = self.colour;
        [
            text(&self.name),
            text(&self.name),
            text(self.kind.name()),
            text(&self.key),
            text(self.node_type),
            self.subtype.into(),
            text(&self.aliases),
            self.theme.into(),
            count(self.n_mentions),
            count(self.n_documents),
            count(Some(self.degree)),
            Value::Double(self.strength),
            Value::Integer(self.component.into()),
            self.community.map(i64::from).into(),
            self.community_label.into(),
            self.community_themes.into(),
            Value::Integer(self.core.into()),
            Value::Double(self.clustering),
            Value::Double(self.pagerank),
            Value::Double(self.betweenness),
            self.eigenvector.into(),
            self.first.as_deref().into(),
            self.last.as_deref().into(),
            self.country.into(),
            self.lat_lon.map(|(lat, _)| lat).into(),
            self.lat_lon.map(|(_, lon)| lon).into(),
            self.listed.map_or(Value::Missing, Value::Boolean),
            self.place.map(|[x, _]| x).into(),
            self.place.map(|[_, y]| y).into(),
            Value::Double(self.size),
            Value::Text(format!("#{r:02x}{g:02x}{b:02x}").into()),
            Value::Integer(r.into()),
            Value::Integer(g.into()),
            Value::Integer(b.into()),
        ]
    }
}

/// One edge of a network. What only an edge between entities has is `None` on others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeRow<'a> {
    /// How strong it is, above 0; of what, its kind says.
    pub weight: f64,
    /// What it says.
    pub kind: EdgeKind,
    /// Windows that hold both: sentences, paragraphs, items, documents, stretches of tokens.
    pub n_windows: [Option<u64>; 5],
    /// Documents with both that repeat no other.
    pub n_stories: Option<u64>,
    /// Normalised pointwise mutual information.
    pub npmi: Option<f64>,
    /// Log-likelihood ratio.
    pub g2: Option<f64>,
    /// Jaccard's index.
    pub jaccard: Option<f64>,
    /// Dice's coefficient.
    pub dice: Option<f64>,
    /// Association strength.
    pub association: Option<f64>,
    /// One-sided p-value of `g2`.
    pub p: Option<f64>,
    /// Whether `p`, corrected for the number of edges, is below the level asked for.
    pub significant: Option<bool>,
    /// First date.
    pub first: Option<Cow<'a, str>>,
    /// Last date.
    pub last: Option<Cow<'a, str>>,
    /// Document of the best evidence.
    pub evidence_document: Option<&'a str>,
    /// The text that shows it.
    pub evidence: Option<&'a str>,
}

pub(super) const EDGE_ATTRIBUTES: &[Attribute] = &[
    Attribute::new("weight", AttributeType::Double),
    Attribute::new("kind", AttributeType::String),
    Attribute::new("n_sentences", AttributeType::Long),
    Attribute::new("n_paragraphs", AttributeType::Long),
    Attribute::new("n_items", AttributeType::Long),
    Attribute::new("n_documents", AttributeType::Long),
    Attribute::new("n_token_windows", AttributeType::Long),
    Attribute::new("n_stories", AttributeType::Long),
    Attribute::new("npmi", AttributeType::Double),
    Attribute::new("g2", AttributeType::Double),
    Attribute::new("jaccard", AttributeType::Double),
    Attribute::new("dice", AttributeType::Double),
    Attribute::new("association", AttributeType::Double),
    Attribute::new("p", AttributeType::Double),
    Attribute::new("significant", AttributeType::Boolean),
    Attribute::new("first", AttributeType::String),
    Attribute::new("last", AttributeType::String),
    Attribute::new("evidence_document", AttributeType::String),
    Attribute::new("evidence", AttributeType::String),
];

impl<'a> EdgeRow<'a> {
    /// The values of [`EDGE_ATTRIBUTES`], in that order.
    pub(super) fn values<'v>(&'v self) -> [Value<'v>; EDGE_ATTRIBUTES.len()]
    where
        'a: 'v,
    {
        let [n_sentences, n_paragraphs, n_items, n_documents, n_token_windows] = self.n_windows;
        [
            Value::Double(self.weight),
            text(self.kind.name()),
            count(n_sentences),
            count(n_paragraphs),
            count(n_items),
            count(n_documents),
            count(n_token_windows),
            count(self.n_stories),
            self.npmi.into(),
            self.g2.into(),
            self.jaccard.into(),
            self.dice.into(),
            self.association.into(),
            self.p.into(),
            self.significant.map_or(Value::Missing, Value::Boolean),
            self.first.as_deref().into(),
            self.last.as_deref().into(),
            self.evidence_document.into(),
            self.evidence.into(),
        ]
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

fn count(n: Option<u64>) -> Value<'static> {
    n.map(|n| i64::try_from(n).unwrap_or(i64::MAX)).into()
}

/// Writes a network in one format: all nodes, then all edges, then [`NetworkWriter::finish`].
pub struct NetworkWriter<W: Write> {
    writer: GraphWriter<W>,
}

impl<W: Write + 'static> NetworkWriter<W> {
    /// Starts a network of `n_nodes` nodes on `outputs`, one for each of [`GraphFormat::files`], which should be
    /// buffered.
    ///
    /// # Errors
    /// If an output refuses the head.
    ///
    /// # Panics
    /// If there are not as many outputs as the format has files.
    pub fn new(
        format: GraphFormat,
        outputs: Vec<W>,
        n_nodes: usize,
        profile: Profile,
    ) -> Result<Self, ExportError> {
        let schema = GraphSchema { nodes: NODE_ATTRIBUTES, edges: EDGE_ATTRIBUTES, n_nodes, profile };
        Ok(Self { writer: GraphWriter::new(format, outputs, schema)? })
    }

    /// Writes one node.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn node(&mut self, id: &str, row: &NodeRow<'_>) -> Result<(), ExportError> {
        self.writer.node(id, &row.values())
    }

    /// Writes one edge between nodes that have been written, the smaller id first.
    ///
    /// # Errors
    /// If its weight is not above 0, or the output refuses it.
    pub fn edge(
        &mut self,
        id: &str,
        source: &str,
        target: &str,
        row: &EdgeRow<'_>,
    ) -> Result<(), ExportError> {
        self.writer.edge(id, source, target, &row.values())
    }

    /// Closes the network and gives the outputs back.
    ///
    /// # Errors
    /// If an output refuses it.
    pub fn finish(self) -> Result<Written<W>, ExportError> {
        self.writer.finish()
    }
}
