//! The log: chained, folded by one function, rebuilt to the same tables, joined in any order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests

mod support;
use certificate::DeclaredItem;
use proptest::prelude::*;
use store::{
    Admission, Chain, Draft, Drawdown, EventId, EventKind, FlagFilter, ForeignEvent, Operation,
    PresentationId, Receipt, Role, Store,
};
use support::*;

fn act(kind: EventKind) -> Draft {
    Draft::new("amina", Role::BorderOfficer, kind)
}

fn presented(n: u32, declaration: &str, items: &[u32]) -> EventKind {
    EventKind::Presented {
        certificate: name(n),
        document: id(n),
        declaration: declaration.into(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20),
        consignment: None,
        operation: Operation::Entry,
        items: items
            .iter()
            .map(|item| DeclaredItem { item: Some(*item), ..DeclaredItem::default() })
            .collect(),
    }
}

fn presentation(n: u32, declaration: &str) -> PresentationId {
    PresentationId::of(&name(n), declaration, None, Operation::Entry)
}

fn decided(of: PresentationId, item: u32, millionths: i64, supersedes: Option<EventId>) -> EventKind {
    EventKind::Decided {
        presentation: of,
        item,
        decision: "given".into(),
        drawdown: Some(Drawdown { millionths, unit: "KGM".into(), item, authorised: 100_000_000 }),
        reasons: vec!["R1".into()],
        basis: vec![],
        supersedes,
    }
}

#[test]
fn events_are_numbered_chained_and_read_back() {
    let folder = Folder::new();
    let store = &folder.store;
    let entered =
        EventKind::OfficerEntered { id: "amina".into(), roles: vec![Role::BorderOfficer, Role::Verifier] };
    let setup = EventKind::SetUp { post: "north-gate".into(), folder: store.kind() };
    let drafts = [act(setup), act(entered.clone()).personal("officer_name", "Amina Solberg")];
    let ids = store.append(&drafts, at(0)).unwrap();
    assert_eq!(ids.iter().map(|id| id.seq).collect::<Vec<_>>(), [1, 2], "from 1 without gaps");
    assert_eq!(ids[1].to_string().parse::<EventId>().unwrap(), ids[1], "ids are read and printed");
    let event = store.event(&ids[1]).unwrap().unwrap();
    assert_eq!((&event.kind, event.at, event.text("officer_name")), (&entered, at(0), Some("Amina Solberg")));
    assert_eq!((event.officer.as_str(), event.role), ("amina", Role::BorderOfficer));
    let officers = store.officers().unwrap();
    assert_eq!((officers.len(), officers[0].name.as_deref()), (1, Some("Amina Solberg")));
    assert_eq!(store.post().unwrap().as_deref(), Some("north-gate"));
    assert_eq!((store.event_count().unwrap(), store.events(1, 9).unwrap().len()), (2, 1));
    assert_eq!(store.verify_chain().unwrap(), Chain::Whole { events: 2 });
    let nobody = Draft::new("", Role::BorderOfficer, entered);
    assert_eq!(store.append(&[nobody], at(1)).unwrap_err().code(), "INVALID", "every act has an officer");
}

