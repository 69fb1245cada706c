import type { ReactElement } from 'react';
import { useEquipmentWords } from './useEquipmentWords';
import { asText, clockOf, spacedHex, type TracedPiece } from './wirePieces';

/** What went over a device's wire, oldest first; what carries a secret is told by its length. */
export function WireLog({ pieces, missed }: { pieces: readonly TracedPiece[]; missed: number }): ReactElement {
  const { t, language } = useEquipmentWords();
  return (
    <>
      {missed > 0 && <p className="wire-note">{t('wireMissed', { count: missed })}</p>}
      {/* It scrolls, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="wire" role="log" aria-label={t('wire')} tabIndex={0}>
        {pieces.length === 0 && <p className="wire-note">{t('wireQuiet')}</p>}
        <ol>
          {pieces.map((piece) => (
            <li key={`${piece.number} ${piece.at}`}>
              <time dateTime={piece.at}>{clockOf(language, piece.at)}</time>
              <span className={`wire-${piece.direction}`}>{t(`wireDirection.${piece.direction}`)}</span>
              {piece.hidden ? (
                <em>{t('wireHidden', { count: piece.length })}</em>
              ) : (
                <span className="wire-bytes">
                  {spacedHex(piece.hex)}
                  {piece.hex.length / 2 < piece.length && ` … (${piece.length})`}
                  <span className="wire-text">{asText(piece.hex)}</span>
                </span>
              )}
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}
