//! The address a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use super::office::{Office, WebSettings};

/// The client's address, as the unit that limits count: an IPv4 address or an IPv6 network (/64),
/// since one household or firm has a whole such network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(pub IpAddr);

impl FromRequestParts<Arc<Office>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        office: &Arc<Office>,
    ) -> Result<Client, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |it| it.0.ip());
        Ok(Client(unit(address(
            peer,
            &parts.headers,
            &office.settings,
        ))))
    }
}

/// Returns the rightmost address that is not a proxy of ours: whatever stands further left in
/// `X-Forwarded-For` was written by the client and may be invented.
fn address(peer: IpAddr, headers: &HeaderMap, settings: &WebSettings) -> IpAddr {
    if !settings.trusts(peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let forwarded: Vec<_> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut nearest = peer;
    for hop in forwarded.into_iter().rev() {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else {
            return nearest;
        };
        nearest = hop;
        if !settings.trusts(hop) {
            return hop;
        }
    }
    nearest
}

fn unit(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let settings = WebSettings {
            trusted_proxies: trusted.iter().map(|it| it.parse().unwrap()).collect(),
            ..WebSettings::default()
        };
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        unit(address(peer.parse().unwrap(), &headers, &settings)).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        let proxy = ["10.0.0.0/8"];
        assert_eq!(seen("203.0.113.9", "198.51.100.1", &proxy), "203.0.113.9");
        let invented = "192.0.2.77, 198.51.100.1, 10.0.0.2";
        assert_eq!(seen("10.0.0.1", invented, &proxy), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "198.51.100.1, junk", &proxy), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(seen("2001:db8:1:2:3:4:5:6", "x", &[]), "2001:db8:1:2::");
        assert_eq!(seen("::ffff:192.0.2.1", "x", &[]), "192.0.2.1");
    }
}
