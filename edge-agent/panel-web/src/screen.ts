/** What the page shows: the lesson, or one of the screens behind it. */
export type Screen = 'lesson' | 'linked' | 'recordings' | 'installer';
