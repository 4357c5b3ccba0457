//! A PostgreSQL of one test's own, to be stopped, cut off and filled up.
