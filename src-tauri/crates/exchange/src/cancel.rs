//! Stopping long work from another thread.

use tokio::sync::watch;

/// A switch that stops an exchange. Clones share it; it goes one way.
#[derive(Clone, Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl Cancel {
    /// A switch that has not been used.
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Stops whatever listens. What is on disk stays there.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was used.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is used.
    pub async fn cancelled(&self) {
        let mut seen = self.0.subscribe();
        // The sender lives in `self`, so waiting cannot fail before it is used.
        let _ = seen.wait_for(|stopped| *stopped).await;
    }
}
