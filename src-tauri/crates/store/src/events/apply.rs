//! The fold: one function that every event goes through, when it is made, when it comes from
//! another post, and when the tables are built again. Each event adds rows of its own; what spans
//! events is derived from those rows, so that the order of arrival makes no difference.

use super::chain::Body;
use super::event::EventId;
use super::kind::{EventKind, PresentationId};
use crate::error::{Result, StoreError};
use crate::value::to_json;
use certificate::CertificateName;
use rusqlite::{Connection, OptionalExtension as _, Params};

/// Adds what one event says to the tables.
pub(crate) fn apply(conn: &Connection, event: &Body) -> Result<()> {
    let (log, seq) = (event.log.as_str(), place(event.seq)?);
    let at = event.at;
    let put = |sql: &str, values: &[&dyn rusqlite::ToSql]| add(conn, sql, values);
    match &event.act {
        EventKind::SetUp { post, folder } => {
            put("INSERT INTO fold_setup VALUES (?1, ?2, ?3, ?4)", &[&log, &seq, post, &to_json(folder)?])
        }
        EventKind::OfficerEntered { id, roles } => {
            put("INSERT INTO fold_officer VALUES (?1, ?2, ?3, ?4)", &[&log, &seq, id, &to_json(roles)?])
        }
        EventKind::PartnerConnected { link, partner, endpoint, tls_ca, root } => put(
            "INSERT INTO fold_connection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &[
                &log,
                &seq,
                &at,
                link,
                partner,
                endpoint,
                &digest(tls_ca.as_deref())?,
                &digest(root.as_deref())?,
            ],
        ),
        EventKind::PackAccepted { pack, version, hash } => put(
            "INSERT INTO fold_pack VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[&log, &seq, &at, pack, version, hash],
        ),
        EventKind::PackActivated { pack, version, hash, standing, material } => put(
            "INSERT INTO fold_pack_active VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)",
            &[&log, &seq, &at, pack, version, hash, standing, &digest(Some(material))?],
        ),
        EventKind::PackWithdrawn { pack, version, hash, reason } => put(
            "INSERT INTO fold_pack_active VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, NULL, ?7)",
            &[&log, &seq, &at, pack, version, hash, reason],
        ),
        EventKind::SettingChanged { key, value } => {
            put("INSERT INTO fold_setting VALUES (?1, ?2, ?3, ?4, ?5)", &[&log, &seq, &at, key, value])
        }
        EventKind::Presented { certificate, document, declaration, date, consignment, operation, items } => {
            let id = PresentationId::of(certificate, declaration, consignment.as_deref(), *operation);
            put(
                "INSERT INTO fold_presented VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &[&log, &seq, &at, &id, document, &date.map(|day| day.to_string()), &to_json(items)?],
            )?;
            // Spelling is the least of all spellings, so that the order of events cannot show.
            put(
                "INSERT INTO fold_presentation(id, certificate, declaration, consignment, operation, first_at, waiting)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)
                 ON CONFLICT(id) DO UPDATE SET declaration = min(declaration, excluded.declaration),
                   consignment = min(consignment, excluded.consignment), first_at = min(first_at, excluded.first_at)",
                &[&id, &certificate.0, declaration, consignment.as_ref().unwrap_or(&String::new()), &operation.word(), &at],
            )?;
            subject(conn, &certificate.0, log, seq)?;
            subject(conn, &document.0, log, seq)?;
            settle(conn, &id)
        }
        EventKind::Decided { presentation, item, decision, drawdown, reasons, basis, supersedes } => {
            let over = supersedes.as_ref();
            let drawn = drawdown.as_ref();
            put(
                "INSERT INTO fold_decision VALUES
                   (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                &[
                    &log,
                    &seq,
                    &at,
                    &event.officer,
                    &event.role.word(),
                    presentation,
                    item,
                    decision,
                    &to_json(reasons)?,
                    &to_json(basis)?,
                    &over.map(|id| id.log.as_str()),
                    &over.map(|id| place(id.seq)).transpose()?,
                    &drawn.map(|d| d.millionths),
                    &drawn.map(|d| d.unit.as_str()),
                    &drawn.map(|d| d.item),
                    &drawn.map(|d| d.authorised),
                ],
            )?;
            subject(conn, &presentation.0, log, seq)?;
            settle(conn, presentation)
        }
        EventKind::DrawdownVoided { event: of, reason } => {
            put(
                "INSERT INTO fold_void VALUES (?1, ?2, ?3, ?4, ?5)",
                &[&log, &seq, &of.log.as_str(), &place(of.seq)?, reason],
            )?;
            touch_decided(conn, of)
        }
        EventKind::Flagged { document, reason, findings, presentation } => {
            put(
                "INSERT INTO fold_flag VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &[
                    &log,
                    &seq,
                    &at,
                    &event.officer,
                    &event.role.word(),
                    document,
                    reason,
                    &to_json(findings)?,
                    presentation,
                ],
            )?;
            subject(conn, &document.0, log, seq)?;
            crate::documents::touch_document(conn, document)
        }
        EventKind::FlagWithdrawn { flag, reason } => {
            put(
                "INSERT INTO fold_flag_withdrawn VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &[&log, &seq, &at, &event.officer, &flag.log.as_str(), &place(flag.seq)?, reason],
            )?;
            touch_flagged(conn, flag)
        }
        EventKind::Printed { document, digest } => {
            put(
                "INSERT INTO fold_printed VALUES (?1, ?2, ?3, ?4, ?5)",
                &[&log, &seq, &at, document, digest],
            )?;
            subject(conn, &document.0, log, seq)
        }
        EventKind::Imported { messages } => {
            for message in messages {
                subject(conn, &message.0, log, seq)?;
            }
            Ok(())
        }
    }
}

