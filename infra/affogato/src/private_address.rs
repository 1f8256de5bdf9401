//! An address that only this machine and its private networks reach.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

use thiserror::Error;

/// Holding one is the permission to serve there what checks nobody's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivateAddress(SocketAddr);

/// Why an address is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Not an address with a port.
    #[error("write an IP address and a port, such as 172.17.0.1:8001")]
    Malformed,
    /// Every address of the machine, public ones among them.
    #[error("{0} means every network of this machine; name one loopback or private address")]
    Unspecified(IpAddr),
    /// The internet reaches it, or may.
    #[error("{0} is neither loopback nor private; whoever reaches the database can change it")]
    Public(IpAddr),
}

impl PrivateAddress {
    /// The loopback, at any free port.
    pub const LOOPBACK: Self = Self(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0));

    /// The address and its port; 0 takes a free one.
    pub fn socket(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for PrivateAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let address: SocketAddr = text.parse().map_err(|_| AddressError::Malformed)?;
        let ip = address.ip();
        // Not more than these: link-local is where clouds keep their instances' credentials, and
        // an IPv4 address written as IPv6 is nothing that anybody needs here.
        let is_private = match ip {
            IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
            IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
        };
        match (ip.is_unspecified(), is_private) {
            (true, _) => Err(AddressError::Unspecified(ip)),
            (false, true) => Ok(Self(address)),
            (false, false) => Err(AddressError::Public(ip)),
        }
    }
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_private_networks_are_private() {
        for text in [
            "127.0.0.1:0",
            "127.8.9.10:80",
            "10.0.0.1:8001",
            "172.17.0.1:8001",
            "172.31.255.254:1",
            "192.168.1.2:8001",
            "[::1]:8001",
            "[fd00::2]:8001",
        ] {
            assert_eq!(text.parse::<PrivateAddress>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn everywhere_is_refused() {
        for text in ["0.0.0.0:8001", "[::]:8001"] {
            let refused = text.parse::<PrivateAddress>();
            assert!(matches!(refused, Err(AddressError::Unspecified(_))), "{text}");
        }
    }

    #[test]
    fn what_others_may_reach_is_refused() {
        for text in [
            "8.8.8.8:80",
            "172.15.255.255:80",
            "172.32.0.1:80",
            "192.169.0.1:80",
            "100.64.0.1:80",
            "169.254.169.254:80",
            "255.255.255.255:80",
            "[2001:db8::1]:80",
            "[fe80::1]:80",
            "[::ffff:8.8.8.8]:80",
            "[::ffff:0.0.0.0]:80",
        ] {
            let refused = text.parse::<PrivateAddress>();
            assert!(matches!(refused, Err(AddressError::Public(_))), "{text}: {refused:?}");
        }
    }

    #[test]
    fn a_name_or_a_bare_port_is_no_address() {
        for text in ["localhost:80", "8001", ":8001", "172.17.0.1", ""] {
            assert_eq!(text.parse::<PrivateAddress>(), Err(AddressError::Malformed), "{text}");
        }
    }
}
