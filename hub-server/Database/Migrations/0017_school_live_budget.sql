-- What the boxes of a school may send live, all together; NULL: as much as they like.
ALTER TABLE school ADD COLUMN live_kbps INTEGER NULL;
