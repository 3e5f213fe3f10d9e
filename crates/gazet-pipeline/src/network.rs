//! The network's files: entities, edges, evidence, GraphML.

use crate::PipelineError;
use crate::aggregate::{Entity, EntityTable};
use crate::part::PartDocument;
use crate::reduce::{for_each_document, write_table};
use crate::run_folder::RunFolder;
use gazet_core::EntityType;
use gazet_export::graphml::{Attribute, AttributeType, GraphmlWriter, Value};
use gazet_export::{EdgeRecord, EntityRecord, EvidenceRecord, TableFormat};
use gazet_graph::{CoocGraph, Evidence, NodeId};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// The evidence of all edges, by pair, best first.
pub(crate) type EvidenceTexts = BTreeMap<(NodeId, NodeId), Vec<EvidenceRecord>>;

/// Longest text quoted as evidence, in bytes; longer stretches are cut between the two names.
const MAX_QUOTE_BYTES: usize = 600;

/// Fetches the sentences behind the edges of `graph`.
pub(crate) fn evidence(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
) -> Result<EvidenceTexts, PipelineError> {
    let mut wanted: BTreeMap<u32, Vec<((NodeId, NodeId), usize, Evidence)>> = BTreeMap::new();
    for edge in graph.graph().edge_references() {
        let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
        for (rank, &evidence) in edge.weight().evidence.iter().enumerate() {
            wanted.entry(evidence.document).or_default().push((pair, rank, evidence));
        }
    }
    let mut found = EvidenceTexts::new();
    let mut index = 0;
    for_each_document(folder, |document| {
        for &(pair, rank, evidence) in wanted.get(&index).into_iter().flatten() {
            let a = &document.mentions[evidence.mention_a as usize];
            let b = &document.mentions[evidence.mention_b as usize];
            found.entry(pair).or_default().push(EvidenceRecord {
                source: entities.get(pair.0).key.clone(),
                target: entities.get(pair.1).key.clone(),
                rank: rank as u64 + 1,
                window: evidence.window.name(),
                document: document.id.clone(),
                source_start_byte: u64::from(a.start),
                source_end_byte: u64::from(a.end),
                target_start_byte: u64::from(b.start),
                target_end_byte: u64::from(b.end),
                text: quote(document, a.sentence, b.sentence),
            });
        }
        index += 1;
        Ok(())
    })?;
    for records in found.values_mut() {
        records.sort_by_key(|r| r.rank);
    }
    Ok(found)
}

/// The sentences that hold two mentions: the stretch from the first to the second, or, where that is long, both
/// sentences with an ellipsis between them.
fn quote(document: &PartDocument, a: u32, b: u32) -> String {
    let (first, last) = (a.min(b) as usize, a.max(b) as usize);
    let sentence = |index: usize| {
        let (start, end) = document.sentences[index];
        document.text[start as usize..end as usize].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (start, end) = (document.sentences[first].0 as usize, document.sentences[last].1 as usize);
    if first == last {
        sentence(first)
    } else if end - start <= MAX_QUOTE_BYTES {
        document.text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        format!("{} […] {}", sentence(first), sentence(last))
    }
}

pub(crate) fn write_entities(folder: &RunFolder, entities: &EntityTable) -> Result<(), PipelineError> {
    let mut order: Vec<&Entity> = entities.iter().filter(|e| e.n_mentions > 0).collect();
    order.sort_by(|a, b| b.n_documents.cmp(&a.n_documents).then(b.n_mentions.cmp(&a.n_mentions)).then(a.key.cmp(&b.key)));
    write_table::<EntityRecord>(folder, "entities", TableFormat::Csv, |table| {
        order.into_iter().try_for_each(|entity| table.put(&entity_record(entity)))
    })
}

fn entity_record(entity: &Entity) -> EntityRecord {
    let listed = entity.listed.clone().unwrap_or_default();
    EntityRecord {
        id: entity.key.clone(),
        entity_type: entity.entity_type.name(),
        subtype: listed.subtype,
        name: entity.name.clone(),
        aliases_seen: joined(entity.surfaces.iter().map(|(surface, _)| surface.as_str())),
        n_mentions: entity.n_mentions,
        n_documents: entity.n_documents,
        first: entity.first.map(|d| d.to_string()),
        last: entity.last.map(|d| d.to_string()),
        country: listed.country,
        lat: listed.lat_lon.map(|(lat, _)| lat),
        lon: listed.lat_lon.map(|(_, lon)| lon),
        wikidata: listed.wikidata,
        geonames: listed.geonames,
        listed: entity.listed.is_some(),
    }
}

/// Joins values with `|`; a `|` inside a value becomes `/`.
fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(|v| v.replace('|', "/")).collect::<Vec<_>>().join("|")
}

