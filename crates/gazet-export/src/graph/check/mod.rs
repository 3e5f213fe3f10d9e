//! The rules of our GraphML dialect, and a checker for any GraphML file.
//!
//! Each rule has a reader that breaks, or loses something, without it:
//!
//! 1. UTF-8 without a mark; well-formed; no document type; the default namespace unprefixed, with the location of
//!    schema 1.0; keys first, then nodes, then edges; nothing else.
//! 2. `attr.type` is `boolean`, `int`, `long`, `float`, `double` or `string`.
//! 3. Ids and attribute names hold no spaces; names are snake_case and unique among nodes, edges, graphs.
//! 4. A key's id is its name; on edges `edge_<name>` where a node key has it, on graphs `graph_<name>`. Unique, and
//!    none of `id`, `d3`, `d7`, `labels`, `SUID`, `selected`, `shared name`.
//! 5. A key says id, for, name and type; never `for="all"`; no defaults.
//! 6. No empty value, `NaN`, infinity, `1` for `true`, `10.0` in an `int`, spaces around a value; what is missing is
//!    left out. Values are of their key's type.
//! 7. `weight` is a double, finite and above 0.
//! 8. Nodes have both `label` and `name`.
//! 9. `x`, `y`, `size` are doubles, `color` is `#rrggbb`, `r`, `g`, `b` are ints from 0 to 255.
//! 10. Text holds no CDATA and no control characters, is in NFC, with single spaces, at most 301 characters long.
//! 11. Lists are joined with `|`, without empty members.
//! 12. Ids are not names.
//! 13. Undirected, each pair once, the smaller id first, no loops, no dangling ends, no direction on edges.
//! 14. Dates are `YYYY-MM-DD` or the beginning of it.
//! 15. Nothing about the graph as a whole.
//! 16. Nodes come in the order of their ids, edges of their ends; doubles in their shortest form.
//! 17. `labels` and `label` on nodes and edges as XML attributes only for Neo4j; then on all of them.

mod values;
mod walk;

use super::Profile;
use std::fmt;
use std::io::{self, Read};

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line, from 1.
    pub line: usize,
    /// Number of the rule, from 1 to 17.
    pub rule: u8,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: rule {}: {}", self.line, self.rule, self.message)
    }
}

/// Findings of one rule that are listed; further ones would say the same.
const MOST_OF_A_RULE: usize = 50;

/// Checks GraphML against the rules of this module, in the order of lines. At most 50 findings of a rule are given.
/// Reading stops at XML that is not well-formed. Holds the file in memory.
///
/// # Errors
/// If the input cannot be read.
pub fn check_graphml(mut input: impl Read, profile: Profile) -> io::Result<Vec<Finding>> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let mut findings = Findings::default();
    match std::str::from_utf8(&bytes) {
        Ok(text) => walk::walk(text, profile, &mut findings),
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
            findings.add(line, 1, "not UTF-8".to_owned());
        }
    }
    findings.found.sort_by_key(|f| (f.line, f.rule));
    Ok(findings.found)
}

#[derive(Default)]
struct Findings {
    found: Vec<Finding>,
    of_rule: [usize; 18],
}

impl Findings {
    fn add(&mut self, line: usize, rule: u8, message: String) {
        self.of_rule[usize::from(rule)] += 1;
        if self.of_rule[usize::from(rule)] <= MOST_OF_A_RULE {
            self.found.push(Finding { line, rule, message });
        }
    }
}
