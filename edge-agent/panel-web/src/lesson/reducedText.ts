import type { TFunction } from 'i18next';
import type { LiveStatus } from '../box/status';

/** Why less than everything is sent live, and what is; the lesson's recording is never less for it. */
export function reducedText(t: TFunction, { quality, reason, rooms }: LiveStatus): string {
  if (quality === 'full') return '';
  if (reason === 'none' || reason === 'line') return t(`live.${quality}`);
  if (reason === 'room') return t(`live.limit.${quality}`, { why: t('live.limit.room') });
  const why = rooms > 1 ? t('live.limit.shared', { rooms }) : t('live.limit.school');
  return t(`live.limit.${quality}`, { why });
}
