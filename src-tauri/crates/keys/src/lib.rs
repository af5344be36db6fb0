//! Post and administration keys, the database key, and how they are wrapped. The only room that knows
//! keyrings and argon2. It knows no other room, no clock and no network.
//!
//! ```text
//! KeyChest::create(folder, &Unlock, &NewChest { training, post, issued_at, cost }) -> Result<KeyChest, KeyError>
//! KeyChest::open(folder, &Unlock)                                                  -> Result<KeyChest, KeyError>
//! chest.database_key() -> Zeroizing<[u8; 32]>     chest.post_signer() -> PostKey     chest.is_training() -> bool
//! chest.administration_public() -> [u8; 32]       chest.post() -> &str
//! post_key.sign(bytes) -> [u8; 64]   .public() -> [u8; 32]   .certificate() -> &str   .sign_receipt(json) -> String
//! chest.block_signer() -> BlockKey   .sign(bytes) -> [u8; 64]   .public() -> [u8; 32]   verify_block(public, bytes, signature)
//! set_passphrase(officer, passphrase, cost) -> Result<String /* PHC, kept by the caller */, KeyError>
//! verify_passphrase(officer, passphrase, phc) -> Result<bool, KeyError>
//! ```
//!
//! The folder's file `keys.json` holds everything wrapped: a random master key seals the database key and the
//! two private keys (XChaCha20-Poly1305); the master key is sealed with a passphrase (argon2id, RFC 9106), or kept
//! by the keyring of the operating system, or, in a training folder only, by a key file.

mod block_key;
mod chest;
mod error;
mod keyfile;
mod passphrase;
mod ring;
mod seal;
mod signer;
mod unlock;

pub use block_key::{BlockKey, verify_block};
pub use chest::{KeyChest, NewChest};
pub use error::KeyError;
pub use passphrase::{Cost, set_passphrase, verify_passphrase};
pub use signer::PostKey;
pub use unlock::Unlock;
pub use zeroize::Zeroizing;

/// Name of the chest's file in its folder.
pub const FILE: &str = "keys.json";
