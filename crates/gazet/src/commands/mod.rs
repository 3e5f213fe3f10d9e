//! One module for each command.

pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod eval_entities;
pub(crate) mod explain;
pub(crate) mod explain_edge;
pub(crate) mod explain_entity;
pub(crate) mod explain_html;
pub(crate) mod gazetteer;
pub(crate) mod graph_check;
pub(crate) mod mentions;
pub(crate) mod merge;
pub(crate) mod pdf_text;
pub(crate) mod run;
pub(crate) mod themes;
pub(crate) mod train;
