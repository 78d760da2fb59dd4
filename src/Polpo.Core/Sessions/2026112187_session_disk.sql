-- The disk on which the session's worktree stands; null: none yet, or the only one that there is.
alter table sessions add column disk text;
