//! Writes of orders: a transaction each. Its commit is announced to the feeds of all replicas.

use super::{Db, queries::orders, wake::CommitNotifier};
use crate::{
    db::{PlaceOutcome, RepositoryError},
    domain::{ChangeDecision, OrderChange, OrderPlacement},
};
use db_kit::ConnectionPools;
use sqlx::PgTransaction;
use tokio::sync::watch;

pub(super) struct OrderWriter {
    pools: ConnectionPools<Db>,
    commits: watch::Sender<u64>,
    wake: CommitNotifier,
}

impl OrderWriter {
    pub(super) fn start(pools: &ConnectionPools<Db>) -> Self {
        let commits = watch::Sender::new(0);
        let wake = CommitNotifier::start(&pools.writers, commits.clone());
        Self { pools: pools.clone(), commits, wake }
    }

    pub(super) async fn place_order(
        &self,
        placement: OrderPlacement,
    ) -> Result<PlaceOutcome, RepositoryError> {
        let mut transaction = self.pools.begin_write().await?;
        let placed = orders::place_order(&mut transaction, &placement).await?;
        if matches!(placed, PlaceOutcome::Refused(_)) {
            return Ok(placed);
        }
        #[cfg(feature = "planted-bugs")]
        if crate::planted::acknowledges_before_commit() {
            self.commit_later(transaction);
            return Ok(placed);
        }
        self.commit_transaction(transaction).await?;
        Ok(placed)
    }

    pub(super) async fn change_order(
        &self,
        change: OrderChange,
    ) -> Result<Option<ChangeDecision>, RepositoryError> {
        let mut transaction = self.pools.begin_write().await?;
        let decision = orders::change_order(&mut transaction, &change).await?;
        self.commit_transaction(transaction).await?;
        Ok(decision)
    }

    async fn commit_transaction(
        &self,
        transaction: PgTransaction<'static>,
    ) -> Result<(), RepositoryError> {
        transaction.commit().await?;
        self.commits.send_modify(|count| *count += 1);
        self.wake.request_notification();
        Ok(())
    }

    #[cfg(feature = "planted-bugs")]
    fn commit_later(&self, transaction: PgTransaction<'static>) {
        let commits = self.commits.clone();
        tokio::spawn(async move {
            tokio::time::sleep(crate::planted::PAUSE).await;
            let _lost = transaction.commit().await;
            commits.send_modify(|count| *count += 1);
        });
    }

    /// Each call writes by itself, so there is no task that could have ended.
    pub(super) fn check_running(&self) -> Result<(), RepositoryError> {
        Ok(())
    }

    /// A counter that is raised after commits of every replica.
    pub(super) fn watch_commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    pub(super) async fn close(&self) {
        self.wake.close().await;
    }
}
