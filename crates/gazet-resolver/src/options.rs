//! Knobs.

/// How mentions are settled. The defaults are meant for news and web pages in Latin script.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResolverOptions {
    /// Least score of a mention, in [0, 1]; default 0.5. Lower finds more and errs more.
    pub threshold: f32,
    /// Least lead of the best entity over the second, in confidence; default 0.1. Below it the mention stays
    /// unresolved, with all its candidates.
    pub margin: f32,
    /// Most candidates kept for one mention; default 8.
    pub max_candidates: usize,
}

impl Default for ResolverOptions {
    fn default() -> Self {
        Self { threshold: 0.5, margin: 0.1, max_candidates: 8 }
    }
}
