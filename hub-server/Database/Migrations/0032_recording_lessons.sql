-- Of which lesson of the timetable a recording is, as its box says; lesson_key: the timetable's lesson and its date.
ALTER TABLE recording ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE recording ADD COLUMN class_name TEXT NOT NULL DEFAULT '';
ALTER TABLE recording ADD COLUMN lesson_key TEXT NOT NULL DEFAULT '';
ALTER TABLE recording ADD COLUMN teacher_key TEXT NOT NULL DEFAULT '';

CREATE INDEX recording_teacher_key ON recording (teacher_key) WHERE teacher_key <> '';
CREATE INDEX recording_lesson_key ON recording (lesson_key) WHERE lesson_key <> '';
