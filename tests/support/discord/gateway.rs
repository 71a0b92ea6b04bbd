//! The gateway: sessions, events, and everything that goes wrong with them.

use std::sync::{Arc, Weak};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use serenity::all::{Event, GatewayIntents, Permissions};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{
    Discord,
    world::{BOT, News, Place, World, number},
};

/// The intents that an application must be granted.
const PRIVILEGED: GatewayIntents = GatewayIntents::privileged();

/// The one session that the bot has, and its socket if it is connected.
pub struct Gateway {
    /// How often a session was begun.
    pub identifies: usize,
    /// How often one was taken up again.
    pub resumes: usize,
    /// How often the bot said that it lives.
    pub heartbeats: usize,
    session: Option<Session>,
    socket: Option<UnboundedSender<Order>>,
    heartbeat_ms: u64,
    is_mute: bool,
    refuses_resume: bool,
    /// How often each event is sent.
    copies: usize,
    held: Option<Vec<Value>>,
    /// Whether a further process may connect beside the first, and those that did before it.
    is_shared: bool,
    others: Vec<UnboundedSender<Order>>,
}

struct Session {
    id: String,
    intents: GatewayIntents,
    events: Vec<Value>,
}

/// What a connection has to do.
enum Order {
    Send(Value),
    Close(Option<u16>),
    Drop,
}

impl Gateway {
    /// A gateway that nobody knows yet.
    pub fn new() -> Gateway {
        Gateway {
            identifies: 0,
            resumes: 0,
            heartbeats: 0,
            session: None,
            socket: None,
            heartbeat_ms: 41_250,
            is_mute: false,
            refuses_resume: false,
            copies: 1,
            held: None,
            is_shared: false,
            others: Vec::new(),
        }
    }

    /// Whether events arrive.
    pub fn is_ready(&self) -> bool {
        self.session.is_some() && self.socket.is_some()
    }

    /// Sends an event if the bot may see it; keeps it if the socket is gone.
    pub fn tell(&mut self, world: &World, news: &News) {
        let Some(session) = &mut self.session else {
            return;
        };
        let sees = |channel| {
            world
                .permissions(BOT, channel)
                .contains(Permissions::VIEW_CHANNEL)
        };
        let is_open = news.channel.is_none_or(sees);
        if !is_open || !session.intents.contains(intent(world, news)) {
            return;
        }
        let event = session.keep(news.kind, &news.data);
        match &mut self.held {
            Some(held) => held.push(event),
            None => self.send(&event),
        }
    }

    fn send(&self, event: &Value) {
        for _ in 0..self.copies {
            self.order(Order::Send(event.clone()));
        }
        for other in &self.others {
            // It may be leaving just now.
            let _ = other.send(Order::Send(event.clone()));
        }
    }

    fn order(&self, order: Order) {
        if let Some(socket) = &self.socket {
            // The bot may be leaving just now.
            let _ = socket.send(order);
        }
    }

    fn hello(&self) -> Value {
        json!({ "op": 10, "d": { "heartbeat_interval": self.heartbeat_ms } })
    }

    fn hear(&mut self, world: &World, said: &Value, socket: &UnboundedSender<Order>, url: &str) {
        let reply = |it: Value| {
            let _ = socket.send(Order::Send(it));
        };
        match said["op"].as_u64() {
            Some(1) => {
                self.heartbeats += 1;
                if !self.is_mute {
                    reply(json!({ "op": 11 }));
                }
            }
            Some(2) => self.identify(world, &said["d"], socket, url),
            Some(6) => self.resume(&said["d"], socket),
            _ => {}
        }
    }

