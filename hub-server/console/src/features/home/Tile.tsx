import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { formatNumber } from '../../components/format';
import { StatusGlyph, type Glyph, type Tone } from '../../components/StatusTag';
import styles from './HomePage.module.css';

interface TileProps {
  to: string;
  tone: Tone;
  glyph: Glyph;
  label: string;
  count: number;
  /** More than none is a reason to act. */
  urgent?: boolean;
}

/** A number that leads to its rows. */
export function Tile({ to, tone, glyph, label, count, urgent = false }: TileProps) {
  const { language } = usePreferences();
  const calm = count === 0;
  return (
    <Link to={to} className={`${styles['tile']} ${urgent && !calm ? styles['urgent'] : ''}`}>
      <span className={styles['label']}>
        <StatusGlyph glyph={calm ? 'check' : glyph} tone={calm ? 'grey' : tone} />
        {label}
      </span>
      <span className={`number ${styles['count']} ${calm ? styles['calm'] : ''}`}>{formatNumber(language, count)}</span>
    </Link>
  );
}
