//! A page as one file: style, font, icons and a script inside it, so that it works from a disk and without a network.
//! What the script does is not known here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::assets;

/// The icons, as every page of the site has them.
const SYMBOLS: &str = include_str!("../../templates/web/symbols.html");

/// The page. `root` is the element that the script fills; `without_script` is said where no script runs.
///
/// Its own policy lets it load nothing and send nothing: only this very script and this very style may run.
#[must_use]
pub fn single_file(title: &str, root: &str, script: &str, without_script: &str) -> String {
    let font = STANDARD.encode(assets::source("besley.woff2"));
    let style = assets::source_text("app.css").replace(
        "url(besley.woff2)",
        &format!("url(data:font/woff2;base64,{font})"),
    );
    // the only words that could end the element early
    let script = assets::source_text(script).replace("</script", "<\\/script");
    let icon = STANDARD.encode(assets::source("favicon.svg"));
    let (style_hash, script_hash) = (hash(&style), hash(&script));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{script_hash}'; \
         style-src '{style_hash}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">\n<style>{style}</style>\n</head>\n<body>\n\
         {SYMBOLS}<main id=\"main\">\n{root}\n<noscript><p class=\"note warn\">{without_script}</p></noscript>\n</main>\n\
         <script>{script}</script>\n</body>\n</html>\n"
    )
}

/// How a policy names an inline script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_is_loaded_from_elsewhere_and_the_policy_names_what_runs() {
        let page = single_file("Check", "<div></div>", "verifier.js", "No script");
        let (head, rest) = page.split_once("<style>").unwrap();
        let (style, rest) = rest.split_once("</style>").unwrap();
        let (body, rest) = rest.split_once("<script>").unwrap();
        let (script, end) = rest.split_once("</script>").unwrap();
        assert!(head.contains(&hash(style)) && head.contains(&hash(script)));
        assert!(end.trim().ends_with("</html>") && !end.contains("<script"));
        assert!(!style.contains("url(besley") && style.contains("url(data:font/woff2"));
        for outside in ["src=", "href=\"/", "href=\"http", "@import"] {
            assert!(
                !body.contains(outside) && !head.contains(outside),
                "{outside}"
            );
        }
    }
}
