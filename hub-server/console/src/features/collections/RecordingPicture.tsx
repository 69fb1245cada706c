import { PlaySquareOutlined } from '@ant-design/icons';
import { useState } from 'react';
import styles from './Collections.module.css';

/** A moment of the recording, or a sign where there is no picture. What it shows is said beside it. */
export function RecordingPicture({ media }: { media: string | null }) {
  const [missing, setMissing] = useState(false);
  return (
    <span className={styles['picture']}>
      {media === null || missing ? (
        <PlaySquareOutlined aria-hidden />
      ) : (
        <img src={`${media}/picture.jpg`} alt="" loading="lazy" onError={() => setMissing(true)} />
      )}
    </span>
  );
}
