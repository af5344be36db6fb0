//! The one writer: a thread with a queue. Officers' writes go first; waiting writes share a commit,
//! each in a savepoint of its own, so that one that fails takes nothing with it.

use crate::error::{Result, StoreError};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Who waits for a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// An officer: goes first, and ends a background batch early.
    Officer,
    /// The sync, which can wait.
    Background,
}

/// What must be true when a write is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Durability {
    /// Whole after any crash, but a power cut may take the last moments: only for what is made again from messages.
    Derived,
    /// On disk.
    OnDisk,
}

/// A batch ends at this count or age, or when an officer waits.
const BATCH: usize = 128;
const BATCH_AGE: Duration = Duration::from_millis(15);

type Deliver = Box<dyn FnOnce(Option<StoreError>) + Send>;
/// Without a connection the work is not done, only its answer prepared.
type Work = Box<dyn FnOnce(Option<&Connection>) -> Deliver + Send>;

struct Job {
    priority: Priority,
    durability: Durability,
    work: Work,
}

#[derive(Default)]
struct Queue {
    officers: VecDeque<Job>,
    background: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // The queue is whole between any two statements: a panic elsewhere does not spoil it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Handle of the writer thread. Dropping it finishes what is queued and ends the thread.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread over its connection.
    pub(crate) fn start(conn: Connection) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || run(conn, &theirs))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Runs `work` in a transaction and answers after the commit. What `work` returns as an error is
    /// rolled back alone.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        priority: Priority,
        durability: Durability,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let work: Work = Box::new(move |conn| {
            let done = conn.map_or(Err(StoreError::Closed), |conn| in_savepoint(conn, work));
            Box::new(move |failed| {
                // The caller may have gone; the write stands all the same.
                let _ = answer.send(failed.map_or(done, Err));
            })
        });
        let mut queue = self.shared.lock();
        if queue.closed {
            return Err(StoreError::Closed);
        }
        let job = Job { priority, durability, work };
        match priority {
            Priority::Officer => queue.officers.push_back(job),
            Priority::Background => queue.background.push_back(job),
        }
        drop(queue);
        self.shared.arrived.notify_one();
        answered.recv().unwrap_or(Err(StoreError::Closed))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.arrived.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn in_savepoint<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    conn.execute_batch("SAVEPOINT job")?;
    match work(conn) {
        Ok(value) => {
            conn.execute_batch("RELEASE job")?;
            Ok(value)
        }
        Err(error) => {
            conn.execute_batch("ROLLBACK TO job; RELEASE job")?;
            Err(error)
        }
    }
}

fn run(conn: Connection, shared: &Shared) {
    let mut durability = Durability::OnDisk;
    while let Some(first) = next(shared) {
        let mut deliveries = Vec::new();
        let outcome = batch(&conn, shared, first, &mut durability, &mut deliveries);
        let failed = outcome.err();
        if failed.is_some() && !conn.is_autocommit() {
            let _ = conn.execute_batch("ROLLBACK");
        }
        for deliver in deliveries {
            deliver(failed.clone());
        }
    }
    let _ = conn.execute_batch("PRAGMA optimize");
    let _ = conn.close();
}

