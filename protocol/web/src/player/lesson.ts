/** One view to be played. */
export interface PlayerViewSource {
  name: string;
  /** `/media/{recordingId}/{view}/index.m3u8`, or the same below `/media/t/{token}/`. */
  address: string;
  /** What people call it: its role in words, or its name. */
  label: string;
}

/** A mark of the teacher, in seconds since the lesson began. */
export interface PlayerMark {
  atSeconds: number;
  label?: string | undefined;
}

/** A part of the lesson, from here to the next one; in seconds since it began. */
export interface PlayerChapter {
  atSeconds: number;
  /** Empty: it has a number only. */
  title: string;
}
