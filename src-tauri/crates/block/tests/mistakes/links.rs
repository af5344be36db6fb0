//! Mistakes in a link.

use super::{Row, hold};

pub(crate) const ROWS: &[Row] = &[
    ("l/pack.toml", "\"s@1.0\"", "\"t@1.0\"", "l/pack.toml:6:12: no scheme pack \"t\"; write one of: s"),
    ("l/pack.toml", "\"s@1.0\"", "\"s\"", "l/pack.toml:6:12: name the pack by id and version: \"s@1.0\""),
    (
        "l/pack.toml",
        "\"f@1.0\"",
        "\"f@1.1\"",
        "l/pack.toml:7:12: the format \"f\" is here in version 1.0: write \"f@1.0\"",
    ),
    ("l/pack.toml", "[\"f@1.0\"]", "[]", "l/pack.toml:7:11: a link names a format at least: [\"id@1.0\"]"),
    (
        "l/pack.toml",
        "country = \"XB\"",
        "country = \"KK\"",
        "l/pack.toml:10:11: \"KK\" is no country: write its ISO 3166-1 alpha-2 code",
    ),
    (
        "l/pack.toml",
        "confidentiality = \"For customs only.\"",
        "confidentiality = \"\"",
        "l/pack.toml:18:19: `confidentiality` is empty: say who may see the data, for what they may be used and how long they are kept",
    ),
    (
        "l/pack.toml",
        "confidentiality = \"For customs only.\"\n",
        "",
        "l/pack.toml:14:1: the key `confidentiality` is missing in this table",
    ),
    (
        "l/pack.toml",
        "business_rules = [\"Only signed ones count.\"]",
        "business_rules = []",
        "l/pack.toml:36:18: `business_rules` is empty: say what both sides hold to, a sentence each",
    ),
    (
        "l/pack.toml",
        "trigger = \"One is issued.\"\n",
        "",
        "l/pack.toml:35:1: the key `trigger` is missing in this table",
    ),
    (
        "l/pack.toml",
        "articles = [\"6.7\", \"7.1\", \"7.2\"]",
        "articles = [\"6.7\", \"7.1\"]",
        "l/pack.toml:28:12: the Revised Kyoto Convention, General Annex is named without 7.2: write articles = [\"6.7\", \"7.1\", \"7.2\"]",
    ),
    (
        "l/pack.toml",
        "id = \"tfa\"",
        "id = \"gatt\"",
        "l/pack.toml:20:1: the legal basis does not name the WTO Agreement on Trade Facilitation: add a text with id = \"tfa\" and articles = [\"12\"]",
    ),
    (
        "l/pack.toml",
        "articles = [\"12\"]",
        "articles = [\"10\"]",
        "l/pack.toml:33:12: the WTO Agreement on Trade Facilitation is named without 12: write articles = [\"12\"]",
    ),
    (
        "l/pack.toml",
        "id = \"agreement\"\ntext = \"An agreement\"\narticles = [\"1\"]\n\n[[business_case.legal_basis]]\n",
        "",
        "l/pack.toml:21:6: the first text of the legal basis is the agreement or arrangement itself",
    ),
    (
        "l/pack.toml",
        "articles = [\"1\"]",
        "articles = []",
        "l/pack.toml:23:12: no article of \"agreement\" is named: write those that the exchange stands on",
    ),
    (
        "l/pack.toml",
        "\"slip\"]",
        "\"slop\"]",
        "l/pack.toml:39:32: no kind of document \"slop\"; did you mean \"slip\"?",
    ),
    (
        "l/pack.toml",
        "\"pages-v1\"",
        "\"pages-v9\"",
        "l/pack.toml:47:8: this program does not know the interface \"pages-v9\"; did you mean \"pages-v1\"?",
    ),
    (
        "l/pack.toml",
        "certificates = \"/certificates\"\n",
        "",
        "l/pack.toml:49:1: the interface pages-v1 wants a path `certificates`",
    ),
    (
        "l/pack.toml",
        "enrol = \"/enrol\"",
        "enrol = \"enrol\"",
        "l/pack.toml:52:9: a path of the interface begins with a slash: \"/enrol\"",
    ),
    ("l/pack.toml", "page_size = 50", "page_size = 0", "l/pack.toml:48:13: `page_size` is 1 to 1000"),
    (
        "l/pack.toml",
        "[signature]\n",
        "[signature]\nsunsets = { \"ecdsa-sha1\" = \"2019-12-31\" }\n",
        "l/pack.toml:54:1: `sunsets` names \"ecdsa-sha1\", which is no algorithm of this profile",
    ),
    (
        "l/pack.toml",
        "[signature]\nfamily = \"xml-dsig\"\nalgorithms = [",
        "[signature]\nfamily = \"xml-dsig\"\nalgorithms = [\"rsa-sha1\", ",
        "l/pack.toml:54:1: rsa-sha1 is broken: say its last day: sunsets = { rsa-sha1 = \"2019-12-31\" }",
    ),
    (
        "l/pack.toml",
        "[signature]\n",
        "[signature]\nallows = [\"xadse\"]\n",
        "l/pack.toml:54:1: no form \"xadse\" of a signature; did you mean \"xades\"?",
    ),
    (
        "l/pack.toml",
        "[signature]\nfamily = \"xml-dsig\"",
        "[signature]\nfamily = \"xml-dsg\"",
        "l/pack.toml:54:1: this program does not know the signature family \"xml-dsg\"; did you mean \"xml-dsig\"?",
    ),
    (
        "l/pack.toml",
        "[\"ecdsa-sha256\"]",
        "[\"ecdsa-sha265\"]",
        "l/pack.toml:54:1: no algorithm \"ecdsa-sha265\" in xml-dsig; did you mean \"ecdsa-sha256\"?",
    ),
    (
        "l/pack.toml",
        "signatures = [{ role = \"official\", covers = \"\", listed = true }]",
        "signatures = []",
        "l/pack.toml:54:1: no signature is asked for: name them with role and covers",
    ),
    (
        "l/pack.toml",
        "role = \"official\"",
        "role = \"offical\"",
        "l/pack.toml:54:1: no role \"offical\" of a signature; did you mean \"official\"?",
    ),
    (
        "l/pack.toml",
        "length = 2, is = \"XB\"",
        "length = 3, is = \"XB\"",
        "l/pack.toml:70:1: the part `country` of the number is \"XB\" and 3 characters long: make the two agree",
    ),
    (
        "l/pack.toml",
        "\"delivered\", \"used\"",
        "\"delivered\", \"usd\"",
        "l/pack.toml:75:24: no state of a receipt \"usd\"; did you mean \"used\"?",
    ),
    (
        "l/pack.toml",
        "first_root = \"connection\"",
        "first_root = \"pack\"",
        "l/pack.toml:80:14: `first_root` is \"connection\": anchors come with the connection file, never with a pack",
    ),
    (
        "l/pack.toml",
        "first_root =",
        "first_rot =",
        "l/pack.toml:80:1: unknown key `first_rot`; did you mean \"first_root\"?",
    ),
    (
        "l/pack.toml",
        "crls = [\"/crl\"]\n",
        "",
        "l/pack.toml:79:14: the signature profile uses CRLs: say where they are: crls = [\"/crl/…\"]",
    ),
];

#[test]
fn each_gives_its_message_and_no_other() {
    hold(ROWS);
}