/// Derives what spans a presentation's events: whether an item still waits for a decision, and when the last was
/// decided. A function of the rows alone.
fn settle(conn: &Connection, id: &PresentationId) -> Result<()> {
    let certificate: Option<Vec<u8>> = conn
        .prepare_cached("SELECT certificate FROM fold_presentation WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    // A decision may arrive before its presentation; then the presentation settles.
    let Some(certificate) = certificate else { return Ok(()) };
    let waiting = !crate::presentations::undecided(conn, id)?.is_empty();
    conn.prepare_cached(
        "UPDATE fold_presentation SET waiting = ?2, decided_at = CASE WHEN ?2 THEN NULL ELSE
           (SELECT max(at) FROM decision_state WHERE presentation = ?1 AND standing) END WHERE id = ?1",
    )?
    .execute((id, waiting))?;
    crate::documents::touch_certificate(conn, &CertificateName(crate::value::hash_from(&certificate)?))
}

fn touch_decided(conn: &Connection, of: &EventId) -> Result<()> {
    let presentation: Option<PresentationId> = conn
        .prepare_cached("SELECT presentation FROM fold_decision WHERE log = ?1 AND seq = ?2")?
        .query_row((of.log.as_str(), place(of.seq)?), |row| row.get(0))
        .optional()?;
    presentation.map_or(Ok(()), |id| settle(conn, &id))
}

fn touch_flagged(conn: &Connection, flag: &EventId) -> Result<()> {
    let document = conn
        .prepare_cached("SELECT document FROM fold_flag WHERE log = ?1 AND seq = ?2")?
        .query_row((flag.log.as_str(), place(flag.seq)?), |row| row.get(0))
        .optional()?;
    document.map_or(Ok(()), |id| crate::documents::touch_document(conn, &id))
}

fn subject(conn: &Connection, subject: &[u8; 32], log: &str, seq: i64) -> Result<()> {
    add(conn, "INSERT OR IGNORE INTO fold_subject VALUES (?1, ?2, ?3)", (subject, log, seq))
}

fn add(conn: &Connection, sql: &str, values: impl Params) -> Result<()> {
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn place(seq: u64) -> Result<i64> {
    i64::try_from(seq).map_err(|_| StoreError::Invalid { what: "event id", why: "out of range" })
}

fn digest(hex: Option<&str>) -> Result<Option<[u8; 32]>> {
    let Some(hex) = hex else { return Ok(None) };
    let mut bytes = [0; 32];
    hex::decode_to_slice(hex, &mut bytes)
        .map_err(|_| StoreError::Invalid { what: "hash", why: "not 64 hex digits" })?;
    Ok(Some(bytes))
}
