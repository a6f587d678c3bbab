//! What the services' tests share; a dev-dependency only.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod database;
mod description;
mod disk;
mod gate;
mod process;

pub use database::{TestDatabase, postgres_server};
pub use description::assert_methods_described;
pub use disk::SmallDisk;
pub use gate::{ConnectionFailure, ConnectionGate};
pub use process::ServiceProcess;

/// Runs each function once on each engine, on a database of its own. `$database` has
/// `async fn sqlite()`, `async fn postgres()` and `async fn finish(self)`.
///
/// The crate's build script sets the cfg `skip_postgres` from `JUMUN_SKIP_POSTGRES`, so that
/// skipped tests are counted as ignored.
#[macro_export]
macro_rules! on_both_engines {
    ($database:ty: $($module:ident :: $name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let database = <$database>::sqlite().await;
                super::$module::$name(&database).await;
                database.finish().await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            #[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
            async fn $name() {
                let database = <$database>::postgres().await;
                super::$module::$name(&database).await;
                database.finish().await;
            })+
        }
    };
}

/// Runs each function once for each way from one engine to another or the same, with both
/// databases.
#[macro_export]
macro_rules! between_engines {
    (@ test $from:ident $to:ident [$($ignore:tt)*] $database:ty: $module:ident :: $name:ident) => {
        #[tokio::test(flavor = "multi_thread")]
        $($ignore)*
        async fn $name() {
            let from = <$database>::$from().await;
            let to = <$database>::$to().await;
            super::$module::$name(&from, &to).await;
            from.finish().await;
            to.finish().await;
        }
    };
    (@ way $way:ident $from:ident $to:ident $ignore:tt $database:ty: $($module:ident :: $name:ident)+) => {
        mod $way {
            $($crate::between_engines! { @ test $from $to $ignore $database: $module::$name })+
        }
    };
    ($database:ty: $($module:ident :: $name:ident),+ $(,)?) => {
        $crate::between_engines! { @ way sqlite_to_sqlite sqlite sqlite [] $database: $($module::$name)+ }
        $crate::between_engines! { @ way sqlite_to_postgres sqlite postgres
            [#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]] $database: $($module::$name)+ }
        $crate::between_engines! { @ way postgres_to_sqlite postgres sqlite
            [#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]] $database: $($module::$name)+ }
        $crate::between_engines! { @ way postgres_to_postgres postgres postgres
            [#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]] $database: $($module::$name)+ }
    };
}
