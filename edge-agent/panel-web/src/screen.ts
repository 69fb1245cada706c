/** What the page shows: the lesson, or one of the two screens behind it. */
export type Screen = 'lesson' | 'recordings' | 'installer';
