//! `madoguchi login`: makes a one-time link for a member of staff.

use std::process::ExitCode;

use clap::Args;

use super::{Places, StaffRole, Told};
use crate::{
    app,
    clock::Clock,
    people::{LOGIN_LINK_LIFE, Role},
    text::clean,
};

#[derive(Debug, Args)]
pub(super) struct Login {
    /// 名前（いなければ作る）
    #[arg(long)]
    name: String,
    /// 役割（consultant は相談員、admin は管理者）
    #[arg(long, value_enum)]
    role: StaffRole,
    #[command(flatten)]
    places: Places,
}

impl Login {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let name = clean(&self.name);
        if name.is_empty() {
            return Err(Told("--name に名前を書いてください。".to_owned()).into());
        }
        let config = self.places.load()?;
        let store = app::open_store(&config).await?;
        let base = app::address(&config);
        let role = Role::from(self.role);
        let link = app::login_link(&store, &Clock::System, &base, &name, role).await?;
        let people = store.people().await?;
        store.close().await;
        if people.iter().any(|it| it.name == name && it.role != role) {
            app::warn(
                "最後の管理者なので、役割は管理者のままにしました。先に、ほかの人を管理者にしてください。",
            );
        }
        let minutes = LOGIN_LINK_LIFE.num_minutes();
        app::say(&format!(
            "{name}さんのログイン用リンク（1回だけ、{minutes}分以内）:\n{link}\n"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
