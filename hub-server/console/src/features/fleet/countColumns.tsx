import type { TableColumnsType } from 'antd';
import type { Words } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import type { Language } from '../../app/preferences';
import styles from './Counts.module.css';

interface Counted {
  rooms: number;
  online: number;
  recording: number;
  offline: number;
}

/** How many rooms, and how they are; nought is pale so that the others stand out. */
export function countColumns<T extends Counted>(t: Words, language: Language): TableColumnsType<T> {
  const column = (key: keyof Counted, tone?: string) => ({
    key,
    title: t(`fleet.count.${key}`),
    align: 'right' as const,
    width: 96,
    render: (_: unknown, row: T) => (
      <span className={`number ${row[key] === 0 ? styles['none'] : (tone ?? '')}`}>
        {formatNumber(language, row[key])}
      </span>
    ),
  });
  return [
    column('rooms'),
    column('online', styles['online']),
    column('recording', styles['recording']),
    column('offline', styles['offline']),
  ];
}
