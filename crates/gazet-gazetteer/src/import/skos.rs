//! SKOS vocabularies in Turtle or RDF/XML: concepts with preferred, alternative and hidden labels.

use super::plain::{UsedIds, fresh_id};
use super::{Imported, alias, row};
use crate::GazetteerError;
use crate::source::{SourceAlias, SourceRow};
use gazet_core::EntityType;
use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxrdfxml::{RdfXmlParseError, RdfXmlParser};
use oxttl::{TurtleParseError, TurtleParser};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// How the triples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkosSyntax {
    /// Turtle, N-Triples included.
    Turtle,
    /// RDF/XML.
    RdfXml,
}

/// Which concepts are taken, and as what.
#[derive(Clone, Debug, Default)]
pub struct SkosOptions {
    /// Types of the concepts of a class (`rdf:type`), a scheme (`skos:inScheme`) or below a broader concept (directly,
    /// `skos:broader`), by its address in full.
    pub classes: BTreeMap<String, EntityType>,
    /// The type of concepts that `classes` says nothing of; without one they are left out.
    pub default_type: Option<EntityType>,
    /// Languages of labels, the best first: the first that a concept has gives its name. Empty for all. Labels without
    /// a language are always taken.
    pub languages: Vec<String>,
}

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
const DEPRECATED: &str = "http://www.w3.org/2002/07/owl#deprecated";
const GEO: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";
/// What relative addresses are relative to where a file does not say so. Only their last part reaches the rows.
const BASE: &str = "https://vocabulary.invalid/";

/// What is known of one resource.
#[derive(Default)]
struct Resource {
    is_concept: bool,
    deprecated: bool,
    /// Classes, schemes, broader concepts.
    classes: BTreeSet<String>,
    /// Kind of label (preferred first), text, language.
    labels: Vec<(Label, String, String)>,
    lat: Option<f64>,
    lon: Option<f64>,
    wikidata: String,
    geonames: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Preferred,
    Alternative,
    /// Misspellings and the like, for searching: weak.
    Hidden,
}

/// Reads the concepts of a vocabulary, in the order of their addresses. Coordinates (WGS84 vocabulary) and links to
/// Wikidata and GeoNames (`skos:exactMatch`, `owl:sameAs`) come along. Labels of SKOS-XL, which are resources of their
/// own, are not read. The labels of all concepts are held in memory.
///
/// # Errors
/// The input cannot be read, or is not of the syntax.
pub fn read_skos(
    input: impl BufRead,
    name: &str,
    syntax: SkosSyntax,
    options: &SkosOptions,
) -> Result<Imported, GazetteerError> {
    let mut resources: BTreeMap<String, Resource> = BTreeMap::new();
    let mut out = Imported::default();
    let base = "the base address is a constant that parses";
    match syntax {
        SkosSyntax::Turtle => {
            let parser = TurtleParser::new().with_base_iri(BASE).expect(base);
            for triple in parser.for_reader(input) {
                take(triple.map_err(|e| turtle_error(name, &e))?, &mut resources, &mut out);
            }
        }
        SkosSyntax::RdfXml => {
            let parser = RdfXmlParser::new().with_base_iri(BASE).expect(base);
            for triple in parser.for_reader(input) {
                take(triple.map_err(|e| xml_error(name, &e))?, &mut resources, &mut out);
            }
        }
    }
    let mut used = UsedIds::default();
    for (address, resource) in &resources {
        if let Some(row) = entity(address, resource, options, &mut used, &mut out) {
            out.push(row);
        }
    }
    Ok(out)
}

fn turtle_error(name: &str, error: &TurtleParseError) -> GazetteerError {
    let place = match error {
        TurtleParseError::Syntax(e) => format!("{name}:{}", e.location().start.line + 1),
        TurtleParseError::Io(_) => name.to_owned(),
    };
    GazetteerError::Import { place, message: format!("not Turtle: {error}; the file may be cut off") }
}

fn xml_error(name: &str, error: &RdfXmlParseError) -> GazetteerError {
    GazetteerError::Import {
        place: name.to_owned(),
        message: format!("not RDF/XML: {error}; the file may be cut off"),
    }
}

