//! Reading collections, the parallel run over documents, the run folder.