#[test]
fn personal_texts_stand_beside_and_can_be_erased() {
    let folder = Folder::new();
    let store = &folder.store;
    let draft = act(presented(1, "26XA1", &[1])).personal("importer", "Quillfeather Imports");
    let event = store.append(&[draft], at(0)).unwrap().remove(0);
    let sent = store.as_sent(&event).unwrap().unwrap();
    let in_log = |word: &str| sent.bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(in_log("26XA1") && !in_log("Quillfeather"), "the log's bytes hold only a hash of it");
    assert_eq!(store.presentations(&name(1)).unwrap()[0].importer.as_deref(), Some("Quillfeather Imports"));
    store.erase_personal(&event, "importer").unwrap();
    assert_eq!(store.presentations(&name(1)).unwrap()[0].importer, None, "erased");
    assert_eq!(
        store.event(&event).unwrap().unwrap().personal["importer"],
        None,
        "the event still says there was one"
    );
    assert_eq!(store.verify_chain().unwrap(), Chain::Whole { events: 1 }, "and the chain holds");
    let left: i64 = folder
        .raw()
        .query_row("SELECT count(*) FROM personal WHERE salt IS NOT NULL OR text IS NOT NULL", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(left, 0, "the salt is gone too, so that no name can be tried against the hash");
    assert_eq!(store.erase_personal(&event, "no_such").unwrap_err().code(), "NOT_FOUND");
}

#[test]
fn every_way_to_break_the_chain_is_found() {
    for (sql, place, why) in [
        (
            "UPDATE event SET bytes = CAST(substr(bytes, 1, 20) || x'41' || substr(bytes, 22) AS BLOB) WHERE seq = 3",
            3,
            "HASH",
        ),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 2", 2, "HASH"),
        ("UPDATE event SET prev = zeroblob(32) WHERE seq = 3", 3, "PREVIOUS"),
        ("DELETE FROM event WHERE seq = 2", 2, "GAP"),
        ("DELETE FROM event WHERE seq = 1", 1, "GAP"),
        ("UPDATE event SET log = 'other~0101010101010101'", 1, "BYTES"),
        ("UPDATE personal SET text = 'Somebody Else' WHERE seq = 2", 2, "PERSONAL"),
        ("UPDATE personal SET field = 'officer_name' WHERE seq = 2", 2, "PERSONAL"),
    ] {
        let folder = Folder::new();
        let drafts: Vec<_> =
            (1..=4).map(|n| act(presented(n, "26XA1", &[1])).personal("importer", "Orion")).collect();
        folder.store.append(&drafts, at(0)).unwrap();
        assert_eq!(folder.raw().execute(sql, []).unwrap_or(0).min(1), 1, "{sql}");
        match folder.store.verify_chain().unwrap() {
            Chain::Broken { seq, why: found, .. } => assert_eq!((seq, found), (place, why), "{sql}"),
            whole @ Chain::Whole { .. } => panic!("{sql}: {whole:?}"),
        }
    }
}

#[test]
fn the_same_declaration_twice_is_one_presentation() {
    let folder = Folder::new();
    let store = &folder.store;
    store.append(&[act(presented(1, "26XA-001", &[1, 2]))], at(0)).unwrap();
    store.append(&[act(presented(1, "26xa 001", &[1, 2, 3]))], at(60)).unwrap();
    let found = store.presentations(&name(1)).unwrap();
    assert_eq!(found.len(), 1, "in any spelling");
    assert_eq!(
        (found[0].presented_at, &found[0].undecided),
        (at(0), &vec![1, 2, 3]),
        "first time, last lines"
    );
    assert_eq!(store.waiting(9).unwrap().len(), 1);
    assert_eq!(store.presentation(&presentation(1, "26XA001")).unwrap().as_ref(), Some(&found[0]));
    assert_eq!(store.presentation(&presentation(2, "26XA001")).unwrap(), None);
}

#[test]
fn a_decision_draws_down_until_superseded_or_voided() {
    let folder = Folder::new();
    let store = &folder.store;
    let of = presentation(1, "26XA1");
    store.append(&[act(presented(1, "26XA1", &[1, 2]))], at(0)).unwrap();
    let first = store.append(&[act(decided(of, 1, 40_000_000, None))], at(30)).unwrap().remove(0);
    assert_eq!(store.ledger(&name(1)).unwrap().drawn(1, "KGM"), 40_000_000);
    let second =
        store.append(&[act(decided(of, 1, 25_000_000, Some(first.clone())))], at(40)).unwrap().remove(0);
    let ledger = store.ledger(&name(1)).unwrap();
    assert_eq!(ledger.drawn(1, "KGM"), 25_000_000, "the superseded one no longer counts");
    assert_eq!(
        (&ledger.items[0].drawdowns[0].declaration, ledger.basis()),
        (&"26XA1".to_owned(), vec![second.clone()])
    );
    let shown = store.presentation(&of).unwrap().unwrap();
    let standing: Vec<_> = shown.decisions.iter().map(|d| (d.event.clone(), d.standing)).collect();
    assert_eq!(standing, [(first, false), (second.clone(), true)], "both are shown");
    assert_eq!(shown.undecided, [2]);
    store.append(&[act(decided(of, 2, 1_000_000, None))], at(90)).unwrap();
    assert!(store.waiting(9).unwrap().is_empty(), "every item has its decision");
    let figures = store.figures(at(0)).unwrap();
    assert_eq!((figures.decisions["given"], figures.presented, figures.waiting), (2, 1, 0));
    assert_eq!(figures.median_seconds, Some(90), "from first presented to wholly decided");
    assert_eq!(store.figures(at(91)).unwrap().decisions.len(), 0, "nothing since");
    let void = EventKind::DrawdownVoided { event: second, reason: "not imported".into() };
    store.append(&[act(void)], at(100)).unwrap();
    let ledger = store.ledger(&name(1)).unwrap();
    assert_eq!((ledger.drawn(1, "KGM"), ledger.drawn(2, "KGM")), (0, 1_000_000), "voided");
    assert!(
        store.presentation(&of).unwrap().unwrap().undecided.is_empty(),
        "the decision stands all the same"
    );
}

#[test]
fn two_officers_cannot_draw_the_last_unknowingly() {
    let folder = Folder::new();
    let store = &folder.store;
    let (a, b) = (presentation(1, "A"), presentation(1, "B"));
    store.append(&[act(presented(1, "A", &[1])), act(presented(1, "B", &[1]))], at(0)).unwrap();
    let seen = store.ledger(&name(1)).unwrap().version;
    store.append_checked(&[act(decided(a, 1, 60_000_000, None))], at(1), &name(1), seen).unwrap();
    let late =
        store.append_checked(&[act(decided(b, 1, 60_000_000, None))], at(1), &name(1), seen).unwrap_err();
    assert_eq!(late.code(), "LEDGER_MOVED");
    assert_eq!(store.ledger(&name(1)).unwrap().drawn(1, "KGM"), 60_000_000, "nothing of it was written");
    let seen = store.ledger(&name(1)).unwrap().version;
    store.append_checked(&[act(decided(b, 1, 60_000_000, None))], at(2), &name(1), seen).unwrap();
    assert_eq!(
        store.ledger(&name(1)).unwrap().drawn(1, "KGM"),
        120_000_000,
        "over-use is derived, never refused"
    );
}

#[test]
fn racing_officers_are_told() {
    let folder = Folder::new();
    let store = &folder.store;
    store.append(&[act(presented(1, "A", &[1]))], at(0)).unwrap();
    let seen = store.ledger(&name(1)).unwrap().version;
    let won: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let draft = act(decided(presentation(1, "A"), 1, 1_000_000, None));
                    usize::from(store.append_checked(&[draft], at(1), &name(1), seen).is_ok())
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(won, 1, "of eight at once, one");
    assert_eq!(store.ledger(&name(1)).unwrap().drawn(1, "KGM"), 1_000_000);
}

#[test]
fn flags_are_made_filtered_and_withdrawn() {
    let folder = Folder::new();
    let store = &folder.store;
    let flag = |n| EventKind::Flagged {
        document: id(n),
        reason: "altered".into(),
        findings: vec!["CONTENT_ALTERED".into()],
        presentation: None,
    };
    let ids =
        store.append(&[act(flag(1)).personal("text", "the stamp looks odd"), act(flag(2))], at(0)).unwrap();
    let withdrawal = EventKind::FlagWithdrawn { flag: ids[0].clone(), reason: "cleared".into() };
    store.append(&[act(withdrawal)], at(5)).unwrap();
    let of = |filter: FlagFilter| store.flags(&filter).unwrap();
    let first = &of(FlagFilter { document: Some(id(1)), ..FlagFilter::default() })[0];
    assert_eq!(
        (first.text.as_deref(), &first.findings),
        (Some("the stamp looks odd"), &vec!["CONTENT_ALTERED".to_owned()])
    );
    assert_eq!(first.withdrawn.as_ref().map(|w| w.reason.as_str()), Some("cleared"));
    let standing = of(FlagFilter { standing: Some(true), ..FlagFilter::default() });
    assert_eq!(standing.iter().map(|flag| flag.document).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(of(FlagFilter { standing: Some(false), ..FlagFilter::default() }).len(), 1);
    assert!(of(FlagFilter { since: Some(at(1)), ..FlagFilter::default() }).is_empty());
    assert_eq!(store.history(&id(1), None).unwrap().len(), 1, "what was done about a document");
}

#[test]
fn connections_packs_and_settings_are_the_last_said() {
    let folder = Folder::new();
    let store = &folder.store;
    let root = store.keep_material(b"root key").unwrap();
    let connected = |endpoint: &str, root: &[u8; 32]| EventKind::PartnerConnected {
        link: "xb".into(),
        partner: "XB".into(),
        endpoint: endpoint.into(),
        tls_ca: None,
        root: Some(hex::encode(root)),
    };
    store.append(&[act(connected("https://a", &root)), act(connected("https://b", &root))], at(0)).unwrap();
    let connection = store.connection("xb").unwrap().unwrap();
    assert_eq!(
        (connection.endpoint.as_str(), connection.root.as_deref()),
        ("https://b", Some(&b"root key"[..]))
    );
    assert_eq!(store.connection("xc").unwrap(), None);
    let changed = |value: &str| EventKind::SettingChanged { key: "retention".into(), value: value.into() };
    let pack = EventKind::PackAccepted { pack: "cod-xb".into(), version: "2".into(), hash: "aa".into() };
    store.append(&[act(changed("3")), act(changed("5")), act(pack)], at(1)).unwrap();
    assert_eq!(store.setting("retention").unwrap().as_deref(), Some("5"));
    assert_eq!(store.packs().unwrap()[0].version, "2");
    store.set_preference("theme", Some("dark")).unwrap();
    assert_eq!(
        (store.preference("theme").unwrap().as_deref(), store.event_count().unwrap()),
        (Some("dark"), 5)
    );
    store.append(&[act(connected("https://c", &[9; 32]))], at(2)).unwrap();
    assert_eq!(
        store.connection("xb").unwrap_err().code(),
        "NOT_FOUND",
        "a root that is not there is not 'none'"
    );
}

#[test]
fn a_receipt_goes_out_with_its_event_or_not_at_all() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1)], None, at(0)).unwrap();
    store.append(&[act(presented(1, "A", &[1]))], at(0)).unwrap();
    let receipt = Receipt { link: "xb".into(), message: id(1), state: "used".into(), reason: None };
    let seen = store.ledger(&name(1)).unwrap().version;
    let draft = act(decided(presentation(1, "A"), 1, 1, None)).receipt(receipt);
    let refused = store.append_checked(std::slice::from_ref(&draft), at(1), &name(1), seen + 1);
    assert!(refused.is_err() && store.due_receipts(at(9), 9).unwrap().is_empty(), "no event, no receipt");
    store.append_checked(std::slice::from_ref(&draft), at(1), &name(1), seen).unwrap();
    store.append(&[draft], at(2)).unwrap();
    assert_eq!(store.due_receipts(at(9), 9).unwrap().len(), 1, "once for each message and state");
}