fn take(triple: Triple, resources: &mut BTreeMap<String, Resource>, out: &mut Imported) {
    let NamedOrBlankNode::NamedNode(subject) = triple.subject else { return };
    let predicate = triple.predicate.as_str();
    let local = predicate.strip_prefix(SKOS);
    if predicate == "http://www.w3.org/2008/05/skos-xl#prefLabel" {
        out.skip("label of SKOS-XL");
        return;
    }
    let wanted =
        matches!(predicate, RDF_TYPE | SAME_AS | DEPRECATED) || local.is_some() || predicate.starts_with(GEO);
    if !wanted {
        return;
    }
    let resource = resources.entry(subject.into_string()).or_default();
    let label = match local {
        Some("prefLabel") => Some(Label::Preferred),
        Some("altLabel") => Some(Label::Alternative),
        Some("hiddenLabel") => Some(Label::Hidden),
        _ => None,
    };
    match (triple.object, label) {
        (Term::Literal(literal), Some(label)) => {
            let language = literal.language().unwrap_or_default().to_ascii_lowercase();
            resource.labels.push((label, literal.value().to_owned(), language));
        }
        (Term::Literal(literal), None) => {
            let number = || literal.value().trim().parse::<f64>().ok();
            match predicate.strip_prefix(GEO) {
                Some("lat") => resource.lat = number().filter(|v| (-90.0..=90.0).contains(v)),
                Some("long") => resource.lon = number().filter(|v| (-180.0..=180.0).contains(v)),
                _ => {
                    resource.deprecated |= predicate == DEPRECATED && matches!(literal.value(), "true" | "1")
                }
            }
        }
        (Term::NamedNode(object), _) => {
            let object = object.into_string();
            match local {
                Some("exactMatch") => link(resource, &object),
                Some("inScheme" | "broader" | "topConceptOf") => {
                    resource.classes.insert(object);
                }
                _ if predicate == SAME_AS => link(resource, &object),
                _ if predicate == RDF_TYPE => {
                    resource.is_concept |= object.strip_prefix(SKOS) == Some("Concept");
                    resource.classes.insert(object);
                }
                _ => {}
            }
        }
        (Term::BlankNode(_), _) => {}
    }
}

/// Keeps the id where `address` is one of Wikidata or GeoNames.
fn link(resource: &mut Resource, address: &str) {
    let rest =
        address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut parts = path.split('/').filter(|p| !p.is_empty());
    match host {
        "wikidata.org" => {
            let is_item = |p: &&str| p.strip_prefix('Q').is_some_and(|n| n.parse::<u64>().is_ok());
            parts.find(is_item).unwrap_or_default().clone_into(&mut resource.wikidata);
        }
        "sws.geonames.org" | "geonames.org" => {
            let id = parts.next().filter(|p| p.parse::<u64>().is_ok());
            id.unwrap_or_default().clone_into(&mut resource.geonames);
        }
        _ => {}
    }
}

fn entity(
    address: &str,
    resource: &Resource,
    options: &SkosOptions,
    used: &mut UsedIds,
    out: &mut Imported,
) -> Option<SourceRow> {
    if resource.labels.is_empty() {
        if resource.is_concept {
            out.skip("concept without a label");
        }
        return None;
    }
    if resource.deprecated {
        out.skip("deprecated concept");
        return None;
    }
    // Classes are asked in the order of their addresses, so that the same file gives the same rows.
    let of_class = resource.classes.iter().find_map(|c| options.classes.get(c).copied());
    let Some(entity_type) = of_class.or(options.default_type) else {
        out.skip("concept of no wanted class");
        return None;
    };
    // `en-GB` is English.
    let rank = |language: &str| {
        let main = language.split('-').next().unwrap_or_default();
        match options.languages.iter().position(|l| *l == language || *l == main) {
            Some(at) => Some(at),
            None if language.is_empty() || options.languages.is_empty() => Some(options.languages.len()),
            None => None,
        }
    };
    let mut labels: Vec<_> = resource
        .labels
        .iter()
        .filter_map(|(label, text, language)| {
            Some((*label, rank(language)?, text.as_str(), language.as_str()))
        })
        .collect();
    labels.sort();
    let Some((_, _, text, _)) = labels.first().filter(|l| l.0 == Label::Preferred) else {
        out.skip("no preferred label in the wanted languages");
        return None;
    };
    let last = address.trim_end_matches(['/', '#']).rsplit(['/', '#']).next().unwrap_or(address);
    let mut found = row(fresh_id("skos", last, used), entity_type, "", text, 0);
    found.aliases =
        labels[1..].iter().map(|(label, _, text, language)| label_alias(*label, text, language)).collect();
    found.lat_lon = resource.lat.zip(resource.lon);
    resource.wikidata.clone_into(&mut found.wikidata);
    resource.geonames.clone_into(&mut found.geonames);
    Some(found)
}

fn label_alias(label: Label, text: &str, language: &str) -> SourceAlias {
    let mut form = alias(text, language.split('-').next().unwrap_or_default());
    form.policy.weak = label == Label::Hidden;
    form
}
