//! Every word the command line says of its own. Sentences of findings and errors come from the desk, in the
//! officer's language.

pub const PASSPHRASE: &str = "ORIGIN_PASSPHRASE";
pub const SECOND_PASSPHRASE: &str = "ORIGIN_SECOND_PASSPHRASE";

pub const ASK_PASSPHRASE: &str = "Passphrase of the folder: ";
pub const ASK_NEW_PASSPHRASE: &str = "New passphrase of the folder: ";
pub const ASK_SECOND: &str = "Passphrase of the second person: ";

pub const SET_UP: &str = "Set up";
pub const LIVE: &str = "live";
pub const TRAINING: &str = "training";
pub const POST: &str = "post";
pub const OFFICERS: &str = "officers";

pub const GREEN: &str = "GREEN";
pub const AMBER: &str = "AMBER";
pub const RED: &str = "RED";
pub const NO_LIGHT: &str = "–";

pub const ANCHOR: &str = "(anchor)";
pub const POLICY: &str = "Policy";
pub const PATH_VALID: &str = "The path holds.";
pub const PATH_REFUSED: &str = "The path is refused";
pub const HELD: &str = "held";
pub const BROKEN: &str = "BROKEN";

pub const CERTIFICATE: &str = "Certificate";
pub const VERIFIED: &str = "Document, verified";
pub const CLAIM: &str = "Claim, not verified";
pub const ISSUED: &str = "Issued";
pub const VALID_UNTIL: &str = "valid until";
pub const EXPORTER: &str = "Exporter";
pub const CONSIGNEE: &str = "Consignee";
pub const RECEIVED: &str = "Received";
pub const DOCUMENT: &str = "Document";
pub const VERDICT: &str = "Verdict";
pub const SIGNER: &str = "Signer";
pub const PROVEN: &str = "Proven time";
pub const REVOCATION: &str = "Revocation";
pub const AS_OF: &str = "as of";
pub const STALE_AFTER: &str = "stale after";
pub const LIST: &str = "List of officials";
pub const COVERAGE: &str = "Coverage";
pub const PROFILE: &str = "Signature";
pub const ITEMS: &str = "Items";
pub const CERTIFIED: &str = "certified";
pub const USED: &str = "used";
pub const LEFT: &str = "left";
pub const TAKES: &str = "this takes";
pub const OVER: &str = "over by";
pub const FINDINGS: &str = "Findings";
pub const ITEM: &str = "item";
pub const CLEAR: &str = "Clear";
pub const FLAGS: &str = "Flags";
pub const NOW: &str = "What can be done now";
pub const DECISIONS: &str = "Decisions";
pub const PRESENTATION: &str = "Presentation";
pub const DECLARATION: &str = "Declaration";
pub const IMPORTER: &str = "Importer";
pub const DECIDED: &str = "decided";
pub const OF: &str = "of";
pub const DIFFERENCES: &str = "Differences";
pub const SEEN: &str = "Seen before";
pub const LEDGER: &str = "Ledger";
pub const FIELDS: &str = "Fields";
pub const SIGNATURES: &str = "Signatures";
pub const HOLDS: &str = "holds";
pub const DOES_NOT_HOLD: &str = "does not hold";
pub const STEPS: &str = "Steps";
pub const PROCESS: &str = "Process";
pub const HISTORY: &str = "Lights";
pub const BASIS: &str = "Basis";
pub const LINE: &str = "line";
pub const UNUSED: &str = "Not used by the mapping";

pub const CONNECTED: &str = "connected";
pub const ALREADY_CONNECTED: &str = "nothing new: connected already";
pub const NEW: &str = "new";
pub const TRUST_NEW: &str = "keys or signers changed";
pub const RECEIPTS_SENT: &str = "receipts delivered";
pub const JUDGED: &str = "judged";
pub const JUDGED_AGAIN: &str = "judged again";
pub const NOT_CONNECTED: &str = "No partner is connected.";
pub const FAILED: &str = "not done";
pub const MISSING: &str = "Missing";
pub const RESOLVE: &str = "→";

pub const HITS: &str = "found";
pub const NEXT_PAGE: &str = "Next page: --after";
pub const TRY: &str = "Try";
pub const MORE: &str = "more";

pub const FLAGGED: &str = "Flagged";
pub const SAVED: &str = "Saved";
pub const PAGES: &str = "pages";
pub const BYTES: &str = "bytes";

pub const PARTNER: &str = "partner";
pub const QUARANTINE: &str = "quarantine";
pub const STATE: &str = "state";
pub const FILES: &str = "files of no partner";
pub const ALL: &str = "all";
pub const KNOWLEDGE: &str = "Known";
pub const RECEIPTS: &str = "Receipts";
pub const WAITING: &str = "waiting";
pub const WEDGED: &str = "need someone";
pub const OPEN_FLAGS: &str = "Open flags";
pub const NEVER: &str = "never";
pub const STALE: &str = "stale";

pub const LOG_HOLDS: &str = "The log holds";
pub const LOG_BROKEN: &str = "The log does not hold from event";
pub const EVENTS: &str = "events";

pub const NO_MISTAKES: &str = "no mistakes";
pub const PROBLEMS: &str = "Not understood";
pub const CONFORMS: &str = "conforms";
pub const DOES_NOT_CONFORM: &str = "does not conform";
pub const SEED: &str = "seed";
pub const NEVER_WRITTEN: &str = "was never written";
pub const MANDATORY: &str = "mandatory";
pub const OPTIONAL: &str = "optional";
pub const NOT_APPLICABLE: &str = "not applicable";
pub const BESIDE: &str = "Beside the dataset";
pub const NO_DIFFERENCE: &str = "no difference";
pub const SEALED: &str = "Sealed";
pub const MADE: &str = "Made";
pub const PLACED: &str = "fields placed";
pub const UNCERTAIN: &str = "uncertain";
pub const LEFT_OVER: &str = "places left";
pub const NEXT: &str = "Next";
pub const ASK_ID: &str = "Id of the pack (small letters, digits, hyphens)";
pub const ASK_KIND: &str = "block, format, scheme or link";
pub const ASK_PARTNER: &str = "Name of the partner";
pub const ASK_COUNTRY: &str = "Country of the partner, alpha-2";
pub const ASK_AGREEMENT: &str = "Name of the agreement";
pub const ASK_CODE: &str = "Code of the agreement in certificates";
