//! Connections: how one is opened (cipher, pragmas), and the few that read.

use crate::error::{Result, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, Once, PoisonError};
use std::time::Duration;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The 32 bytes that open the database file. Wiped from memory when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// The key as `keys` made it.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// SQLCipher's raw key form: no derivation, the key is random already.
    fn raw(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(67));
        text.push_str("x'");
        for byte in self.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

/// Readers at most; a query that finds none waits.
const READERS: usize = 4;

/// SQLite counts itself as started before SQLCipher has put its cipher in place: a thread that opens
/// a file in that moment is refused. So the first connection of a process is made alone.
fn start_cipher() {
    static STARTED: Once = Once::new();
    // Whether it could be made is told by the connection that is wanted.
    STARTED.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens the file with its key and our settings. The key is proven by reading the schema.
pub(crate) fn connect(path: &Path, key: &DatabaseKey, create: bool, reader: bool) -> Result<Connection> {
    start_cipher();
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(128);
    // A wrong key is an answer, not a line on stderr.
    conn.pragma_update(None, "cipher_log_level", "NONE")?;
    conn.pragma_update(None, "key", key.raw().as_str())?;
    // 8 KB pages were 7% quicker to fill than 4 KB. With a cipher the size is the cipher's.
    conn.pragma_update(None, "cipher_page_size", 8192)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", if reader { -16_000 } else { -32_000 })?;
    if reader {
        conn.pragma_update(None, "query_only", true)?;
    } else {
        conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
        conn.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok(conn)
}

/// The reading connections, opened when first needed.
pub(crate) struct Readers {
    path: PathBuf,
    key: DatabaseKey,
    idle: Mutex<Idle>,
    returned: Condvar,
}

struct Idle {
    connections: Vec<Connection>,
    open: usize,
}

impl Readers {
    pub(crate) fn new(path: PathBuf, key: DatabaseKey) -> Self {
        let idle = Mutex::new(Idle { connections: Vec::new(), open: 0 });
        Self { path, key, idle, returned: Condvar::new() }
    }

    /// Runs `work` inside one read transaction, so that all it reads is of one moment.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = self.take()?;
        let lent = Lent { pool: self, conn: Some(conn) };
        let Some(conn) = lent.conn.as_ref() else { return Err(StoreError::Closed) };
        conn.execute_batch("BEGIN")?;
        let answer = work(conn);
        conn.execute_batch("ROLLBACK")?;
        answer
    }

    fn take(&self) -> Result<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(conn) = idle.connections.pop() {
                return Ok(conn);
            }
            if idle.open < READERS {
                idle.open += 1;
                drop(idle);
                let opened = connect(&self.path, &self.key, false, true);
                if opened.is_err() {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
                }
                return opened;
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A reader that finds its way back, or is closed when its transaction could not be ended.
struct Lent<'p> {
    pool: &'p Readers,
    conn: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match self.conn.take().filter(Connection::is_autocommit) {
            Some(conn) => idle.connections.push(conn),
            None => idle.open -= 1,
        }
        drop(idle);
        self.pool.returned.notify_one();
    }
}
