//! Forged tokens: only one format, one version and one algorithm is read, regardless of what a
//! token says of itself.

use jiff::Timestamp;
use staff_api::{DeviceId, DevicePass, StaffClaims};
use staff_token::{PublicKeys, SigningKey};
use uuid::Uuid;

#[test]
fn no_other_algorithm_is_read_whatever_the_token_names() {
    let key = SigningKey::generate().unwrap();
    let public = PublicKeys::from(key.public_key().unwrap());
    let pass =
        StaffClaims::Device(DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() });
    let text = key.sign_token(&pass).unwrap();
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(public.verify_token(&text, now), Some(pass));
    let body = text.strip_prefix("v4.public.").unwrap();
    for prefix in [
        "v1.public.",
        "v2.public.",
        "v3.public.",
        "v4.local.",
        "v4.",
        "V4.PUBLIC.",
        "v5.public.",
        "",
    ] {
        assert_eq!(public.verify_token(&format!("{prefix}{body}"), now), None, "{prefix}");
    }
    // {"alg":"none"} and {"alg":"HS256"}, with the same claims.
    for head in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
        for signature in ["", "AAAA", body] {
            assert_eq!(
                public.verify_token(&format!("{head}.{body}.{signature}"), now),
                None,
                "{head}"
            );
        }
    }
}

#[test]
fn a_token_cannot_bring_its_own_key() {
    let key = SigningKey::generate().unwrap();
    let attacker = SigningKey::generate().unwrap();
    let pass =
        StaffClaims::Device(DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() });
    let text = attacker.sign_token(&pass).unwrap();
    // A PASETO footer may name a key. It only selects among the trusted keys, and the signature
    // covers it.
    for footer in ["", ".eyJraWQiOiJhdHRhY2tlciJ9", &format!(".{}", attacker.public_key().unwrap())]
    {
        assert_eq!(
            PublicKeys::from(key.public_key().unwrap())
                .verify_token(&format!("{text}{footer}"), Timestamp::UNIX_EPOCH),
            None
        );
    }
}
