//! One walk over a GraphML file.

use super::super::Profile;
use super::{Findings, values};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";
const LOCATION: &str = "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd";
const RESERVED: [&str; 7] = ["id", "d3", "d7", "labels", "SUID", "selected", "shared name"];
const TYPES: [&str; 6] = ["boolean", "int", "long", "float", "double", "string"];

/// A declared key.
#[derive(Clone, Default)]
pub(super) struct Key {
    pub(super) domain: String,
    pub(super) name: String,
    pub(super) attr_type: String,
}

/// How far the file has come.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    Keys,
    Nodes,
    Edges,
    End,
}

struct Walk<'f> {
    findings: &'f mut Findings,
    profile: Profile,
    line: usize,
    path: Vec<String>,
    stage: Stage,
    keys: FxHashMap<String, Key>,
    /// Names of keys, by domain.
    names: FxHashSet<(String, String)>,
    nodes: FxHashSet<String>,
    edges: FxHashSet<(String, String)>,
    last_node: String,
    last_edge: (String, String),
    /// Id of the node or edge at hand.
    element: String,
    element_line: usize,
    /// Values of the node at hand that rules compare.
    of_node: BTreeMap<String, String>,
    /// Key and text of the value at hand.
    data: Option<(String, String, usize)>,
    missing_said: bool,
}

/// Calls out every broken rule of a file.
pub(super) fn walk(text: &str, profile: Profile, findings: &mut Findings) {
    if text.starts_with('\u{FEFF}') {
        findings.add(1, 1, "begins with a byte order mark".to_owned());
    }
    let text = text.trim_start_matches('\u{FEFF}');
    let forbidden = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    for (line, content) in text.split('\n').enumerate() {
        if let Some(c) = content.chars().find(forbidden) {
            findings.add(
                line + 1,
                10,
                format!("holds the character U+{:04X}, which no XML may", u32::from(c)),
            );
        }
    }
    let mut walk = Walk {
        findings,
        profile,
        line: 1,
        path: Vec::new(),
        stage: Stage::Keys,
        keys: FxHashMap::default(),
        names: FxHashSet::default(),
        nodes: FxHashSet::default(),
        edges: FxHashSet::default(),
        last_node: String::new(),
        last_edge: (String::new(), String::new()),
        element: String::new(),
        element_line: 1,
        of_node: BTreeMap::new(),
        data: None,
        missing_said: false,
    };
    let mut reader = Reader::from_str(text);
    let mut counted = 0;
    loop {
        let at = reader.buffer_position() as usize;
        walk.line += text[counted..at].bytes().filter(|b| *b == b'\n').count();
        counted = at;
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event),
            Err(error) => {
                walk.wrong(1, format!("not well-formed: {error}"));
                return;
            }
        }
    }
    if !walk.path.is_empty() {
        walk.wrong(1, "ends inside an element".to_owned());
    } else if walk.stage != Stage::End {
        walk.wrong(1, "holds no graph".to_owned());
    }
}