pub(crate) fn write_edges(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
    evidence: &EvidenceTexts,
) -> Result<(), PipelineError> {
    write_table::<EdgeRecord>(folder, "edges", TableFormat::Csv, |table| {
        for edge in graph.graph().edge_references() {
            let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
            let (source, target) = (entities.get(pair.0), entities.get(pair.1));
            let best = evidence.get(&pair).and_then(|e| e.first());
            let [n_sentences, n_paragraphs, n_items, n_documents, _] = edge.weight().n_windows;
            table.put(&EdgeRecord {
                source: source.key.clone(),
                target: target.key.clone(),
                source_name: source.name.clone(),
                target_name: target.name.clone(),
                weight: edge.weight().weight as f64,
                n_sentences,
                n_paragraphs,
                n_items,
                n_documents,
                n_stories: edge.weight().n_stories,
                npmi: rounded(edge.weight().npmi),
                first: edge.weight().first.map(|d| d.to_string()),
                last: edge.weight().last.map(|d| d.to_string()),
                evidence_document: best.map(|e| e.document.clone()),
                evidence: best.map(|e| e.text.clone()),
            })?;
        }
        Ok(())
    })
}

pub(crate) fn write_evidence(
    folder: &RunFolder,
    format: TableFormat,
    evidence: &EvidenceTexts,
) -> Result<(), PipelineError> {
    write_table::<EvidenceRecord>(folder, "evidence", format, |table| {
        evidence.values().flatten().try_for_each(|record| table.put(record))
    })
}

/// Six digits are more than the counts behind a measure carry, and keep files small.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

const fn attribute(name: &'static str, attribute_type: AttributeType) -> Attribute {
    Attribute { name, attribute_type }
}

const NODE_ATTRIBUTES: &[Attribute] = &[
    attribute("label", AttributeType::String),
    attribute("name", AttributeType::String),
    attribute("entity", AttributeType::String),
    attribute("type", AttributeType::String),
    attribute("subtype", AttributeType::String),
    attribute("aliases", AttributeType::String),
    attribute("n_mentions", AttributeType::Long),
    attribute("n_documents", AttributeType::Long),
    attribute("degree", AttributeType::Int),
    attribute("strength", AttributeType::Double),
    attribute("first", AttributeType::String),
    attribute("last", AttributeType::String),
    attribute("country", AttributeType::String),
    attribute("lat", AttributeType::Double),
    attribute("lon", AttributeType::Double),
    attribute("listed", AttributeType::Boolean),
    attribute("size", AttributeType::Double),
    attribute("color", AttributeType::String),
    attribute("r", AttributeType::Int),
    attribute("g", AttributeType::Int),
    attribute("b", AttributeType::Int),
];

const EDGE_ATTRIBUTES: &[Attribute] = &[
    attribute("weight", AttributeType::Double),
    attribute("n_sentences", AttributeType::Long),
    attribute("n_paragraphs", AttributeType::Long),
    attribute("n_items", AttributeType::Long),
    attribute("n_documents", AttributeType::Long),
    attribute("n_stories", AttributeType::Long),
    attribute("npmi", AttributeType::Double),
    attribute("first", AttributeType::String),
    attribute("last", AttributeType::String),
    attribute("evidence_document", AttributeType::String),
    attribute("evidence", AttributeType::String),
];

/// Red, green, blue of each type; told apart also by readers who do not see red or green.
const fn colour(entity_type: EntityType) -> (u8, u8, u8) {
    match entity_type {
        EntityType::Person => (0xD5, 0x5E, 0x00),
        EntityType::Place => (0x00, 0x9E, 0x73),
        EntityType::Organization => (0x00, 0x72, 0xB2),
    }
}

