-- What nodes are sorted by: made from the name by Fleet/NameOrder.cs ("10" after "2", 二 after 一, else by pinyin), since
-- the engines cannot. Filled in at every start, so that a newer program or another ICU brings its own.
ALTER TABLE region ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE room ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
