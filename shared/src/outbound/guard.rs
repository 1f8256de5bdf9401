//! The guard at the door: which URLs are asked, and at which addresses.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;
use url::{Host, Url};

use super::{OutboundError, address::is_public};
use crate::{config::Reach, protocol::loopback::is_this_machine};

/// How names become addresses.
#[derive(Clone)]
pub(super) enum Names {
    /// As this machine does it.
    System,
    /// As a test wants it.
    #[cfg(test)]
    Given(std::sync::Arc<Resolve>),
}

/// What a test makes of a name.
#[cfg(test)]
type Resolve = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Gives the addresses of a name that may be asked. The connection is made to what it gives and to
/// nothing else: a name that means another address the next time (DNS rebinding) is not asked again.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) reach: Reach,
    pub(super) names: Names,
}

impl Guard {
    /// Checks a URL before anything is sent. An address that stands in it is no name, and so is never
    /// resolved: it is checked here.
    pub(super) fn check(&self, url: &str) -> Result<Url, OutboundError> {
        let url = Url::parse(url).map_err(|_| OutboundError::NoUrl)?;
        let host = url.host().ok_or(OutboundError::NoUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::NoUrl);
        }
        let is_here = is_this_machine(&host);
        let address = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        // Without TLS anybody on the way answers; on this machine there is no way.
        let may_be_plain = self.reach == Reach::ThisMachine && is_here;
        match url.scheme() {
            "https" => {}
            "http" if may_be_plain => {}
            _ => return Err(OutboundError::NotHttps),
        }
        match address {
            Some(address) if !self.may_reach(address) => Err(OutboundError::Forbidden),
            Some(_) | None => Ok(url),
        }
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        let is_here = address.to_canonical().is_loopback() && self.reach == Reach::ThisMachine;
        is_public(address) || is_here
    }

    async fn resolve(self, name: Name) -> io::Result<vec::IntoIter<SocketAddr>> {
        let addresses: Vec<SocketAddr> = match &self.names {
            // The port is the connector's affair.
            Names::System => tokio::net::lookup_host((name.as_str(), 0)).await?.collect(),
            #[cfg(test)]
            Names::Given(names) => {
                names(name.as_str()).into_iter().map(|ip| SocketAddr::new(ip, 0)).collect()
            }
        };
        let (allowed, forbidden): (Vec<_>, Vec<_>) =
            addresses.into_iter().partition(|address| self.may_reach(address.ip()));
        if allowed.is_empty() && !forbidden.is_empty() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, OutboundError::Forbidden));
        }
        Ok(allowed.into_iter())
    }
}

impl Service<Name> for Guard {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(self.clone().resolve(name))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    fn guard(reach: Reach) -> Guard {
        Guard { reach, names: Names::System }
    }

    #[test]
    fn only_https_to_the_internet_is_asked() {
        let guard = guard(Reach::Internet);
        assert!(guard.check("https://app.example/jwks?x=1").is_ok());
        assert!(guard.check("https://[2606:4700:4700::1111]/").is_ok());
        for url in [
            "http://app.example/",
            "http://127.0.0.1/",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::ffff:169.254.169.254]/",
            "https://[::1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://user@app.example/",
            "https://:secret@app.example/",
            "file:///etc/passwd",
            "gopher://app.example/",
            "https:///",
            "//app.example",
            "",
        ] {
            assert!(guard.check(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_laptop_reaches_itself_and_nothing_else_that_is_not_the_internets() {
        let guard = guard(Reach::ThisMachine);
        for url in ["http://127.0.0.1:3000/", "http://localhost:3000/", "https://[::1]/"] {
            assert!(guard.check(url).is_ok(), "{url}");
        }
        for url in ["http://10.0.0.1/", "https://192.168.1.1/", "http://app.example/"] {
            assert!(guard.check(url).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_is_resolved_once_and_only_its_public_addresses_are_given() {
        let asked = Arc::new(AtomicUsize::new(0));
        let rebinding = {
            let asked = Arc::clone(&asked);
            // A public address for who checks, and this machine for who connects.
            move |_: &str| match asked.fetch_add(1, Ordering::SeqCst) {
                0 => vec!["1.1.1.1".parse().unwrap(), "10.0.0.1".parse().unwrap()],
                _ => vec!["127.0.0.1".parse().unwrap()],
            }
        };
        let names = Names::Given(Arc::new(rebinding));
        let mut guard = Guard { reach: Reach::Internet, names };
        let given: Vec<_> = guard.call("app.example".parse().unwrap()).await.unwrap().collect();
        assert_eq!(given, ["1.1.1.1:0".parse().unwrap()]);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert!(guard.call("app.example".parse().unwrap()).await.is_err());
    }
}
