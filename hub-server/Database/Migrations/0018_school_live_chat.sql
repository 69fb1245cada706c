-- Whether those who watch the school's rooms live may write to each other; 0: off, as it is until somebody wants it.
ALTER TABLE school ADD COLUMN live_chat INTEGER NOT NULL DEFAULT 0;
