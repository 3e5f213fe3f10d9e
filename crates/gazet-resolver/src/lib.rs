//! From candidates and recognized spans to mentions with entities, inside a document and across documents.
