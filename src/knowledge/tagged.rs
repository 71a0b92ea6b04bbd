//! Reads what stands beside the key `kind` of a record's document.
//!
//! serde's own way with a tag inside copies everything first, to find the tag: ten thousand records
//! are read at every start, and whoever reads one knows its kind already.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IntoDeserializer as _, MapAccess, Visitor},
    forward_to_deserialize_any,
};

const TAG: &str = "kind";

/// A document without its tag, which must say `kind` where it is there.
pub(super) struct Tagged<'a, D> {
    pub(super) kind: &'a str,
    pub(super) document: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tagged<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, inner: V) -> Result<V::Value, D::Error> {
        let kind = self.kind;
        self.document.deserialize_map(Keys { kind, inner })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Both a visitor and the keys that it hands on.
struct Keys<'a, T> {
    kind: &'a str,
    inner: T,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Keys<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<M: MapAccess<'de>>(self, inner: M) -> Result<V::Value, M::Error> {
        let kind = self.kind;
        self.inner.visit_map(Keys { kind, inner })
    }
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for Keys<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K>(&mut self, seed: K) -> Result<Option<K::Value>, M::Error>
    where
        K: DeserializeSeed<'de>,
    {
        let mut key: Option<String> = self.inner.next_key()?;
        if key.as_deref() == Some(TAG) {
            let tag: String = self.inner.next_value()?;
            if tag != self.kind {
                return Err(M::Error::custom("a document of another kind"));
            }
            key = self.inner.next_key()?;
        }
        key.map(|it| seed.deserialize(it.into_deserializer()))
            .transpose()
    }

    fn next_value_seed<S>(&mut self, seed: S) -> Result<S::Value, M::Error>
    where
        S: DeserializeSeed<'de>,
    {
        self.inner.next_value_seed(seed)
    }
}
