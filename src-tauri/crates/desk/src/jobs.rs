//! Long work: its progress, and the place to cancel it.

use crate::view::JobView;
use exchange::Cancel;
use std::sync::Mutex;

/// Work under way.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<State>);

#[derive(Default)]
struct State {
    last: u32,
    running: Vec<(JobView, Cancel)>,
}

/// A job that is listed until it is dropped.
pub(crate) struct Job<'j> {
    jobs: &'j Jobs,
    pub id: u32,
    pub cancel: Cancel,
}

impl Jobs {
    /// Lists a new job; none if one of the same kind and link is under way.
    pub fn start(&self, kind: &str, link: &str) -> Option<Job<'_>> {
        let mut state = self.0.lock().ok()?;
        if state.running.iter().any(|(job, _)| job.kind == kind && job.link == link) {
            return None;
        }
        state.last += 1;
        let view =
            JobView { id: state.last, kind: kind.to_owned(), link: link.to_owned(), done: 0, of: None };
        let cancel = Cancel::default();
        state.running.push((view, cancel.clone()));
        Some(Job { jobs: self, id: state.last, cancel })
    }

    /// What is under way.
    pub fn list(&self) -> Vec<JobView> {
        self.0
            .lock()
            .map(|state| state.running.iter().map(|(job, _)| job.clone()).collect())
            .unwrap_or_default()
    }

    /// Asks a job to stop. It ends at its next safe point; what is on disk stays.
    pub fn stop(&self, id: u32) {
        if let Ok(state) = self.0.lock() {
            for (_, cancel) in state.running.iter().filter(|(job, _)| job.id == id) {
                cancel.cancel();
            }
        }
    }

    /// Asks all jobs to stop.
    pub fn stop_all(&self) {
        if let Ok(state) = self.0.lock() {
            state.running.iter().for_each(|(_, cancel)| cancel.cancel());
        }
    }
}

impl Job<'_> {
    /// Says how far it is.
    pub fn progress(&self, done: usize, of: Option<usize>) {
        if let Ok(mut state) = self.jobs.0.lock()
            && let Some((job, _)) = state.running.iter_mut().find(|(job, _)| job.id == self.id)
        {
            job.done = u32::try_from(done).unwrap_or(u32::MAX);
            job.of = of.map(|of| u32::try_from(of).unwrap_or(u32::MAX));
        }
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        if let Ok(mut state) = self.jobs.0.lock() {
            state.running.retain(|(job, _)| job.id != self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn a_job_is_listed_while_it_runs_and_only_once() {
        let jobs = Jobs::default();
        let job = jobs.start("sync", "borastria").unwrap();
        assert!(jobs.start("sync", "borastria").is_none(), "the same sync does not run twice at once");
        assert!(jobs.start("sync", "concordia").is_some(), "another link's does");
        job.progress(3, Some(10));
        assert_eq!((jobs.list()[0].done, jobs.list()[0].of), (3, Some(10)), "progress is seen");
        jobs.stop(job.id);
        assert!(job.cancel.is_cancelled(), "and it can be stopped");
        drop(job);
        assert!(jobs.list().is_empty(), "what ended is not listed");
    }
}
