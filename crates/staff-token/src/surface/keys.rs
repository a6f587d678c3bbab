//! Key pair of a surface. Its types are not those of the staff's keys, so that neither can be
//! configured in place of the other.

use super::{SurfaceClaims, SurfaceKind};
use crate::InvalidKey;
use pasetors::{
    Public,
    keys::{AsymmetricKeyPair, AsymmetricPublicKey, AsymmetricSecretKey, Generate as _},
    paserk::FormatAsPaserk as _,
    token::UntrustedToken,
    version4::{PublicToken, V4},
};
use std::{
    fmt,
    io::{self, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
};

/// Implicit assertion, so that a signature for another purpose is no token here.
const PURPOSE: &[u8] = b"jumun surface";

/// Signs a surface's tokens; it never leaves the surface.
#[derive(Clone)]
pub struct SurfaceKey(AsymmetricSecretKey<V4>);

secret_key!(SurfaceKey, AsymmetricSecretKey);

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file does not exist, or cannot be read.
    #[error("cannot read {}; `server --new-key --surface-key-file` makes it", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The file cannot be created.
    #[error("cannot write {}", .0.display())]
    Unwritable(PathBuf, #[source] io::Error),
    /// The file holds no surface key.
    #[error("{} holds no surface key", .0.display())]
    Invalid(PathBuf, #[source] InvalidKey),
}

impl SurfaceKey {
    /// A new key from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, InvalidKey> {
        AsymmetricKeyPair::<V4>::generate().map(|pair| Self(pair.secret)).map_err(|_| InvalidKey)
    }

    /// The key in `file`.
    ///
    /// # Errors
    /// When the file cannot be read or holds no surface key.
    pub fn read_file(file: &Path) -> Result<Self, KeyFileError> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| KeyFileError::Unreadable(file.to_owned(), error))?;
        text.parse().map_err(|error| KeyFileError::Invalid(file.to_owned(), error))
    }

    /// The key in `file`. A missing file is created, atomically and for its owner only.
    ///
    /// # Errors
    /// When it can be neither read nor created.
    pub fn read_or_create(file: &Path) -> Result<Self, KeyFileError> {
        if file.exists() {
            return Self::read_file(file);
        }
        let key =
            Self::generate().map_err(|error| KeyFileError::Invalid(file.to_owned(), error))?;
        key.write_file(file).map_err(|error| KeyFileError::Unwritable(file.to_owned(), error))?;
        Ok(key)
    }

    fn write_file(&self, file: &Path) -> io::Result<()> {
        let folder =
            file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(beside, "{}", self.to_secret_text())?;
        beside.as_file().sync_all()?;
        beside.persist_noclobber(file)?;
        Ok(())
    }

    fn to_secret_text(&self) -> String {
        let mut text = String::new();
        let _infallible = self.0.fmt(&mut text);
        text
    }

    /// The public half, with which services check its tokens.
    ///
    /// # Errors
    /// When the key is invalid.
    pub fn public_key(&self) -> Result<SurfacePublicKey, InvalidKey> {
        AsymmetricPublicKey::try_from(&self.0).map(SurfacePublicKey).map_err(|_| InvalidKey)
    }

    /// The token as text; it is signed, not encrypted.
    ///
    /// # Errors
    /// When the key is invalid.
    pub fn sign_claims(&self, claims: &SurfaceClaims) -> Result<String, InvalidKey> {
        let content = serde_json::to_vec(claims).map_err(|_| InvalidKey)?;
        PublicToken::sign(&self.0, &content, None, Some(PURPOSE)).map_err(|_| InvalidKey)
    }
}

/// Checks a surface's tokens.
#[derive(Debug, Clone)]
pub struct SurfacePublicKey(AsymmetricPublicKey<V4>);

impl FromStr for SurfacePublicKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        AsymmetricPublicKey::try_from(text.trim()).map(Self).map_err(|_| InvalidKey)
    }
}

impl fmt::Display for SurfacePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The public halves that a service trusts, by surface.
#[derive(Debug, Clone, Default)]
pub(super) struct SurfaceKeyRing {
    pub client: Vec<SurfacePublicKey>,
    pub admin: Vec<SurfacePublicKey>,
}

impl SurfaceKeyRing {
    /// The claims in the text, if a key of the surface that they name signed them. The current time
    /// and the audience are not checked.
    pub(crate) fn verify_token(&self, text: &str) -> Option<SurfaceClaims> {
        let untrusted = UntrustedToken::<Public, V4>::try_from(text).ok()?;
        let client = self.client.iter().map(|key| (SurfaceKind::Client, key));
        let admin = self.admin.iter().map(|key| (SurfaceKind::Admin, key));
        client.chain(admin).find_map(|(surface, SurfacePublicKey(key))| {
            let trusted = PublicToken::verify(key, &untrusted, None, Some(PURPOSE)).ok()?;
            let claims: SurfaceClaims = serde_json::from_str(trusted.payload()).ok()?;
            (claims.surface == surface && claims.has_short_life()).then_some(claims)
        })
    }
}
