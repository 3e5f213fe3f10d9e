//! Versioned records and the files that carry them: Parquet, JSONL, CSV, GraphML and others.
