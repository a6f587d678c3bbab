//! Import rules between workspace members. The reasons are in ARCHITECTURE.md; in short, a service
//! that cannot import another cannot come to depend on it, and SQL, HTTP between services, and HTML
//! each stay in one place.

pub mod circles;

/// One workspace member and the dependencies in its manifest, without dev-dependencies.
#[derive(Debug, Clone, Default)]
pub struct WorkspaceMember {
    pub name: String,
    /// Other workspace members.
    pub inside: Vec<String>,
    /// Published packages.
    pub outside: Vec<String>,
    /// Those of `outside` that are optional: only a feature enables them.
    pub optional: Vec<String>,
    pub tokio_features: Vec<String>,
}

/// The members that each member may import; a member that is not listed breaks the rules.
const INSIDE: [(&str, &[&str]); 17] = [
    ("app", &["gateway", "staff-api", "menu-api", "order-api"]),
    // Its programs call services as a surface does, with a key made for them.
    ("chaos", &["staff-api", "staff-token", "menu-api", "order-api", "process-kit", "service-kit"]),
    ("frontend", &["app", "staff-api", "menu-api", "order-api"]),
    (
        "server",
        &["app", "gateway", "service-kit", "staff-api", "staff-token", "menu-api", "order-api"],
    ),
    // Signs every call for the surface that it is part of.
    ("gateway", &["staff-api", "staff-token", "menu-api", "order-api"]),
    ("staff", &["staff-api", "staff-token", "service-kit", "db-kit"]),
    ("menu", &["menu-api", "staff-api", "staff-token", "service-kit", "db-kit"]),
    ("order", &["order-api", "staff-api", "staff-token", "service-kit", "db-kit"]),
    ("staff-api", &[]),
    ("menu-api", &[]),
    ("order-api", &[]),
    ("staff-token", &["staff-api", "service-kit"]),
    ("service-kit", &[]),
    // The audit log that every service writes has its wire types in `staff-api`.
    ("db-kit", &["staff-api", "service-kit"]),
    ("process-kit", &[]),
    ("test-kit", &[]),
    ("xtask", &["process-kit"]),
];

/// Published packages that only some members may import; an entry includes the packages whose names
/// continue with `_` or `-`. `chaos` audits from outside, over HTTP as customers do and in the
/// databases by SQL, and does not ship.
const OUTSIDE: [(&str, &[&str]); 5] = [
    ("sqlx", &["chaos", "staff", "menu", "order", "db-kit", "test-kit"]),
    ("reqwest", &["chaos", "gateway", "test-kit"]),
    ("leptos", &["app", "frontend", "server"]),
    ("pasetors", &["staff-token"]),
    (
        "utoipa",
        &[
            "staff",
            "staff-api",
            "staff-token",
            "menu",
            "menu-api",
            "order",
            "order-api",
            "service-kit",
        ],
    ),
];

/// The only packages that a wire contract (`…-api`) may import: it is compiled for the browser,
/// too.
const CONTRACT: [&str; 3] = ["serde", "uuid", "jiff"];

/// Packages that a wire contract may import as optional: the browser's build does not enable them.
const CONTRACT_OPTIONAL: [&str; 4] =
    ["utoipa", "encoding_rs", "unicode-normalization", "unicode-segmentation"];

/// One sentence for each broken rule.
pub fn find_violations(members: &[WorkspaceMember]) -> Vec<String> {
    members
        .iter()
        .flat_map(|member| {
            [
                member_violations(member),
                package_violations(member),
                contract_violations(member),
                tokio_violations(member),
            ]
            .concat()
        })
        .collect()
}

fn member_violations(member: &WorkspaceMember) -> Vec<String> {
    let Some((_, allowed)) = INSIDE.iter().find(|(name, _)| *name == member.name) else {
        return vec![format!(
            "{} has no import rule: add it to xtask/src/check/rules/mod.rs",
            member.name
        )];
    };
    forbidden_imports(member, &member.inside, |import| allowed.contains(&import))
}

fn package_violations(member: &WorkspaceMember) -> Vec<String> {
    forbidden_imports(member, &member.outside, |import| {
        OUTSIDE.iter().all(|(package, allowed)| {
            !is_package_or_part(import, package) || allowed.contains(&member.name.as_str())
        })
    })
}

fn contract_violations(member: &WorkspaceMember) -> Vec<String> {
    if !member.name.ends_with("-api") {
        return Vec::new();
    }
    forbidden_imports(member, &member.outside, |import| {
        let is_optional = member.optional.iter().any(|optional| optional == import);
        CONTRACT.contains(&import) || is_optional && CONTRACT_OPTIONAL.contains(&import)
    })
}

fn tokio_violations(member: &WorkspaceMember) -> Vec<String> {
    let full = member.tokio_features.iter().any(|feature| feature == "full");
    full.then(|| format!("{} must name the tokio features it uses, not `full`", member.name))
        .into_iter()
        .collect()
}

fn forbidden_imports(
    member: &WorkspaceMember,
    imports: &[String],
    allowed: impl Fn(&str) -> bool,
) -> Vec<String> {
    let forbidden = imports.iter().filter(|import| !allowed(import));
    forbidden.map(|import| format!("{} must not import {import}", member.name)).collect()
}

fn is_package_or_part(import: &str, package: &str) -> bool {
    import.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, inside: &[&str], outside: &[&str]) -> WorkspaceMember {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        WorkspaceMember {
            name: name.to_owned(),
            inside: owned(inside),
            outside: owned(outside),
            ..WorkspaceMember::default()
        }
    }

    #[test]
    fn what_the_rules_allow_passes() {
        let members = [
            member("menu", &["menu-api", "service-kit"], &["sqlx", "axum"]),
            member("gateway", &["menu-api", "order-api"], &["reqwest"]),
            member("app", &["gateway", "order-api"], &["leptos", "leptos_router"]),
            member("order-api", &[], &["serde", "uuid", "jiff"]),
            WorkspaceMember {
                optional: vec!["utoipa".to_owned()],
                ..member("menu-api", &[], &["serde", "utoipa"])
            },
        ];
        assert_eq!(find_violations(&members), Vec::<String>::new());
    }

    #[test]
    fn each_planted_violation_is_found() {
        let planted = [
            member("menu", &["order"], &[]),
            member("menu", &["order-api"], &[]),
            member("order", &["gateway"], &[]),
            member("service-kit", &["order-api"], &[]),
            member("gateway", &["service-kit"], &[]),
            member("frontend", &["server"], &[]),
            member("order-api", &[], &["tokio"]),
            member("order-api", &[], &["utoipa"]),
            WorkspaceMember {
                optional: vec!["tokio".to_owned()],
                ..member("menu-api", &[], &["tokio"])
            },
            member("gateway", &[], &["utoipa"]),
            member("gateway", &[], &["sqlx"]),
            member("server", &[], &["reqwest"]),
            member("order", &[], &["leptos_axum"]),
            member("order", &["staff"], &[]),
            member("server", &[], &["pasetors"]),
            member("payment", &[], &[]),
            WorkspaceMember {
                tokio_features: vec!["full".to_owned()],
                ..member("order", &[], &[])
            },
        ];
        for member in planted {
            assert_eq!(find_violations(std::slice::from_ref(&member)).len(), 1, "{member:?}");
        }
    }
}