    fn identify(
        &mut self,
        world: &World,
        said: &Value,
        socket: &UnboundedSender<Order>,
        url: &str,
    ) {
        self.identifies += 1;
        self.is_mute = false;
        let before = self.socket.replace(socket.clone());
        let intents = GatewayIntents::from_bits_retain(said["intents"].as_u64().unwrap());
        let granted = match world.shows_content {
            true => GatewayIntents::MESSAGE_CONTENT,
            false => GatewayIntents::empty(),
        };
        if intents.intersects(PRIVILEGED & !granted) {
            return self.order(Order::Close(Some(4014)));
        }
        let mut session = Session {
            id: format!("session-{}", self.identifies),
            intents,
            events: Vec::new(),
        };
        let of_bot = world
            .guilds
            .iter()
            .filter(|(_, it)| it.members.contains_key(&BOT));
        let guilds: Vec<u64> = of_bot.map(|(id, _)| *id).collect();
        let closed = guilds
            .iter()
            .map(|it| json!({ "id": it.to_string(), "unavailable": true }));
        let ready = json!({
            "v": 10,
            "user": world.user_json(BOT),
            "guilds": closed.collect::<Vec<_>>(),
            "session_id": session.id,
            "resume_gateway_url": url,
            "shard": said["shard"],
            "application": { "id": BOT.to_string(), "flags": 0 },
        });
        self.send(&session.keep("READY", &ready));
        for guild in guilds {
            self.send(&session.keep("GUILD_CREATE", &world.guild_create(guild)));
        }
        self.session = Some(session);
        self.others.extend(before.filter(|_| self.is_shared));
    }

    fn resume(&mut self, said: &Value, socket: &UnboundedSender<Order>) {
        self.socket = Some(socket.clone());
        let refuses = std::mem::take(&mut self.refuses_resume);
        match &mut self.session {
            Some(session) if !refuses && said["session_id"] == session.id => {
                self.resumes += 1;
                let seen = said["seq"].as_u64();
                let missed = session.events.iter().filter(|it| seen < it["s"].as_u64());
                let missed: Vec<Value> = missed.cloned().collect();
                let resumed = session.keep("RESUMED", &json!({ "_trace": [] }));
                for event in missed.iter().chain([&resumed]) {
                    self.send(event);
                }
            }
            _ => {
                self.session = None;
                self.order(Order::Send(json!({ "op": 9, "d": false })));
            }
        }
    }
}

impl Session {
    /// Numbers an event and keeps it for those who come back.
    fn keep(&mut self, kind: &str, data: &Value) -> Value {
        let event = json!({ "t": kind, "d": data });
        let parsed = serde_json::from_value::<Event>(event.clone());
        assert!(
            !matches!(parsed, Err(_) | Ok(Event::Unknown(_))),
            "serenity cannot read {event:#}"
        );
        let event = json!({ "op": 0, "t": kind, "s": self.events.len() + 1, "d": event["d"] });
        self.events.push(event.clone());
        event
    }
}

/// Which intent an event needs.
fn intent(world: &World, news: &News) -> GatewayIntents {
    let direct = |id: u64| matches!(world.channels.get(&id), Some(it) if matches!(it.place, Place::Direct(_)));
    match news.kind {
        "INTERACTION_CREATE" => GatewayIntents::empty(),
        kind if kind.starts_with("MESSAGE_") && news.channel.is_some_and(direct) => {
            GatewayIntents::DIRECT_MESSAGES
        }
        kind if kind.starts_with("MESSAGE_") => GatewayIntents::GUILD_MESSAGES,
        // A bot hears of itself without the intent.
        "GUILD_MEMBER_UPDATE" if number(&news.data["user"]["id"]) == BOT => GatewayIntents::empty(),
        kind if kind.starts_with("GUILD_MEMBER_") => GatewayIntents::GUILD_MEMBERS,
        _ => GatewayIntents::GUILDS,
    }
}

/// One connection of the bot, until either side ends it.
pub async fn connection(discord: Weak<Discord>, mut socket: WebSocket) {
    let (sender, mut orders) = mpsc::unbounded_channel();
    let Some(hello) = greeting(&discord).await else {
        return;
    };
    let _ = sender.send(Order::Send(hello));
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                let frame = match order {
                    Some(Order::Send(it)) => Frame::Text(it.to_string().into()),
                    Some(Order::Close(code)) => Frame::Close(code.map(|code| CloseFrame {
                        code,
                        reason: "".into(),
                    })),
                    Some(Order::Drop) | None => return,
                };
                if socket.send(frame).await.is_err() {
                    return;
                }
            }
            frame = socket.recv() => {
                let Some(Ok(frame)) = frame else { break };
                let (Frame::Text(text), Some(discord)) = (frame, discord.upgrade()) else { continue };
                let said = serde_json::from_str(&text).unwrap();
                let url = format!("ws://{}", discord.address);
                discord.with(|it| it.gateway.hear(&it.world, &said, &sender, &url));
            }
        }
    }
    if let Some(discord) = discord.upgrade() {
        discord.with(|it| {
            let socket = &mut it.gateway.socket;
            socket.take_if(|it| it.same_channel(&sender));
        });
    }
}