/// Waits for work; `None` when closed and empty.
fn next(shared: &Shared) -> Option<Job> {
    let mut queue = shared.lock();
    loop {
        if let Some(job) = queue.officers.pop_front().or_else(|| queue.background.pop_front()) {
            return Some(job);
        }
        if queue.closed {
            return None;
        }
        queue = shared.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}

fn batch(
    conn: &Connection,
    shared: &Shared,
    first: Job,
    set: &mut Durability,
    deliveries: &mut Vec<Deliver>,
) -> Result<()> {
    let (priority, durability) = (first.priority, first.durability);
    if let Err(error) = begin(conn, durability, set) {
        deliveries.push((first.work)(None));
        return Err(error);
    }
    let start = Instant::now();
    deliveries.push((first.work)(Some(conn)));
    while deliveries.len() < BATCH && start.elapsed() < BATCH_AGE {
        if conn.is_autocommit() {
            // A full disk rolls the whole transaction back by itself: nothing may run after that.
            return Err(StoreError::DiskFull);
        }
        let Some(job) = alike(shared, priority, durability) else { break };
        deliveries.push((job.work)(Some(conn)));
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}

fn begin(conn: &Connection, wanted: Durability, set: &mut Durability) -> Result<()> {
    if *set != wanted {
        let level = if wanted == Durability::OnDisk { "FULL" } else { "NORMAL" };
        conn.pragma_update(None, "synchronous", level)?;
        *set = wanted;
    }
    conn.execute_batch("BEGIN IMMEDIATE")?;
    Ok(())
}

/// A further job that may share the commit: none from the background while an officer waits.
fn alike(shared: &Shared, priority: Priority, durability: Durability) -> Option<Job> {
    let mut queue = shared.lock();
    if priority == Priority::Background && !queue.officers.is_empty() {
        return None;
    }
    let queue = match priority {
        Priority::Officer => &mut queue.officers,
        Priority::Background => &mut queue.background,
    };
    if queue.front()?.durability == durability { queue.pop_front() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn writer() -> Writer {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t(x INTEGER PRIMARY KEY)").unwrap();
        Writer::start(conn).unwrap()
    }

    fn count(writer: &Writer) -> i64 {
        let work = |conn: &Connection| Ok(conn.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?);
        writer.write(Priority::Officer, Durability::OnDisk, work).unwrap()
    }

    fn insert(value: i64) -> impl FnOnce(&Connection) -> Result<()> + Send + 'static {
        move |conn| {
            conn.execute("INSERT INTO t VALUES (?1)", [value])?;
            Ok(())
        }
    }

    #[test]
    fn a_write_that_fails_takes_no_other_with_it() {
        let writer = writer();
        std::thread::scope(|scope| {
            // All at once, so that they share commits; every odd one writes, then fails.
            for n in 0..40 {
                let writer = &writer;
                scope.spawn(move || {
                    let work = move |conn: &Connection| {
                        insert(n)(conn)?;
                        if n % 2 == 1 { Err(StoreError::LedgerMoved) } else { Ok(()) }
                    };
                    let done = writer.write(Priority::Background, Durability::OnDisk, work);
                    assert_eq!(done.is_ok(), n % 2 == 0, "each is told of its own");
                });
            }
        });
        assert_eq!(count(&writer), 20, "the even ones");
        let again = writer.write(Priority::Officer, Durability::OnDisk, insert(1));
        assert!(again.is_ok(), "what was rolled back is not there");
    }

    #[test]
    fn an_officer_does_not_wait_behind_the_sync() {
        let writer = writer();
        let before = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for n in 0..60 {
                let (writer, before) = (&writer, &before);
                scope.spawn(move || {
                    let slow = move |conn: &Connection| {
                        std::thread::sleep(Duration::from_millis(5));
                        insert(n)(conn)
                    };
                    writer.write(Priority::Background, Durability::Derived, slow).unwrap();
                    before.fetch_add(1, Ordering::SeqCst);
                });
            }
            std::thread::sleep(Duration::from_millis(30));
            writer.write(Priority::Officer, Durability::OnDisk, insert(1_000)).unwrap();
            let finished = before.load(Ordering::SeqCst);
            assert!(finished < 40, "{finished} of 60 slow writes were done before the officer's");
        });
        assert_eq!(count(&writer), 61, "and none is lost");
    }

    #[test]
    fn what_is_queued_is_written_before_the_end() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let conn = Connection::open(file.path()).unwrap();
        conn.execute_batch("CREATE TABLE t(x INTEGER PRIMARY KEY)").unwrap();
        let writer = Writer::start(conn).unwrap();
        for n in 0..10 {
            writer.write(Priority::Background, Durability::Derived, insert(n)).unwrap();
        }
        drop(writer);
        let conn = Connection::open(file.path()).unwrap();
        let found: i64 = conn.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(found, 10, "on disk after the thread has ended");
    }
}
