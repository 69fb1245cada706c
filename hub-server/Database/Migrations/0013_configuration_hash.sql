-- Names what the box has, as it named it itself; given back in its Welcome, so that it need not send it again.
ALTER TABLE device_configuration ADD COLUMN actual_hash TEXT NOT NULL DEFAULT '';
