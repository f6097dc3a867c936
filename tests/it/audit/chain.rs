//! Sealing: in the order of commit, once, by one worker at a time; and what may change afterwards.
