//! Which language a page speaks: the one that the app asked for, that the user has chosen, or that
//! the browser prefers; English where we speak none of them.

/// A language of our pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The reference: every sentence is written in it first.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Arabic, from right to left.
    Arabic,
    /// Hindi.
    Hindi,
}

/// What is known of the languages that somebody reads, the weightier first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    /// `ui_locales`: tags in their order, by space
    /// ([OpenID Connect Core section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
    pub ui_locales: Option<&'a str>,
    /// The tag that the user has chosen for himself.
    pub user: Option<&'a str>,
    /// The header `Accept-Language`
    /// ([RFC 9110 section 12.5.4](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4)).
    pub accept_language: Option<&'a str>,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Arabic, Self::Hindi];

    /// The language's tag, as in `lang` and `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Arabic => "ar",
            Self::Hindi => "hi",
        }
    }

    /// The direction of its lines, as in `dir`.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            Self::English | Self::German | Self::French | Self::Spanish | Self::Hindi => "ltr",
        }
    }

    /// The language for somebody.
    pub fn choose(wishes: Wishes<'_>) -> Self {
        let asked = wishes.ui_locales.into_iter().flat_map(str::split_whitespace);
        let mut asked = asked.chain(wishes.user).filter_map(Self::of_tag);
        asked.next().or_else(|| preferred(wishes.accept_language?)).unwrap_or_default()
    }

    /// The language of a tag, whatever its script, country or variant: `de-AT` is German.
    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// The language of ours that a header prefers: of two with the same weight the first.
fn preferred(header: &str) -> Option<Language> {
    let mut ranges: Vec<(f32, &str)> = header.split(',').filter_map(weighed).collect();
    // Stable: what has the same weight stays in its order.
    ranges.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranges.into_iter().find_map(|(_, tag)| match tag {
        "*" => Some(Language::default()),
        tag => Language::of_tag(tag),
    })
}

/// A tag with its weight; nothing for one that is not wanted or has no weight that is one.
fn weighed(range: &str) -> Option<(f32, &str)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?;
    let weight = match parts.find_map(|part| part.strip_prefix(['q', 'Q'])?.strip_prefix('=')) {
        Some(text) => text.trim().parse().ok()?,
        None => 1.0,
    };
    (weight > 0.0 && weight <= 1.0).then_some((weight, tag))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepted(header: &str) -> &'static str {
        Language::choose(Wishes { accept_language: Some(header), ..Wishes::default() }).tag()
    }

    #[test]
    fn the_app_goes_before_the_user_and_the_user_before_the_browser() {
        let all = Wishes {
            ui_locales: Some("xx  fr-CA de"),
            user: Some("es"),
            accept_language: Some("ar"),
        };
        assert_eq!(Language::choose(all), Language::French);
        let wishes = Wishes { ui_locales: None, ..all };
        assert_eq!(Language::choose(wishes), Language::Spanish);
        assert_eq!(Language::choose(Wishes { user: Some("zh-TW"), ..wishes }), Language::Arabic);
        assert_eq!(Language::choose(Wishes::default()), Language::English);
    }

    #[test]
    fn a_header_is_read_by_its_weights() {
        for (header, tag) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en;q=0.3, FR-fr;q=0.7", "fr"),
            ("pt-BR, es;q=0.5, ar;q=0.5", "es"),
            ("de;q=0, hi;q=0.001", "hi"),
            ("ja, *;q=0.5, de;q=0.1", "en"),
            ("hi_IN", "hi"),
            ("de ; q=0.5 , ar ; q=0.6", "ar"),
            ("de;q=nan, es;q=7, fr;q=x, ar;q=-1", "en"),
            ("ja,ko", "en"),
            ("deutsch, e, -, ;q=1, ,", "en"),
            ("", "en"),
        ] {
            assert_eq!(accepted(header), tag, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(a in ".*", b in ".*", c in "[a-zA-Z*;,=q0-9. -]*") {
            accepted(&a);
            accepted(&c);
            Language::choose(Wishes {
                ui_locales: Some(&a),
                user: Some(&b),
                accept_language: Some(&c),
            });
        }

        #[test]
        fn a_language_of_ours_is_found_behind_any_we_do_not_speak(
            others in prop::collection::vec("(ja|ko|pl)(-[A-Z]{2})?", 0..4),
            language in prop::sample::select(Language::ALL.to_vec()),
        ) {
            let tags = [others.as_slice(), &[language.tag().to_owned()]].concat();
            prop_assert_eq!(accepted(&tags.join(", ")), language.tag());
            let ui_locales = tags.join(" ");
            let wishes = Wishes { ui_locales: Some(&ui_locales), ..Wishes::default() };
            prop_assert_eq!(Language::choose(wishes), language);
        }
    }
}
