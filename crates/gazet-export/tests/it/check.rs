//! The checker: a good file passes, and each mutation breaks its rule at its line.

use crate::formats::written;
use gazet_export::graph::{GraphFormat, Profile, check_graphml};

/// Checks that replacing `from` by `to` in a good file breaks `rule`, first on the line of the change.
fn check(rule: u8, from: &str, to: &str) {
    let good = written(GraphFormat::Graphml, Profile::Standard, &["Ann Lee", "Bob Ray", "Cy Orr"]).remove(0);
    assert!(good.contains(from), "`{from}` is not in\n{good}");
    let bad = good.replacen(from, to, 1);
    let line = 1 + good[..good.find(from).expect("just seen")].matches('\n').count() + from.len()
        - from.trim_start_matches('\n').len();
    let findings = check_graphml(bad.as_bytes(), Profile::Standard).expect("a slice");
    let found = findings.iter().find(|f| f.rule == rule);
    let found = found.unwrap_or_else(|| panic!("rule {rule}, `{to}`: only {findings:?}"));
    // What is missing from a node is told at its beginning.
    let lines = if rule == 8 { line - 2..=line } else { line..=line + 4 };
    assert!(lines.contains(&found.line), "line {} for {line}: {found}", found.line);
}

#[test]
fn a_good_file_passes() {
    for labels in [&[][..], &["x"], &["x", "y", "z"]] {
        let text = written(GraphFormat::Graphml, Profile::Standard, labels).remove(0);
        assert_eq!(check_graphml(text.as_bytes(), Profile::Standard).expect("a slice"), [], "{text}");
    }
}

#[test]
fn rules_of_the_file() {
    check(1, "<?xml", "\u{FEFF}<?xml");
    check(1, "xmlns=\"http://graphml.graphdrawing.org/xmlns\"", "xmlns=\"http://example.org/\"");
    check(1, "xmlns/1.0/graphml.xsd", "xmlns/1.1/graphml.xsd");
    check(1, "</graphml>", "");
    check(1, "</node>", "</nod>");
    check(1, "encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    check(1, "<graphml ", "<!DOCTYPE graphml><graphml ");
    check(1, "</graph>", "<hyperedge/></graph>");
    check(1, "</graph>", "</graph><key id=\"z\" for=\"node\" attr.name=\"z\" attr.type=\"int\"/>");
    check(1, "</graph>", "</graph><graph edgedefault=\"undirected\"/>");
    assert_eq!(check_graphml(&b"<a>\n\xFF</a>"[..], Profile::Standard).expect("a slice")[0].line, 2);
    for junk in ["", "{}", "<html/>", "<graphml"] {
        let findings = check_graphml(junk.as_bytes(), Profile::Standard).expect("a slice");
        assert!(findings.iter().any(|f| f.rule == 1), "{junk}: {findings:?}");
    }
}

#[test]
fn rules_of_keys() {
    check(2, "attr.type=\"int\"", "attr.type=\"integer\"");
    check(2, "attr.type=\"string\"", "attr.type=\"String\"");
    check(2, "attr.type=\"boolean\"", "attr.type=\"liststring\"");
    check(3, "attr.name=\"n_mentions\"", "attr.name=\"n mentions\"");
    check(3, "attr.name=\"n_mentions\"", "attr.name=\"nMentions\"");
    check(3, "attr.name=\"n_mentions\"", "attr.name=\"label\"");
    check(3, "<node id=\"e000\"", "<node id=\"e 000\"");
    check(4, "<key id=\"listed\"", "<key id=\"d4\"");
    check(
        4,
        "<key id=\"listed\" for=\"node\" attr.name=\"listed\"",
        "<key id=\"id\" for=\"node\" attr.name=\"id\"",
    );
    check(4, "<key id=\"edge_score\"", "<key id=\"score\"");
    check(5, " for=\"node\"", "");
    check(5, " for=\"node\"", " for=\"all\"");
    check(5, " attr.type=\"int\"", "");
    check(5, "attr.type=\"int\"/>", "attr.type=\"int\"><default>0</default></key>");
    check(5, "<data key=\"type\">", "<data key=\"nowhere\">");
    check(5, "<data key=\"type\">person", "<data key=\"edge_score\">1.5");
    check(7, "attr.name=\"weight\" attr.type=\"double\"", "attr.name=\"weight\" attr.type=\"int\"");
    check(9, "attr.name=\"x\" attr.type=\"double\"", "attr.name=\"x\" attr.type=\"string\"");
    check(
        15,
        "<key id=\"label\"",
        "<key id=\"graph_title\" for=\"graph\" attr.name=\"title\" attr.type=\"string\"/><key id=\"label\"",
    );
    check(15, "<node", "<data key=\"title\">x</data><node");
}

#[test]
fn rules_of_values() {
    check(6, "<data key=\"type\">person", "<data key=\"type\">");
    check(6, "<data key=\"score\">0.1", "<data key=\"score\">NaN");
    check(6, "<data key=\"score\">0.1", "<data key=\"score\">INF");
    check(6, "<data key=\"listed\">true", "<data key=\"listed\">1");
    check(6, "<data key=\"n_mentions\">0", "<data key=\"n_mentions\">10.0");
    check(6, "<data key=\"n_mentions\">0", "<data key=\"n_mentions\">5000000000");
    check(6, "<data key=\"n_mentions\">0", "<data key=\"n_mentions\"> 0");
    check(7, "<data key=\"weight\">2.5", "<data key=\"weight\">0.0");
    check(7, "<data key=\"weight\">2.5", "<data key=\"weight\">-1.0");
    check(8, "      <data key=\"name\">Ann Lee</data>\n", "");
    check(8, "      <data key=\"label\">Ann Lee</data>\n", "");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\"><![CDATA[Ann Lee]]>");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann\u{b} Lee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann&#1;Lee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann  Lee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann\nLee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ande\u{301} Lee");
    check(10, "<data key=\"name\">Ann Lee", &format!("<data key=\"name\">{}", "x".repeat(400)));
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann&nbsp;Lee");
    check(16, "<data key=\"score\">0.1", "<data key=\"score\">0.10");
    // Attributes that the small graph does not have.
    let with = |name: &str, attr_type: &str, value: &str, rule| {
        let good = written(GraphFormat::Graphml, Profile::Standard, &["Ann Lee"]).remove(0);
        let key = format!(
            "<key id=\"{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{attr_type}\"/>\n  <graph "
        );
        let data = format!("<data key=\"{name}\">{value}</data></node>");
        let text = good.replacen("<graph ", &key, 1).replacen("</node>", &data, 1);
        let findings = check_graphml(text.as_bytes(), Profile::Standard).expect("a slice");
        assert_eq!(
            findings.iter().any(|f| f.rule == rule),
            !value.contains("good"),
            "{name} {value}: {findings:?}"
        );
    };
    with("color", "string", "red", 9);
    with("r", "int", "300", 9);
    with("aliases", "string", "A||B", 11);
    with("aliases", "string", "good|B", 11);
    with("tags", "string", "[\"A\", \"B\"]", 11);
    with("first", "string", "1.2.2024", 14);
    with("first", "string", "2024-01-01T00:00:00Z", 14);
}