/// The first thing the bot hears, once the gateway is there.
async fn greeting(discord: &Weak<Discord>) -> Option<Value> {
    let mut is_online = discord.upgrade()?.is_online.subscribe();
    is_online.wait_for(|it| *it).await.ok()?;
    Some(discord.upgrade()?.with(|it| it.gateway.hello()))
}

impl Discord {
    /// Waits until the bot has a session and a socket.
    pub async fn ready(&self) {
        self.until("the bot at the gateway", |it| {
            it.gateway.is_ready().then_some(())
        })
        .await;
    }

    /// Waits until this many sessions were begun, and this often one was taken up again.
    pub async fn sessions(&self, begun: usize, resumed: usize) {
        self.until("the sessions", |it| {
            let counts = (it.gateway.identifies, it.gateway.resumes);
            (counts == (begun, resumed) && it.gateway.is_ready()).then_some(())
        })
        .await;
    }

    /// Lets the bot say this often that it lives; from the next connection.
    pub fn set_heartbeat(&self, milliseconds: u64) {
        self.with(|it| it.gateway.heartbeat_ms = milliseconds);
    }

    /// Acknowledges no heartbeat until the bot begins a session.
    pub fn mute_heartbeats(&self) {
        self.with(|it| it.gateway.is_mute = true);
    }

    /// Sends every event twice, or once again.
    pub fn set_copies(&self, copies: usize) {
        self.with(|it| it.gateway.copies = copies);
    }

    /// Lets another process connect as well: all of them get every event.
    pub fn share_gateway(&self) {
        self.with(|it| it.gateway.is_shared = true);
    }

    /// Keeps events back.
    pub fn hold_events(&self) {
        self.with(|it| it.gateway.held = Some(Vec::new()));
    }

    /// Sends what was kept back, the last first.
    pub fn release_events_backwards(&self) {
        self.with(|it| {
            for event in it.gateway.held.take().unwrap().iter().rev() {
                it.gateway.send(event);
            }
        });
    }

    /// Forgets what was kept back: the bot never hears of it.
    pub fn lose_events(&self) {
        self.with(|it| it.gateway.held = None);
    }

    /// Ends the connection without a word; the session stays.
    pub fn drop_socket(&self) {
        self.end(Order::Drop);
    }

    /// Closes the connection, with a code or without.
    pub fn close_socket(&self, code: Option<u16>) {
        self.end(Order::Close(code));
    }

    /// Asks the bot to connect again (opcode 7).
    pub fn ask_to_reconnect(&self) {
        self.end(Order::Send(json!({ "op": 7, "d": null })));
    }

    /// Says that the session is over (opcode 9), or to be taken up again.
    pub fn invalidate_session(&self, can_resume: CanResume) {
        let can_resume = matches!(can_resume, CanResume::Yes);
        if !can_resume {
            self.with(|it| it.gateway.session = None);
        }
        self.end(Order::Send(json!({ "op": 9, "d": can_resume })));
    }

    /// Refuses to take the session up again when the bot next asks.
    pub fn refuse_resume(&self) {
        self.with(|it| it.gateway.refuses_resume = true);
    }

    /// Drops the connection and greets nobody until `come_back`.
    pub fn go_offline(&self) {
        self.is_online.send_replace(false);
        self.drop_socket();
    }

    /// Greets again.
    pub fn come_back(self: &Arc<Self>) {
        self.is_online.send_replace(true);
    }

    fn end(&self, order: Order) {
        self.with(|it| {
            it.gateway.order(order);
            it.gateway.socket = None;
        });
    }
}

/// Whether an invalid session may be taken up again.
#[derive(Clone, Copy)]
pub enum CanResume {
    Yes,
    No,
}
