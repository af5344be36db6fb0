//! RSA keys and signatures (RFC 8017), and the keys that are refused whatever they sign.

use crate::keys::Hash;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, pkcs1v15, pss};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use signature::hazmat::PrehashVerifier;

/// Primes by whose residues the keys of one flawed generator are known (CVE-2017-15361, "ROCA": Nemec and
/// others, "The Return of Coppersmith's Attack", CCS 2017, section 2.3).
const ROCA_PRIMES: &[u32] = &[
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// A key of modulus and exponent (big-endian); none when it is one that nobody should sign with.
pub(crate) fn key(modulus: &[u8], exponent: &[u8]) -> Option<rsa::PublicKey> {
    let number = BoxedUint::from_be_slice_vartime;
    sound(rsa::PublicKey::new(number(modulus), number(exponent)).ok()?)
}

/// The key, unless its exponent is 1 or even (no RSA) or its modulus comes from the flawed generator.
pub(crate) fn sound(key: rsa::PublicKey) -> Option<rsa::PublicKey> {
    let exponent = key.e().to_be_bytes();
    let odd = exponent.last().is_some_and(|last| last % 2 == 1);
    let one = residue(&exponent, 1 << 20) == 1 && exponent.iter().filter(|byte| **byte != 0).count() == 1;
    (odd && !one && !roca(&key.n().to_be_bytes())).then_some(key)
}

/// Whether every residue of the modulus is a power of 65537: one key in 2^27 at most is by chance.
fn roca(modulus: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|prime| {
        let (wanted, generator) = (residue(modulus, *prime), 65537 % prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            power = power * generator % prime;
            power == wanted
        })
    })
}

fn residue(number: &[u8], by: u32) -> u32 {
    number.iter().fold(0, |rest, byte| ((rest << 8) | u32::from(*byte)) % by)
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2). The parameters of the digest must be written as NULL: what leaves them
/// out is refused (RFC 8017 A.2.4 and 9.2, note 2).
pub(crate) fn pkcs1(key: &rsa::PublicKey, hash: Hash, message: &[u8], value: &[u8]) -> bool {
    // Step 1: exactly as long as the modulus.
    if value.len() != key.size() {
        return false;
    }
    let Ok(value) = pkcs1v15::Signature::try_from(value) else { return false };
    let digest = hash.of(message);
    let key = key.clone();
    match hash {
        Hash::Sha1 => pkcs1v15::VerifyingKey::<Sha1>::new(key).verify_prehash(&digest, &value),
        Hash::Sha256 => pkcs1v15::VerifyingKey::<Sha256>::new(key).verify_prehash(&digest, &value),
        Hash::Sha384 => pkcs1v15::VerifyingKey::<Sha384>::new(key).verify_prehash(&digest, &value),
        Hash::Sha512 => pkcs1v15::VerifyingKey::<Sha512>::new(key).verify_prehash(&digest, &value),
    }
    .is_ok()
}

/// RSASSA-PSS (RFC 8017 8.1.2) with MGF1 of the same hash and a salt as long as it (RFC 7518 3.5).
pub(crate) fn pss(key: &rsa::PublicKey, hash: Hash, message: &[u8], value: &[u8]) -> bool {
    if value.len() != key.size() {
        return false;
    }
    let Ok(value) = pss::Signature::try_from(value) else { return false };
    let digest = hash.of(message);
    let (key, salt) = (key.clone(), digest.len());
    match hash {
        Hash::Sha1 => pss::VerifyingKey::<Sha1>::new_with_salt_len(key, salt).verify_prehash(&digest, &value),
        Hash::Sha256 => {
            pss::VerifyingKey::<Sha256>::new_with_salt_len(key, salt).verify_prehash(&digest, &value)
        }
        Hash::Sha384 => {
            pss::VerifyingKey::<Sha384>::new_with_salt_len(key, salt).verify_prehash(&digest, &value)
        }
        Hash::Sha512 => {
            pss::VerifyingKey::<Sha512>::new_with_salt_len(key, salt).verify_prehash(&digest, &value)
        }
    }
    .is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // tests
mod tests {
    use super::*;

    #[test]
    fn keys_that_nobody_should_sign_with() {
        // The modulus need not be a product of two primes for this.
        let modulus = [vec![0xC1; 255], vec![0x07]].concat();
        assert!(key(&modulus, &[1, 0, 1]).is_some());
        assert!(key(&modulus, &[3]).is_some());
        for wrong in [&[1_u8][..], &[0, 1], &[4], &[1, 0, 0], &[]] {
            assert!(key(&modulus, wrong).is_none(), "{wrong:?}");
        }
        // A power of 65537, so that every residue is one: times 65537 is the number and itself two bytes up.
        let mut bytes = vec![1_u8];
        for _ in 0..127 {
            let (mut sum, mut carry) = ([bytes.as_slice(), &[0, 0]].concat(), 0_u32);
            let low = std::iter::repeat_n(&0, 2).chain(&bytes).collect::<Vec<_>>();
            for (to, add) in sum.iter_mut().rev().zip(low.into_iter().rev()) {
                let total = u32::from(*to) + u32::from(*add) + carry;
                *to = (total & 0xFF).try_into().unwrap();
                carry = total >> 8;
            }
            bytes = sum;
        }
        assert!(roca(&bytes));
        assert!(key(&bytes, &[1, 0, 1]).is_none());
    }
}