#[test]
fn foreign_events_are_known_wait_or_fork() {
    let (ours, theirs) = (Folder::of("north-gate"), Folder::of("harbour"));
    let drafts: Vec<_> = (1..=3).map(|n| act(presented(n, "A", &[1]))).collect();
    let ids = theirs.store.append(&drafts, at(0)).unwrap();
    let sent: Vec<ForeignEvent> = ids.iter().map(|id| theirs.store.as_sent(id).unwrap().unwrap()).collect();
    assert_eq!(ours.store.admit(&sent[2]).unwrap(), Admission::Waits, "a gap waits");
    assert_eq!(ours.store.admit(&sent[1]).unwrap(), Admission::Waits);
    assert_eq!(ours.store.event_count().unwrap(), 0, "our own log is another");
    assert_eq!(ours.store.admit(&sent[0]).unwrap(), Admission::Added(3), "and what waited follows");
    assert_eq!(ours.store.admit(&sent[1]).unwrap(), Admission::Known);
    assert_eq!(ours.store.verify_chain().unwrap(), Chain::Whole { events: 3 });
    assert_eq!(ours.store.fold_digest().unwrap(), theirs.store.fold_digest().unwrap(), "the same tables");
    // A restored copy of their log goes on differently from the second event on.
    let restored = Folder::of("harbour");
    restored.store.append(&drafts[..1], at(0)).unwrap();
    let other =
        restored.store.append(&[act(presented(7, "Z", &[1])), act(presented(8, "Z", &[1]))], at(5)).unwrap();
    let forked: Vec<_> = other.iter().map(|id| restored.store.as_sent(id).unwrap().unwrap()).collect();
    assert_eq!(ours.store.admit(&forked[0]).unwrap(), Admission::Fork, "its place is taken");
    assert_eq!(ours.store.admit(&forked[0]).unwrap(), Admission::Fork);
    assert_eq!(ours.store.forks().unwrap().len(), 1, "set aside once, and shown");
    assert!(ours.store.presentations(&name(7)).unwrap().is_empty(), "and counts for nothing");
    let mut broken = sent[0].clone();
    broken.bytes.pop();
    assert_eq!(Folder::new().store.admit(&broken).unwrap_err().code(), "INVALID", "cut short");
    let mut elsewhere = sent[1].clone();
    elsewhere.prev = [9; 32];
    assert_eq!(
        ours.store.admit(&elsewhere).unwrap_err().code(),
        "INVALID",
        "bytes and envelope name different predecessors"
    );
}

