//! Writes questions, grouping those that wait into one commit.
//!
//! SQLite waits for the disk at every commit, one after the other; with a commit for each question
//! the disk would set the pace. A task takes all the questions that wait, commits them together and
//! then tells each asker. A question of somebody who has gone away meanwhile is recorded as well.

use tokio::sync::{mpsc, oneshot};

use super::{Database, Error, QuestionRecord, Recorded, Result};

/// Questions in one commit. Larger groups would make the first of them wait without gaining speed.
const GROUP: usize = 128;

/// How questions are written.
#[derive(Clone, Debug)]
pub(super) enum Recorder {
    /// Each in a commit of its own.
    Direct(Database),
    /// By a task, in groups.
    Grouping(mpsc::Sender<Order>),
}

/// What the task is told.
#[derive(Debug)]
pub(super) enum Order {
    Record(Box<QuestionRecord>, oneshot::Sender<Result<Recorded>>),
    Close(oneshot::Sender<()>),
}

impl Recorder {
    pub(super) fn direct(database: Database) -> Recorder {
        Recorder::Direct(database)
    }

    /// Starts the task. It ends with the last clone of the recorder, or when told to close.
    pub(super) fn grouping(database: Database) -> Recorder {
        let (orders, queue) = mpsc::channel(GROUP);
        tokio::spawn(run(database, queue));
        Recorder::Grouping(orders)
    }

    /// Returns when `record` is on the disk.
    pub(super) async fn record(&self, record: &QuestionRecord) -> Result<Recorded> {
        match self {
            Recorder::Direct(database) => write_alone(database, record).await,
            Recorder::Grouping(orders) => {
                let (done, outcome) = oneshot::channel();
                let order = Order::Record(Box::new(record.clone()), done);
                orders.send(order).await.map_err(|_| Error::Closed)?;
                outcome.await.map_err(|_| Error::Closed)?
            }
        }
    }

    /// Writes what waits and ends the task.
    pub(super) async fn close(&self) {
        let Recorder::Grouping(orders) = self else {
            return;
        };
        let (done, outcome) = oneshot::channel();
        // Either call fails only where the task has ended already.
        if orders.send(Order::Close(done)).await.is_ok() {
            outcome.await.unwrap_or_default();
        }
    }
}

async fn run(database: Database, mut queue: mpsc::Receiver<Order>) {
    let mut orders = Vec::with_capacity(GROUP);
    let mut closers = Vec::new();
    while 0 < queue.recv_many(&mut orders, GROUP).await {
        let mut records = Vec::new();
        let mut askers = Vec::new();
        for order in orders.drain(..) {
            match order {
                Order::Record(record, asker) => {
                    records.push(*record);
                    askers.push(asker);
                }
                Order::Close(closer) => {
                    // Nothing more comes in; what is in the queue is still written.
                    queue.close();
                    closers.push(closer);
                }
            }
        }
        write(&database, &records, askers).await;
    }
    for closer in closers {
        // Whoever closed the store may have given up waiting.
        closer.send(()).unwrap_or_default();
    }
}

/// Writes a group and tells each asker. If the group fails, each is tried alone, so that one
/// record which the database refuses does not take the others with it.
async fn write(
    database: &Database,
    records: &[QuestionRecord],
    askers: Vec<oneshot::Sender<Result<Recorded>>>,
) {
    match database.write_questions(records).await {
        Ok(outcomes) => {
            for (outcome, asker) in outcomes.into_iter().zip(askers) {
                tell(asker, Ok(outcome));
            }
        }
        Err(error) => {
            for (record, asker) in records.iter().zip(askers) {
                let outcome = match records.len() {
                    1 => Err(error.clone()),
                    _ => write_alone(database, record).await,
                };
                tell(asker, outcome);
            }
        }
    }
}

fn tell(asker: oneshot::Sender<Result<Recorded>>, outcome: Result<Recorded>) {
    // An asker who has gone away needs no answer.
    asker.send(outcome).unwrap_or_default();
}

async fn write_alone(database: &Database, record: &QuestionRecord) -> Result<Recorded> {
    let mut outcomes = database
        .write_questions(std::slice::from_ref(record))
        .await?;
    let outcome = outcomes.pop();
    Ok(outcome.unwrap_or_else(|| unreachable!("each record has an outcome")))
}
