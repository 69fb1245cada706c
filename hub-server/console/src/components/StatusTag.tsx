import type { ReactNode } from 'react';
import styles from './StatusTag.module.css';

export type Tone = 'grey' | 'green' | 'red' | 'orange' | 'blue' | 'yellow';
export type Glyph = 'dot' | 'ring' | 'pause' | 'up' | 'check' | 'cross' | 'bang' | 'dash';

const shapes: Record<Glyph, ReactNode> = {
  dot: <circle cx="6" cy="6" r="4.5" />,
  ring: <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="2.2 1.8" />,
  pause: <path d="M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z" />,
  up: <path d="M6 1 11 6H7.7v5H4.3V6H1z" />,
  check: <path d="M1.5 6.4 4.7 9.5 10.6 2.8" fill="none" stroke="currentColor" strokeWidth="2" />,
  cross: <path d="m2 2 8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="2" />,
  bang: <path d="M6 .8 11.6 11H.4zM5.3 4.6v3h1.4v-3zm0 3.9v1.3h1.4V8.5z" fillRule="evenodd" />,
  dash: <path d="M1.5 5h9v2h-9z" />,
};

/** State as colour, shape and word together, dark on light: none of the three is needed to understand the other two. */
export function StatusTag({ tone, glyph, children }: { tone: Tone; glyph: Glyph; children: ReactNode }) {
  return (
    <span className={`${styles['tag']} ${styles[tone]}`}>
      <StatusGlyph glyph={glyph} />
      {children}
    </span>
  );
}

/** The shape alone, where a row says the word elsewhere. */
export function StatusGlyph({ glyph, tone }: { glyph: Glyph; tone?: Tone }) {
  return (
    <svg
      className={`${styles['glyph']} ${tone === undefined ? '' : styles[tone]} ${tone === undefined ? '' : styles['bare']}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      fill="currentColor"
      aria-hidden
    >
      {shapes[glyph]}
    </svg>
  );
}