/// One step of a random history; numbers choose among what exists.
#[derive(Clone, Debug)]
enum Step {
    Present(u32, u8, u8),
    Decide(u8, u8, i64, bool),
    Void(u8),
    Flag(u32),
    Withdraw(u8),
    Set(u8),
    Print(u32),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u32..3, 0_u8..3, 1_u8..4).prop_map(|(n, d, i)| Step::Present(n, d, i)),
        5 => (any::<u8>(), 1_u8..4, 1_i64..1_000, any::<bool>()).prop_map(|(p, i, q, s)| Step::Decide(p, i, q, s)),
        1 => any::<u8>().prop_map(Step::Void),
        1 => (0_u32..3).prop_map(Step::Flag),
        1 => any::<u8>().prop_map(Step::Withdraw),
        1 => any::<u8>().prop_map(Step::Set),
        1 => (0_u32..3).prop_map(Step::Print),
    ]
}

/// Plays a history; returns the ids of what it did. `shared` are events of another log it may refer to.
fn play(
    store: &Store,
    steps: &[Step],
    start: i64,
    shared: &[(PresentationId, u32, EventId)],
) -> (Vec<EventId>, Vec<(PresentationId, u32, EventId)>) {
    let (mut all, mut decisions, mut flags) = (Vec::new(), shared.to_vec(), Vec::new());
    let mut presentations = vec![presentation(0, "D0")];
    for (place, step) in steps.iter().enumerate() {
        let pick = |len: usize, at: u8| (len > 0).then(|| usize::from(at) % len.max(1));
        let kind = match step {
            Step::Present(n, d, items) => {
                let declaration = format!("D{d}");
                presentations.push(presentation(*n, &declaration));
                presented(*n, &declaration, &(1..=u32::from(*items)).collect::<Vec<_>>())
            }
            Step::Decide(p, item, quantity, supersede) => {
                let last = supersede.then(|| decisions.last().cloned()).flatten();
                if let Some((of, item, event)) = last {
                    decided(of, item, *quantity, Some(event))
                } else {
                    let of = presentations[usize::from(*p) % presentations.len()];
                    decided(of, u32::from(*item), *quantity, None)
                }
            }
            Step::Void(at) => match pick(decisions.len(), *at) {
                Some(at) => EventKind::DrawdownVoided { event: decisions[at].2.clone(), reason: "r".into() },
                None => continue,
            },
            Step::Flag(n) => EventKind::Flagged {
                document: id(*n),
                reason: "r".into(),
                findings: vec![],
                presentation: None,
            },
            Step::Withdraw(at) => match pick(flags.len(), *at) {
                Some(at) => EventKind::FlagWithdrawn { flag: EventId::clone(&flags[at]), reason: "r".into() },
                None => continue,
            },
            Step::Set(value) => EventKind::SettingChanged { key: "k".into(), value: value.to_string() },
            Step::Print(n) => EventKind::Printed { document: id(*n), digest: "aa".into() },
        };
        let when = at(start + i64::try_from(place).unwrap());
        let event = store.append(&[act(kind.clone())], when).unwrap().remove(0);
        match kind {
            EventKind::Decided { presentation, item, .. } => {
                decisions.push((presentation, item, event.clone()));
            }
            EventKind::Flagged { .. } => flags.push(event.clone()),
            _ => {}
        }
        all.push(event);
    }
    (all, decisions)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn rebuilding_gives_the_same_tables(steps in prop::collection::vec(any_step(), 1..40)) {
        let folder = Folder::new();
        let store = &folder.store;
        play(store, &steps, 0, &[]);
        let (before, ledger) = (store.fold_digest().unwrap(), store.ledger(&name(0)).unwrap());
        let events = store.event_count().unwrap();
        prop_assert_eq!(store.rebuild().unwrap(), events);
        prop_assert_eq!(store.fold_digest().unwrap(), before);
        prop_assert_eq!(store.ledger(&name(0)).unwrap(), ledger);
        if events > 0 {
            folder.raw().execute("DELETE FROM fold_subject", []).unwrap();
            folder.raw().execute("UPDATE fold_presentation SET waiting = 1 - waiting", []).unwrap();
            folder.raw().execute("INSERT INTO fold_setting VALUES ('x', 1, 0, 'a', 'b')", []).unwrap();
            prop_assert_ne!(store.fold_digest().unwrap(), before, "the digest sees every table");
            store.rebuild().unwrap();
            prop_assert_eq!(store.fold_digest().unwrap(), before, "and the log mends them");
        }
    }

    #[test]
    fn joined_in_any_order_the_tables_are_the_same(
        first in prop::collection::vec(any_step(), 1..20),
        second in prop::collection::vec(any_step(), 1..20),
        order in prop::collection::vec(any::<bool>(), 60),
    ) {
        let (north, south, hub) = (Folder::of("north"), Folder::of("south"), Folder::of("hub"));
        let (theirs, shared) = play(&north.store, &first, 0, &[]);
        // The second post knows of the first one's decisions and supersedes and voids some.
        let (ours, _) = play(&south.store, &second, 7, &shared);
        let send = |from: &Store, to: &Store, ids: &[EventId]| for id in ids {
            to.admit(&from.as_sent(id).unwrap().unwrap()).unwrap();
        };
        send(&north.store, &south.store, &theirs);
        send(&south.store, &north.store, &ours);
        let (mut a, mut b) = (theirs.iter(), ours.iter());
        for turn in order.iter().chain([&true; 60]).chain([&false; 60]) {
            let (from, next) = if *turn { (&north.store, a.next()) } else { (&south.store, b.next()) };
            if let Some(id) = next {
                hub.store.admit(&from.as_sent(id).unwrap().unwrap()).unwrap();
            }
        }
        prop_assert_eq!(north.store.fold_digest().unwrap(), south.store.fold_digest().unwrap());
        prop_assert_eq!(north.store.fold_digest().unwrap(), hub.store.fold_digest().unwrap());
    }
}
