import type { ReactElement } from 'react';

const paths = {
  play: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8A.8.8 0 0 0 8 5.2z',
  pause: 'M6.5 4.5h3.6v15H6.5zM13.9 4.5h3.6v15h-3.6z',
  replay: 'M12 5V1.6L6.6 6.2 12 10.8V7.4a5.6 5.6 0 1 1-5.6 5.6H4A8 8 0 1 0 12 5z',
  back: 'M11.4 6.3v11.4L3.6 12zM20 6.3v11.4L12.2 12z',
  forward: 'M12.6 6.3v11.4l7.8-5.7zM4 6.3v11.4l7.8-5.7z',
  sound: 'M4 9.2v5.6h3.7l5 4.4V4.8l-5 4.4zM15.4 8.2a5.2 5.2 0 0 1 0 7.6l1.4 1.5a7.2 7.2 0 0 0 0-10.6z',
  muted:
    'M4 9.2v5.6h3.7l5 4.4V4.8l-5 4.4zM21.4 9.4 20 8l-2.2 2.2L15.6 8l-1.4 1.4 2.2 2.2-2.2 2.2 1.4 1.4 2.2-2.2L20 15.2l1.4-1.4-2.2-2.2z',
  large: 'M3 5h12.5v14H3zM17.5 5H21v4h-3.5zM17.5 10H21v4h-3.5zM17.5 15H21v4h-3.5z',
  side: 'M3 5h8v14H3zM13 5h8v14h-8z',
  fullscreen: 'M4 4h6v2.2H6.2V10H4zM14 4h6v6h-2.2V6.2H14zM4 14h2.2v3.8H10V20H4zM17.8 14H20v6h-6v-2.2h3.8z',
  leaveFullscreen: 'M7.8 4H10v6H4V7.8h3.8zM14 4h2.2v3.8H20V10h-6zM4 14h6v6H7.8v-3.8H4zM14 14h6v2.2h-3.8V20H14z',
  mark: 'M6 3h12v18l-6-4.4L6 21z',
} as const;

export type PlayerIconName = keyof typeof paths;

/** Decoration: what carries it has a name of its own. */
export function PlayerIcon({ name }: { name: PlayerIconName }): ReactElement {
  return (
    <svg className="tp-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="currentColor" />
    </svg>
  );
}