impl Walk<'_> {
    fn wrong(&mut self, rule: u8, message: String) {
        self.findings.add(self.line, rule, message);
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => self.start(start),
            Event::Empty(start) => {
                self.start(start);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(content) => {
                let content = content.xml_content(XmlVersion::Implicit1_0);
                match &mut self.data {
                    Some((_, value, _)) => value.push_str(&content),
                    None if !content.trim().is_empty() => {
                        self.wrong(1, format!("text `{}` outside of values", content.trim()))
                    }
                    None => {}
                }
            }
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    Ok(None) => quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                        .map(str::to_owned),
                    Err(_) => None,
                };
                match (resolved, &mut self.data) {
                    (Some(resolved), Some((_, value, _))) => value.push_str(&resolved),
                    (Some(_), None) => {}
                    (None, _) => self.wrong(
                        10,
                        format!("the reference &{}; stands for nothing", reference.xml10_content()),
                    ),
                }
            }
            Event::CData(content) => {
                self.wrong(10, "CDATA; escape the text instead".to_owned());
                if let Some((_, value, _)) = &mut self.data {
                    value.push_str(&content.xml_content(XmlVersion::Implicit1_0));
                }
            }
            Event::DocType(_) => self.wrong(1, "has a document type".to_owned()),
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().and_then(Result::ok);
                if encoding.is_some_and(|e| !e.eq_ignore_ascii_case("utf-8")) {
                    self.wrong(1, "declares an encoding other than UTF-8".to_owned());
                }
            }
            Event::PI(_) => self.wrong(1, "has a processing instruction".to_owned()),
            Event::Comment(_) | Event::Eof => {}
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.name().0.to_owned();
        let mut attributes = BTreeMap::new();
        for attribute in start.attributes() {
            match attribute.map_err(|e| e.to_string()).and_then(|a| {
                let value = a.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
                Ok((a.key.0.to_owned(), value.into_owned()))
            }) {
                Ok((key, value)) => {
                    attributes.insert(key, value);
                }
                Err(error) => self.wrong(1, format!("not well-formed: {error}")),
            }
        }
        let parent = self.path.last().map(String::as_str);
        let rank = match (parent, name.as_str()) {
            (None, "graphml") => {
                self.root(&attributes);
                None
            }
            (Some("graphml"), "key") => {
                self.key(&attributes);
                Some(Stage::Keys)
            }
            (Some("graphml"), "graph") => {
                self.graph(&attributes);
                Some(Stage::Nodes)
            }
            (Some("graph"), "node") => {
                self.node(&attributes);
                Some(Stage::Nodes)
            }
            (Some("graph"), "edge") => {
                self.edge(&attributes);
                Some(Stage::Edges)
            }
            (Some("node" | "edge" | "graph" | "graphml"), "data") => {
                if matches!(parent, Some("graph" | "graphml")) {
                    self.wrong(15, "a value of the graph as a whole".to_owned());
                }
                self.data = Some((attributes.remove("key").unwrap_or_default(), String::new(), self.line));
                None
            }
            (Some("key"), "default") => {
                self.wrong(5, "a default; write every value out".to_owned());
                self.data = Some((String::new(), String::new(), self.line));
                None
            }
            _ => {
                self.wrong(1, format!("element `{name}` inside `{}`", parent.unwrap_or("the file")));
                None
            }
        };
        if let Some(rank) = rank {
            if rank < self.stage {
                let rule = if name == "node" { 13 } else { 1 };
                self.wrong(rule, format!("`{name}` stands behind what should follow it"));
            } else {
                self.stage = rank;
            }
        }
        self.path.push(name);
    }

    fn end(&mut self) {
        match self.path.pop().as_deref() {
            Some("data") => self.end_data(),
            Some("default") => self.data = None,
            Some("node") => self.end_node(),
            Some("graph") => self.stage = Stage::End,
            _ => {}
        }
    }

    fn root(&mut self, attributes: &BTreeMap<String, String>) {
        if attributes.get("xmlns").map(String::as_str) != Some(NAMESPACE) {
            self.wrong(1, format!("the default namespace is not {NAMESPACE}"));
        }
        if !attributes.get("xsi:schemaLocation").is_some_and(|l| l.split_whitespace().any(|l| l == LOCATION))
        {
            self.wrong(1, format!("xsi:schemaLocation does not name {LOCATION}"));
        }
    }

    fn key(&mut self, attributes: &BTreeMap<String, String>) {
        let of = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        for name in ["id", "for", "attr.name", "attr.type"] {
            if !attributes.contains_key(name) {
                self.wrong(5, format!("a key without `{name}`"));
            }
        }
        let (id, domain, name, attr_type) = (of("id"), of("for"), of("attr.name"), of("attr.type"));
        if attributes.contains_key("for") && !matches!(domain.as_str(), "node" | "edge" | "graph") {
            self.wrong(5, format!("key `{id}` is for `{domain}`; say node or edge"));
        }
        if domain == "graph" {
            self.wrong(15, format!("key `{id}` is for the graph as a whole"));
        }
        if attributes.contains_key("attr.type") && !TYPES.contains(&attr_type.as_str()) {
            self.wrong(2, format!("`{attr_type}` is no type; use {}", TYPES.join(", ")));
        }
        for token in [&id, &name] {
            if !token.is_empty() && !values::is_token(token) {
                self.wrong(3, format!("`{token}` holds a space or another character that names may not"));
            }
        }
        if values::is_token(&name) && !values::is_snake_case(&name) {
            self.wrong(3, format!("`{name}` is not snake_case"));
        }
        if !name.is_empty() && !self.names.insert((domain.clone(), name.clone())) {
            self.wrong(3, format!("two keys of {domain} are named `{name}`"));
        }
        let of_node = self.keys.get(&name).is_some_and(|key| key.domain == "node");
        let expected = match domain.as_str() {
            "edge" if of_node => format!("edge_{name}"),
            "graph" => format!("graph_{name}"),
            _ => name.clone(),
        };
        if !id.is_empty() && id != expected {
            self.wrong(4, format!("key `{id}` should have the id `{expected}`"));
        }
        if RESERVED.contains(&id.as_str()) {
            self.wrong(4, format!("the key id `{id}` means something else to a reader"));
        }
        let expected_type = match (domain.as_str(), name.as_str()) {
            ("edge", "weight") => Some((7, "double")),
            ("node", "x" | "y" | "size") => Some((9, "double")),
            ("node", "color") => Some((9, "string")),
            ("node", "r" | "g" | "b") => Some((9, "int")),
            _ => None,
        };
        if let Some((rule, expected)) = expected_type
            && attr_type != expected
        {
            self.wrong(rule, format!("`{name}` is {attr_type}, not {expected}"));
        }
        if self.keys.insert(id.clone(), Key { domain, name, attr_type }).is_some() {
            self.wrong(4, format!("two keys have the id `{id}`"));
        }
    }

    fn graph(&mut self, attributes: &BTreeMap<String, String>) {
        if attributes.get("edgedefault").map(String::as_str) != Some("undirected") {
            self.wrong(13, "edgedefault is not undirected".to_owned());
        }
        if self.stage == Stage::End {
            self.wrong(1, "a second graph".to_owned());
        }
    }

    fn node(&mut self, attributes: &BTreeMap<String, String>) {
        let id = self.identify(attributes, "node");
        if !self.nodes.insert(id.clone()) {
            self.wrong(13, format!("two nodes have the id `{id}`"));
        } else if id < self.last_node {
            self.wrong(16, format!("node `{id}` stands behind `{}`", self.last_node));
        }
        self.neo4j(attributes, "labels", "node");
        self.last_node.clone_from(&id);
        self.element = id;
        self.element_line = self.line;
        self.of_node.clear();
    }

    fn end_node(&mut self) {
        let values = std::mem::take(&mut self.of_node);
        let id = self.element.clone();
        let joined = |text: &str| text.to_lowercase().replace(' ', "_");
        for name in ["label", "name"] {
            let Some(value) = values.get(name) else {
                if !std::mem::replace(&mut self.missing_said, true) {
                    self.findings.add(self.element_line, 8, format!("node `{id}` has no `{name}`"));
                }
                continue;
            };
            // A nameless node may be labelled by its id; the other way round, the id is made from a name.
            if joined(value) == joined(&id) && (*value != id || !values::is_token(&id)) {
                self.findings.add(self.element_line, 12, format!("the id `{id}` is a name"));
            }
        }
    }

    fn edge(&mut self, attributes: &BTreeMap<String, String>) {
        let of = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        self.element = of("id");
        if attributes.contains_key("id") {
            self.identify(attributes, "edge");
        }
        if attributes.contains_key("directed") {
            self.wrong(13, "an edge that says whether it is directed".to_owned());
        }
        let (source, target) = (of("source"), of("target"));
        for end in [&source, &target] {
            if !self.nodes.contains(end) {
                self.wrong(13, format!("the end `{end}` of an edge is no node before it"));
            }
        }
        if source == target {
            self.wrong(13, format!("a loop on `{source}`"));
        } else if source > target {
            self.wrong(13, format!("the larger id `{source}` stands first"));
        }
        let pair = if source <= target { (source, target) } else { (target, source) };
        if !self.edges.insert(pair.clone()) {
            self.wrong(13, format!("a second edge between `{}` and `{}`", pair.0, pair.1));
        } else if pair < self.last_edge {
            self.wrong(16, format!("the edge of `{}` and `{}` stands too late", pair.0, pair.1));
        }
        self.last_edge = pair;
        self.neo4j(attributes, "label", "edge");
    }

    fn identify(&mut self, attributes: &BTreeMap<String, String>, what: &str) -> String {
        let id = attributes.get("id").cloned().unwrap_or_default();
        if !values::is_token(&id) {
            self.wrong(
                3,
                format!("the {what} id `{id}` is empty or holds a space or another such character"),
            );
        }
        id
    }

    fn neo4j(&mut self, attributes: &BTreeMap<String, String>, name: &str, what: &str) {
        match (self.profile, attributes.get(name)) {
            (Profile::Standard, Some(_)) => {
                self.wrong(17, format!("`{name}` on a {what} is only for Neo4j"));
            }
            (Profile::Neo4j, None) => self.wrong(17, format!("a {what} without `{name}`")),
            (Profile::Neo4j, Some(label)) if name == "labels" && !label.starts_with(':') => {
                self.wrong(17, format!("the labels `{label}` do not begin with a colon"));
            }
            _ => {}
        }
    }

    fn end_data(&mut self) {
        let Some((id, value, line)) = self.data.take() else { return };
        let Some(key) = self.keys.get(&id) else {
            self.findings.add(line, 5, format!("the key `{id}` is not declared"));
            return;
        };
        let parent = self.path.last().map_or("", String::as_str);
        if matches!(parent, "node" | "edge") && key.domain != parent && !key.domain.is_empty() {
            self.findings.add(line, 5, format!("the key `{id}` of {} stands on a {parent}", key.domain));
        }
        if parent == "node" && matches!(key.name.as_str(), "label" | "name") {
            self.of_node.insert(key.name.clone(), value.clone());
        }
        let findings = &mut *self.findings;
        values::check(key, &value, |rule, message| findings.add(line, rule, message));
    }
}
