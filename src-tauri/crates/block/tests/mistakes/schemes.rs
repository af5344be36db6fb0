//! Mistakes in a scheme.

use super::{Row, hold};

pub(crate) const ROWS: &[Row] = &[
    (
        "s/pack.toml",
        "cert.marks.retrospective",
        "cert.marks.retrospectiv",
        "s/pack.toml:35:21: cert.marks has no field \"retrospectiv\"; did you mean \"retrospective\"?",
    ),
    (
        "s/pack.toml",
        "days(3)\"",
        "dayz(3)\"",
        "s/pack.toml:35:84: there is no function dayz(); did you mean \"days\"?",
    ),
    (
        "s/pack.toml",
        "cert.issued.date >",
        "cert.issued.place >",
        "s/pack.toml:35:56: \">\" does not take text and a date; write a date as date('2026-01-31')",
    ),
    (
        "s/pack.toml",
        "field = \"items[].hs\"",
        "field = \"items[].hss\"",
        "s/pack.toml:30:9: a certificate has no field \"items[].hss\"; did you mean \"items[].hs\"?",
    ),
    (
        "s/pack.toml",
        "field = \"items[].hs\"",
        "field = \"number\"",
        "s/pack.toml:30:9: `number` is made mandatory twice: keep one of the two",
    ),
    (
        "s/pack.toml",
        "key = \"R\"",
        "key = \"A\"",
        "s/pack.toml:51:7: the key A is taken, or is no letter: each decision has its own letter A to Z",
    ),
    (
        "s/pack.toml",
        "id = \"refused\"",
        "id = \"given\"",
        "s/pack.toml:50:6: a second decision \"given\": give it an id of its own",
    ),
    (
        "s/pack.toml",
        "not_evaluable = \"green\"",
        "not_evaluable = \"red\"",
        "s/pack.toml:38:17: `not_evaluable` is \"amber\" where missing facts keep green away, else \"green\"; not \"red\"",
    ),
    (
        "s/pack.toml",
        "level = \"amber\"",
        "level = \"orange\"",
        "s/pack.toml:37:9: no level \"orange\"; write one of: note, amber, red",
    ),
    (
        "s/pack.toml",
        "on = \"document\"",
        "on = \"documnt\"",
        "s/pack.toml:36:6: unknown word `documnt`; did you mean \"document\"?",
    ),
    (
        "s/pack.toml",
        "months = 12\narticle = \"1\"",
        "months = 12\narticle = \"11\"",
        "s/pack.toml:18:11: article \"11\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "days = 3\narticle = \"2\"",
        "days = 3\narticle = \"22\"",
        "s/pack.toml:23:11: article \"22\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "field = \"number\"\narticle = \"1\"",
        "field = \"number\"\narticle = \"12\"",
        "s/pack.toml:27:11: article \"12\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "not_evaluable = \"green\"\narticle = \"2\"",
        "not_evaluable = \"green\"\narticle = \"2.1\"",
        "s/pack.toml:39:11: article \"2.1\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "needs_reason = true\narticle = \"3\"",
        "needs_reason = true\narticle = \"33\"",
        "s/pack.toml:55:11: article \"33\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "ar = \"لم تصدر\" }\narticle = \"3\"",
        "ar = \"لم تصدر\" }\narticle = \"4\"",
        "s/pack.toml:60:11: article \"4\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "ar = \"رُفضت\" }\narticle = \"3\"\n",
        "ar = \"رُفضت\" }\narticle = \"5\"\n",
        "s/pack.toml:68:11: article \"5\" is not among the agreement's in `legal_basis`; write one of: 1, 2, 3",
    ),
    (
        "s/pack.toml",
        "level = \"amber\"\nnot_evaluable = \"green\"\narticle = \"2\"",
        "level = \"amber\"\nnot_evaluable = \"green\"",
        "s/pack.toml:33:1: the key `article` is missing in this table",
    ),
    (
        "s/pack.toml",
        "minor = [\"importer\"]",
        "minor = [\"importr\"]",
        "s/pack.toml:9:10: a declaration has no field \"importr\"; did you mean \"importer\"?",
    ),
    (
        "s/pack.toml",
        "id = \"LATE\"",
        "id = \"late\"",
        "s/pack.toml:34:6: \"late\" is no id of a finding: write it as RETROSPECTIVE_UNMARKED",
    ),
    ("s/pack.toml", ", ar = \"متأخرة.\"", "", "s/pack.toml:40:13: no words in: ar"),
    (
        "s/pack.toml",
        "calendar = \"months\"",
        "calendar = \"moons\"",
        "s/pack.toml:66:12: no calendar \"moons\"; write one of: days, working-days, months",
    ),
    (
        "s/pack.toml",
        "lateness = \"red\"",
        "lateness = \"green\"",
        "s/pack.toml:19:12: `lateness` is \"red\", or \"amber\" where the agreement allows it; not \"green\"",
    ),
    (
        "s/pack.toml",
        "articles = [\"1\", \"2\", \"3\"]",
        "articls = [\"1\", \"2\", \"3\"]",
        "s/pack.toml:14:1: unknown key `articls`; did you mean \"articles\"?",
    ),
    (
        "s/pack.toml",
        "[[deadlines]]",
        "[[deadlines]]\nid = \"reply\"\ntrigger = \"x\"\ncount = 1\ncalendar = \"days\"\nconsequence = { en = \"a\", fr = \"b\", es = \"c\", ar = \"d\" }\narticle = \"3\"\n[[deadlines]]",
        "s/pack.toml:70:6: a second deadline \"reply\": give it an id of its own",
    ),
    (
        "s/pack.toml",
        "months = 12",
        "months = \"12\"",
        "s/pack.toml:17:10: here stands string \"12\": write a whole number, without quotes",
    ),
];

#[test]
fn each_gives_its_message_and_no_other() {
    hold(ROWS);
}
