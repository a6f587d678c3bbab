//! Texts of staff, devices, PINs and sign-in.

/// Texts of staff, devices, PINs and sign-in.
pub struct PeopleWords {}

pub(super) const KO: PeopleWords = PeopleWords {};

pub(super) const EN: PeopleWords = PeopleWords {};
