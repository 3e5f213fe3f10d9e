//! The co-occurrence graph: windows, counts, association measures, communities, centrality.
