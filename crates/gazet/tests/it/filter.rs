//! `gazet mentions`.

use crate::support::gazet_with;
use serde_json::Value;

fn filter(args: &[&str], input: &str) -> Vec<Value> {
    let mut all = vec!["mentions"];
    all.extend(args);
    let outcome = gazet_with(&all, input.as_bytes()).code(0);
    outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn one_line_out_for_each_line_in_with_both_kinds_of_offsets() {
    let out = filter(
        &[],
        "{\"id\":\"a\",\"text\":\"Café in Zürich, Ms Merkel's home\"}\n\n{\"id\":7,\"text\":\"\"}\n{\"text\":\"Iranian tea\"}\n",
    );
    assert_eq!(
        out.iter().map(|l| l["id"].clone()).collect::<Vec<_>>(),
        [Value::from("a"), 7.into(), Value::Null]
    );
    let zurich = &out[0]["mentions"][0];
    assert_eq!(zurich["text"], "Zürich");
    assert_eq!((zurich["start"].as_u64(), zurich["end"].as_u64()), (Some(9), Some(16)));
    assert_eq!((zurich["cstart"].as_u64(), zurich["cend"].as_u64()), (Some(8), Some(14)));
    assert_eq!(zurich["type"], "place");
    assert!(zurich["entity"].as_str().unwrap().starts_with("city:"));
    assert!(zurich["rule"].is_string() && zurich["score"].as_f64().unwrap() <= 1.0);
    assert_eq!(out[1]["mentions"], Value::Array(vec![]));
    assert_eq!(out[2]["mentions"], Value::Array(vec![]), "demonyms are no names");
}

#[test]
fn demonyms_on_demand() {
    let out = filter(&["--all-kinds"], "{\"text\":\"Iranian tea\"}\n");
    assert_eq!(out[0]["mentions"][0]["entity"], "country:IR");
    assert_eq!(out[0]["mentions"][0]["rule"], "demonym");
}

#[test]
fn a_broken_line_is_named_and_the_rest_goes_on() {
    let outcome = gazet_with(&["mentions"], b"{\"text\":\"Oslo\"}\nnot json\n{\"text\":\"Geneva\"}\n")
        .code(1)
        .says(&["line 2"]);
    assert_eq!(outcome.stdout.lines().count(), 2);
}

#[test]
fn order_is_kept_over_many_lines() {
    let input: String =
        (0..5000).map(|i| format!("{{\"id\":{i},\"text\":\"Oslo and Geneva {i}\"}}\n")).collect();
    let out = filter(&["--recognizer", "off"], &input);
    assert_eq!(out.len(), 5000);
    assert!(out.iter().enumerate().all(|(i, l)| l["id"].as_u64() == Some(i as u64)));
}
