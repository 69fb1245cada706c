import { Link } from 'react-router';
import type { LinkedLesson } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { LessonStateTag } from '../lessons/LessonTags';
import styles from './LostRooms.module.css';

/** Lessons that rooms should be in together by now, and that nobody has begun. */
export function LateLessons({ lessons }: { lessons: LinkedLesson[] }) {
  const { t } = useWords();
  return (
    <ul>
      {lessons.map((lesson) => (
        <li key={lesson.id} className={styles['row']}>
          <div className={styles['what']}>
            <Link to={`/lessons/${lesson.id}`}>{lesson.title === '' ? t('recordings.untitled') : lesson.title}</Link>
            <span className={styles['soft']}>
              <Moment at={lesson.plannedStart} show="short" />
            </span>
          </div>
          <LessonStateTag state={lesson.state} />
        </li>
      ))}
    </ul>
  );
}
