//! Which of a site's languages somebody is spoken to in.

use super::{Language, Languages, Voice};
use crate::site::Site;

impl Languages {
    /// What this reader is spoken to in: the site's own language, or, where it offers several, the one of them that the
    /// reader's `Accept-Language` wants most.
    pub fn choose(&self, site: &Site, accept_language: Option<&str>) -> Language {
        // Articles in Dutch may stand among English words: what the site offers counts, not what it is written in.
        let own = || {
            let first = || site.languages.first().and_then(|tag| self.find(tag));
            let written_in = self.find(&site.language).filter(|language| self.is_offered(site, *language));
            written_in.or_else(first).unwrap_or(Language::ENGLISH)
        };
        if !site.offers_languages() {
            return own();
        }
        accept_language.and_then(|header| self.negotiate(site, header)).unwrap_or_else(own)
    }

    /// What a letter to somebody is in who asks for nothing now: the language they were last spoken to in, where this site
    /// offers it; else the site's own.
    pub fn remembered<'a>(&self, site: &'a Site, tag: Option<&str>) -> Voice<'a> {
        let known = tag.and_then(|tag| self.find(tag)).filter(|language| self.is_offered(site, *language));
        Voice { site, language: known.unwrap_or_else(|| self.choose(site, None)) }
    }

    /// By the language that each named one is said in: who offers `de-AT` offers what `de` says.
    fn is_offered(&self, site: &Site, language: Language) -> bool {
        site.languages.is_empty() || site.languages.iter().any(|tag| self.find(tag) == Some(language))
    }

    fn negotiate(&self, site: &Site, header: &str) -> Option<Language> {
        let mut best: Option<(f32, Language)> = None;
        // No browser has so many; a longer list is cut rather than walked.
        for entry in header.split(',').take(24) {
            let (tag, quality) = entry.split_once(';').unwrap_or((entry, ""));
            let quality = quality.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let is_better = quality > 0.0 && best.is_none_or(|(so_far, _)| quality > so_far);
            if !is_better {
                continue;
            }
            if let Some(language) = self.find_offered(site, tag.trim()) {
                best = Some((quality, language));
                // Nothing is wanted more: the first of most browsers' lists ends the search.
                if quality >= 1.0 {
                    break;
                }
            }
        }
        best.map(|(_, language)| language)
    }

    /// As [`find`](Self::find) does, among what the site offers.
    fn find_offered(&self, site: &Site, tag: &str) -> Option<Language> {
        let base = tag.split('-').next().unwrap_or(tag);
        [tag, base].iter().filter_map(|tag| self.find(tag)).find(|language| self.is_offered(site, *language))
    }
}
