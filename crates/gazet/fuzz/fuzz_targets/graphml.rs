//! Any names, ids and values as a network: the GraphML that comes out breaks none of the rules.
#![no_main]

use gazet_export::graph::{EdgeKind, EdgeRow, GraphFormat, NetworkWriter, NodeKind, NodeRow, Profile, check_graphml};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // The ids of a network are pairwise different and not empty; labels are what they are.
    let ids: BTreeSet<&str> = text.split('\n').filter(|id| !id.is_empty()).take(50).collect();
    let number = data.iter().fold(1u64, |n, byte| n.rotate_left(7) ^ u64::from(*byte));
    let value = f64::from_bits(number);
    for profile in [Profile::Standard, Profile::Neo4j] {
        let mut writer = NetworkWriter::new(GraphFormat::Graphml, vec![Vec::new()], ids.len(), profile).expect("memory");
        for (i, id) in ids.iter().enumerate() {
            let row = NodeRow {
                name: (*id).into(),
                kind: [NodeKind::Entity, NodeKind::Theme, NodeKind::Document][i % 3],
                key: text.as_ref().into(),
                node_type: "person",
                aliases: text.as_ref().into(),
                n_mentions: (i % 2 == 0).then_some(number >> 11),
                country: (i % 3 == 0).then_some(*id),
                pagerank: value,
                strength: value,
                eigenvector: Some(-value),
                ..NodeRow::default()
            };
            writer.node(id, &row).expect("values of the right types");
        }
        let ends = ids.iter().zip(ids.iter().skip(1));
        for (i, (a, b)) in ends.enumerate() {
            let row = EdgeRow {
                weight: value,
                kind: EdgeKind::Entities,
                npmi: Some(value),
                evidence: (i % 2 == 0).then_some(text.as_ref()),
                ..EdgeRow::default()
            };
            writer.edge(&format!("c{i}"), a, b, &row).expect("values of the right types");
        }
        let written = writer.finish().expect("memory");
        let file = &written.outputs[0];
        let findings = check_graphml(file.as_slice(), profile).expect("a slice");
        assert!(findings.is_empty(), "{findings:?}\n{}", String::from_utf8_lossy(file));
    }
});
