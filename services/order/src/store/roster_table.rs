//! The last signed roster of each store's staff.

use async_trait::async_trait;
use member_api::SignedRoster;
use member_token::RosterRepository;
use service_kit::Problem;
use store_kit::{VersionedSql, VersionedTexts};

/// The table `staff_rosters`.
pub(super) const SQL: VersionedSql = VersionedSql {
    newer: "SELECT body FROM staff_rosters WHERE version > $1",
    keep: "INSERT INTO staff_rosters (store_id, version, body) VALUES ($1, $2, $3)
           ON CONFLICT (store_id) DO UPDATE SET version = excluded.version, body = excluded.body
           WHERE staff_rosters.version < excluded.version",
};

/// The rosters in this service's database.
#[derive(Debug, Clone)]
pub struct RosterTable(pub(super) VersionedTexts);

#[async_trait]
impl RosterRepository for RosterTable {
    async fn newer_rosters(&self, known: i64) -> Result<Vec<SignedRoster>, Problem> {
        let texts = self.0.newer(known).await?;
        Ok(texts.into_iter().map(|signed| SignedRoster { signed }).collect())
    }

    async fn keep_roster(&self, store: &str, version: i64, signed: &SignedRoster) -> Result<(), Problem> {
        Ok(self.0.keep(store, version, &signed.signed).await?)
    }
}
