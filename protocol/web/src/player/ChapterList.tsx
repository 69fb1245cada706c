import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../format';
import type { PlayerChapter } from './lesson';

interface ChapterListProps {
  chapters: readonly PlayerChapter[];
  position: number;
  onChoose: (seconds: number) => void;
}

/** The lesson's parts by name; the one that is shown is marked. */
export function ChapterList({ chapters, position, onChoose }: ChapterListProps): ReactElement | null {
  const { t } = useTranslation('shared');
  if (chapters.length === 0) return null;
  const current = chapters.findLastIndex((chapter) => chapter.atSeconds <= position + 0.1);
  return (
    <nav className="tp-chapters" aria-label={t('player.chapters')}>
      <ol>
        {chapters.map((chapter, index) => (
          <li key={chapter.atSeconds}>
            <button
              type="button"
              className="tp-chapter"
              aria-current={index === current ? 'true' : undefined}
              onClick={() => onChoose(chapter.atSeconds)}
            >
              <span className="tp-chapter-time">{clockTime(chapter.atSeconds)}</span>
              {chapter.title === '' ? t('player.chapter', { number: index + 1 }) : chapter.title}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
