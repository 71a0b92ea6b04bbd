//! The server: plain for most tests, with TLS for those of the production path.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, Weak},
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rcgen::CertifiedKey;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use super::{Discord, Fake, State, faults::Faults, gateway::Gateway, rest, world::World};

/// A certificate for `discord.com` that nobody trusts by himself.
pub struct Certificate {
    key: CertifiedKey<rcgen::KeyPair>,
}

impl Certificate {
    /// Makes one.
    pub fn new() -> Certificate {
        let names = vec!["discord.com".to_owned()];
        let key = rcgen::generate_simple_self_signed(names).unwrap();
        Certificate { key }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivatePkcs8KeyDer::from(self.key.signing_key.serialize_der());
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.key.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Fake {
    /// An HTTP client that trusts the certificate and takes the fake for `discord.com`. With it
    /// serenity keeps its own rate limiter, as in production; `HttpBuilder::proxy` does not work
    /// with one.
    pub fn client(&self) -> reqwest::Client {
        let der = self.certificate().key.cert.der();
        let trusted = reqwest::Certificate::from_der(der).unwrap();
        reqwest::Client::builder()
            .use_rustls_tls()
            .add_root_certificate(trusted)
            .resolve("discord.com", self.tls_address.unwrap())
            .build()
            .unwrap()
    }
}

/// Starts the fake; with a certificate it listens on a second port for TLS. The gateway stays
/// plain: its address comes from a REST answer.
pub async fn start(certificate: Option<Certificate>) -> Arc<Fake> {
    let (listener, address) = listen().await;
    let discord = Arc::new(Discord {
        state: Mutex::new(State {
            world: World::new(),
            gateway: Gateway::new(),
            faults: Faults::default(),
            requests: Vec::new(),
            under_way: 0,
            violations: Vec::new(),
        }),
        changed: watch::Sender::new(()),
        is_online: watch::Sender::new(true),
        address,
    });
    let mut servers = JoinSet::new();
    servers.spawn(accept(listener, Arc::downgrade(&discord), None));
    let mut tls_address = None;
    if let Some(certificate) = &certificate {
        let (listener, address) = listen().await;
        tls_address = Some(address);
        let acceptor = Some(certificate.acceptor());
        servers.spawn(accept(listener, Arc::downgrade(&discord), acceptor));
    }
    Arc::new(Fake {
        discord,
        _servers: servers,
        certificate,
        tls_address,
    })
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn accept(listener: TcpListener, discord: Weak<Discord>, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        connections.spawn(connection(stream, discord.clone(), tls.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, discord: Weak<Discord>, tls: Option<TlsAcceptor>) {
    match tls {
        None => talk(stream, discord).await,
        Some(tls) => {
            // A client that distrusts the certificate goes away.
            if let Ok(stream) = tls.accept(stream).await {
                talk(stream, discord).await;
            }
        }
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    discord: Weak<Discord>,
) {
    let service = service_fn(move |request| rest::entry(discord.clone(), request));
    let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // It ends with an error whenever a fault cuts it.
    let _ = served.with_upgrades().await;
}
