//! An authority of the benchmark's own, and a certificate by it, as Amazon's endpoints have them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
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
    let mut authority = CertificateParams::new([])?;
    authority.distinguished_name.push(DnType::CommonName, "Benchmark Root");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let key = KeyPair::generate()?;
    let root = authority.self_signed(&key)?;
    let issuer = Issuer::new(authority, key);

    let own_key = KeyPair::generate()?;
    let own = CertificateParams::new([HOST.to_owned()])?.signed_by(&own_key, &issuer)?;
    let own_key = PrivateKeyDer::try_from(own_key.serialize_der())?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone()], own_key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), root.pem()))
}
