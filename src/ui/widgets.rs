//! Widgets no library has.