#[test]
fn what_else_readers_break_on() {
    // Cytoscape sees no prefixed elements; libxml2 and the JDK refuse the whole file for one bad reference.
    check(1, "<graph id=\"G\"", "<g:graph xmlns:g=\"http://graphml.graphdrawing.org/xmlns\" id=\"G\"");
    check(
        1,
        "    <node id=\"e000\">",
        "    <g:node xmlns:g=\"http://graphml.graphdrawing.org/xmlns\" id=\"e000\">",
    );
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann\u{FFFE} Lee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann&#xB; Lee");
    check(10, "<data key=\"name\">Ann Lee", "<data key=\"name\">Ann&#xD800; Lee");
    check(6, "<data key=\"score\">0.1", "<data key=\"score\">");
    check(6, "<data key=\"listed\">true", "<data key=\"listed\">True");
    check(6, "<data key=\"n_mentions\">0", "<data key=\"n_mentions\">zero");
    check(6, "<data key=\"score\">0.1", "<data key=\"score\">0,1");
    check(4, "<key id=\"edge_score\" for=\"edge\"", "<key id=\"label\" for=\"edge\"");
    // Key ids that readers take for something else.
    for id in ["id", "d3", "d7", "labels", "SUID", "selected", "shared name"] {
        let key = format!("<key id=\"{id}\" for=\"node\" attr.name=\"{id}\"");
        check(4, "<key id=\"listed\" for=\"node\" attr.name=\"listed\"", &key);
    }
}

#[test]
fn rules_of_nodes_and_edges() {
    check(12, "<node id=\"e000\"", "<node id=\"ann_lee\"");
    check(13, "edgedefault=\"undirected\"", "edgedefault=\"directed\"");
    check(13, "<edge id=\"c1\"", "<edge id=\"c1\" directed=\"true\"");
    check(13, "source=\"e000\" target=\"e001\"", "source=\"e001\" target=\"e000\"");
    check(13, "source=\"e000\" target=\"e001\"", "source=\"e000\" target=\"e000\"");
    check(13, "source=\"e000\" target=\"e001\"", "source=\"e001\" target=\"e002\"");
    check(13, "source=\"e000\" target=\"e001\"", "source=\"e000\" target=\"e009\"");
    check(13, "source=\"e000\" target=\"e001\"", "source=\"e000\" target=\"\"");
    check(13, "<node id=\"e001\"", "<node id=\"e000\"");
    check(13, "</graph>", "<node id=\"e999\"/></graph>");
    check(16, "<node id=\"e001\"", "<node id=\"a001\"");
    check(16, "source=\"e000\" target=\"e001\"", "source=\"e001\" target=\"e003\"");
    check(17, "<node id=\"e000\"", "<node id=\"e000\" labels=\":PERSON\"");
    check(17, "<edge id=\"c1\"", "<edge id=\"c1\" label=\"KNOWS\"");
}

#[test]
fn the_profile_of_neo4j() {
    let good = written(GraphFormat::Graphml, Profile::Neo4j, &["Ann Lee", "Bob Ray"]).remove(0);
    assert!(good.contains("<node id=\"e000\" labels=\":PERSON\">") && good.contains(" label=\"CO_OCCURS\">"));
    assert_eq!(check_graphml(good.as_bytes(), Profile::Neo4j).expect("a slice"), []);
    for (from, to) in [(" labels=\":PERSON\"", ""), ("\":PERSON", "\"PERSON"), (" label=\"CO_OCCURS\"", "")] {
        let findings = check_graphml(good.replacen(from, to, 1).as_bytes(), Profile::Neo4j).expect("a slice");
        assert!(findings.iter().any(|f| f.rule == 17), "{findings:?}");
    }
}

#[test]
fn findings_of_a_rule_are_limited() {
    let labels = vec!["x"; 300];
    let text = written(GraphFormat::Graphml, Profile::Neo4j, &labels).remove(0);
    assert_eq!(check_graphml(text.as_bytes(), Profile::Standard).expect("a slice").len(), 50);
}
