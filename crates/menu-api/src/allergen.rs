//! [`Allergen`], the allergens of food labelling laws.

use serde::{Deserialize, Serialize};

macro_rules! allergens {
    ($($(#[$more:meta])* $name:ident = $id:tt, $words:literal;)+) => {
        /// The 19 allergens of Korean food labelling law (식품등의 표시기준), then those that only EU law
        /// names (Regulation 1169/2011, annex II).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Allergen {
            $(#[doc = $words] #[serde(rename = $id)] $(#[$more])* $name,)+
        }

        impl Allergen {
            /// All allergens: those of Korean law, then those of EU law.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its id on the wire, such as `pine_nut`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }
        }
    };
}

allergens! {
    Egg = "egg", "알류";
    Milk = "milk", "우유";
    Buckwheat = "buckwheat", "메밀";
    Peanut = "peanut", "땅콩";
    Soy = "soy", "대두";
    Wheat = "wheat", "밀";
    Mackerel = "mackerel", "고등어";
    Crab = "crab", "게";
    Shrimp = "shrimp", "새우";
    Pork = "pork", "돼지고기";
    Peach = "peach", "복숭아";
    Tomato = "tomato", "토마토";
    Sulfite = "sulfite", "아황산류";
    Walnut = "walnut", "호두";
    Chicken = "chicken", "닭고기";
    Beef = "beef", "쇠고기";
    Squid = "squid", "오징어";
    Shellfish = "shellfish", "조개류(굴, 전복, 홍합 포함)";
    PineNut = "pine_nut", "잣";
    Gluten = "gluten", "밀이 아닌 글루텐 곡물: 호밀, 보리, 귀리";
    #[serde(alias = "almond", alias = "hazelnut")]
    TreeNut = "tree_nut", "호두와 잣이 아닌 견과류: 아몬드, 헤이즐넛 등";
    Sesame = "sesame", "참깨";
    Celery = "celery", "셀러리";
    Mustard = "mustard", "겨자";
    Lupin = "lupin", "루핀";
    Fish = "fish", "고등어가 아닌 생선";
    Crustacean = "crustacean", "게와 새우가 아닌 갑각류";
    Mollusc = "mollusc", "오징어와 조개류가 아닌 연체동물";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_allergen_is_on_the_wire_what_its_id_says() {
        for allergen in Allergen::ALL {
            assert_eq!(serde_json::to_value(allergen).unwrap(), allergen.id());
        }
        assert_eq!(serde_json::from_str::<Allergen>("\"hazelnut\"").unwrap(), Allergen::TreeNut);
    }

    #[cfg(feature = "openapi")]
    #[test]
    fn the_description_names_them_as_the_wire_does() {
        let schema = serde_json::to_value(<Allergen as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["enum"], serde_json::to_value(Allergen::ALL).unwrap());
    }
}
