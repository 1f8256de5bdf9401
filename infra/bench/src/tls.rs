//! An authority of the benchmark's own, and a chain of certificates as Amazon's endpoints have it.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::Result;

/// The name under which the stand-ins are reached. A name and no address, because a function
/// resolves one on AWS as well.
pub(crate) const HOST: &str = "localhost";

/// What speaks TLS, and the root to trust for it, in PEM.
///
/// # Errors
///
/// When no key or certificate can be made.
pub(crate) fn acceptor() -> Result<(TlsAcceptor, String)> {
    let (root_key, key, own_key) = (key()?, key()?, key()?);
    let root = authority("Benchmark Root")?;
    let certificate = root.self_signed(&root_key)?;
    let root = Issuer::new(root, root_key);

    let between = authority("Benchmark Intermediate")?;
    let chained = between.signed_by(&key, &root)?;
    let between = Issuer::new(between, key);

    let own = CertificateParams::new([HOST.to_owned()])?.signed_by(&own_key, &between)?;
    let own_key = PrivateKeyDer::try_from(own_key.serialize_der())?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone(), chained.der().clone()], own_key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), certificate.pem()))
}

/// RSA, as Amazon's are: what a signature costs to check differs by the kind of the key.
fn key() -> Result<KeyPair> {
    Ok(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?)
}

fn authority(name: &str) -> Result<CertificateParams> {
    let mut authority = CertificateParams::new([])?;
    authority.distinguished_name.push(DnType::CommonName, name);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    Ok(authority)
}
