//! Addresses whose forms carry a file and so may be larger than others.

/// Form of the menu as a table.
pub const MENU_TABLE: &str = "/admin/menu/csv";
/// Form of an item's picture.
pub const PICTURE: &str = "/admin/menu/items/{id}/picture";

/// Whether a path is an address of [`PICTURE`].
pub fn is_picture(path: &str) -> bool {
    path.starts_with("/admin/menu/items/") && path.ends_with("/picture")
}

/// Whether a body that is sent there may be larger than a form.
pub fn takes_large(path: &str) -> bool {
    path == MENU_TABLE || is_picture(path)
}

/// The page whose form with a file is sent to `path`; it says that the file was too large.
pub fn form_page(path: &str) -> Option<&str> {
    takes_large(path).then(|| path.strip_suffix("/picture").unwrap_or(path))
}
