//! Theme definitions, matching, scores and keyphrases.
