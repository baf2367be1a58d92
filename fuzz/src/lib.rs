//! What strangers send, spoiled at random. Whatever comes in, nothing panics,
//! overflows the stack, hangs or answers differently the second time.
//!
//! Reading order: [`target`] (what is tried and what must hold), [`seeds`]
//! (where inputs begin), [`mutate`] (how they are spoiled), [`run`] (the loop).

pub mod mutate;
pub mod run;
pub mod seeds;
pub mod target;

pub use mutate::Mutator;
pub use target::Target;
