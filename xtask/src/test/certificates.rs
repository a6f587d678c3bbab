//! Certificates for a throwaway Postgres with TLS: an authority, a server certificate signed by it,
//! and a second authority that has signed nothing.

use anyhow::{Context as _, Result};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::{
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
};

const CERTIFICATE: &str = "server.pem";
const KEY: &str = "server.key";

/// Writes the certificates to the folder `home`, the server's key owned by `owner`, and returns the
/// Postgres settings that name them. The server certificate is valid for `names`: host names or
/// addresses.
///
/// # Errors
/// When they cannot be made or written.
pub fn make_certificates(
    home: &Path,
    owner: Option<(u32, u32)>,
    names: Vec<String>,
) -> Result<[String; 3]> {
    let (authority, signed_by) = new_authority()?;
    fs::write(trusted_authority(home), authority)?;
    fs::write(untrusted_authority(home), new_authority()?.0)?;
    let key = KeyPair::generate()?;
    let server = CertificateParams::new(names)?.signed_by(&key, &signed_by)?;
    fs::write(home.join(CERTIFICATE), server.pem())?;
    // Postgres refuses a key that other users can read.
    let mut file =
        fs::File::options().create_new(true).write(true).mode(0o600).open(home.join(KEY))?;
    file.write_all(key.serialize_pem().as_bytes())?;
    if let Some((uid, gid)) = owner {
        chown(home.join(KEY), Some(uid), Some(gid)).context("cannot give the server its key")?;
    }
    let at = |name: &str| home.join(name).display().to_string();
    Ok([
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", at(CERTIFICATE)),
        format!("ssl_key_file={}", at(KEY)),
    ])
}

/// The authority that signed the server's certificate.
pub fn trusted_authority(home: &Path) -> PathBuf {
    home.join("authority.pem")
}

/// The authority that has signed nothing.
pub fn untrusted_authority(home: &Path) -> PathBuf {
    home.join("stranger.pem")
}

fn new_authority() -> Result<(String, Issuer<'static, KeyPair>)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), Issuer::new(params, key)))
}