/// The id of a node in graph files: opaque, stable from run to run, free of anything a reader could stumble over.
pub(crate) fn node_id(key: &str) -> String {
    format!("e{}", &blake3::hash(key.as_bytes()).to_hex()[..16])
}

pub(crate) fn write_graphml(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
    evidence: &EvidenceTexts,
) -> Result<(), PipelineError> {
    let graph = graph.graph();
    let mut nodes: Vec<_> = graph.node_indices().map(|n| (node_id(&entities.get(graph[n].id).key), n)).collect();
    nodes.sort();
    let mut edges: Vec<_> = graph
        .edge_references()
        .map(|edge| {
            let ends = [edge.source(), edge.target()].map(|n| node_id(&entities.get(graph[n].id).key));
            let [a, b] = ends;
            (a.clone().min(b.clone()), a.max(b), edge)
        })
        .collect();
    edges.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    folder.write_file("graph.graphml", |output, path| {
        let failed = |source| PipelineError::Export { path: path.to_owned(), source };
        let mut writer = GraphmlWriter::new(output, NODE_ATTRIBUTES, EDGE_ATTRIBUTES).map_err(failed)?;
        for (id, index) in &nodes {
            let node = &graph[*index];
            let entity = entities.get(node.id);
            let (r, g, b) = colour(entity.entity_type);
            let aliases = joined(entity.surfaces.iter().map(|(surface, _)| surface.as_str()));
            let colour = format!("#{r:02x}{g:02x}{b:02x}");
            let dates = [node.first, node.last].map(|d| d.map(|d| d.to_string()));
            let listed = entity.listed.as_ref();
            let degree = graph.edges(*index).count();
            let strength: f64 = graph.edges(*index).map(|e| e.weight().weight as f64).sum();
            writer
                .node(
                    id,
                    &[
                        Value::Text(entity.name.as_str().into()),
                        Value::Text(entity.name.as_str().into()),
                        Value::Text(entity.key.as_str().into()),
                        Value::Text(entity.entity_type.name().into()),
                        listed.and_then(|l| l.subtype.as_deref()).into(),
                        Value::Text(aliases.into()),
                        integer(node.n_mentions),
                        integer(node.n_documents),
                        integer(degree as u64),
                        Value::Double(strength),
                        dates[0].as_deref().into(),
                        dates[1].as_deref().into(),
                        listed.and_then(|l| l.country.as_deref()).into(),
                        listed.and_then(|l| l.lat_lon).map(|(lat, _)| lat).into(),
                        listed.and_then(|l| l.lat_lon).map(|(_, lon)| lon).into(),
                        Value::Boolean(listed.is_some()),
                        Value::Double(rounded(4.0 + 4.0 * (node.n_documents as f64).sqrt())),
                        Value::Text(colour.into()),
                        Value::Integer(r.into()),
                        Value::Integer(g.into()),
                        Value::Integer(b.into()),
                    ],
                )
                .map_err(failed)?;
        }
        for (number, (source, target, edge)) in edges.iter().enumerate() {
            let weight = edge.weight();
            let pair = (graph[edge.source()].id, graph[edge.target()].id);
            let best = evidence.get(&pair).and_then(|e| e.first());
            let dates = [weight.first, weight.last].map(|d| d.map(|d| d.to_string()));
            let [n_sentences, n_paragraphs, n_items, n_documents, _] = weight.n_windows;
            writer
                .edge(
                    &format!("c{number}"),
                    source,
                    target,
                    &[
                        Value::Double(weight.weight as f64),
                        integer(n_sentences),
                        integer(n_paragraphs),
                        integer(n_items),
                        integer(n_documents),
                        integer(weight.n_stories),
                        Value::Double(rounded(weight.npmi)),
                        dates[0].as_deref().into(),
                        dates[1].as_deref().into(),
                        best.map(|e| e.document.as_str()).into(),
                        best.map(|e| e.text.as_str()).into(),
                    ],
                )
                .map_err(failed)?;
        }
        writer.finish().map_err(failed)
    })
}

fn integer(value: u64) -> Value<'static> {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}
