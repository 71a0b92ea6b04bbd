//! The macro with which the kinds of presses are listed.

/// Lists the presses once: the type, the code, and the parts in their order.
macro_rules! presses {
    ($($(#[doc = $doc:literal])+ $code:literal $press:ident
        $({ $($(#[doc = $part_doc:literal])+ $part:ident: $type:ty,)+ })?,)*) => {
        /// A press of a button, a choice in a select menu, or a form that was sent.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Press {
            $(
                $(#[doc = $doc])+
                $press $({ $($(#[doc = $part_doc])+ $part: $type,)+ })?,
            )*
        }

        impl Press {
            /// The codes, in the order of the variants.
            pub const CODES: &[&str] = &[$($code),*];

            /// Returns the id.
            #[must_use]
            pub fn encode(&self) -> String {
                let (code, parts): (&str, Vec<String>) = match self {
                    $(Press::$press $({ $($part),+ })? => ($code, vec![$($($part.write()),+)?]),)*
                };
                let head = [VERSION.to_owned(), code.to_owned()];
                head.into_iter().chain(parts).collect::<Vec<_>>().join(":")
            }

            fn read(code: &str, parts: &[&str]) -> Option<Press> {
                match (code, parts) {
                    $(($code, [$($($part),+)?]) => {
                        Some(Press::$press $({ $($part: <$type as Part>::read($part)?),+ })?)
                    })*
                    _ => None,
                }
            }
        }
    };
}
