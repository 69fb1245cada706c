import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatedLesson, TimetableDay } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { NamedSelect } from '../../components/NamedSelect';
import { QueryView } from '../../components/QueryView';
import { useSession } from '../accounts/session';
import { RoomSelect } from '../fleet/RoomSelect';
import { useTeachers, useWeek } from './queries';
import { SwapDialog } from './SwapDialog';
import { addDays, mondayOf, today, type TimetableView } from './timetableView';
import styles from './Timetable.module.css';

interface WeekPanelProps {
  view: TimetableView;
  school: string;
  change: (part: Partial<TimetableView>) => void;
}

/** A week of a room, of a teacher or of the school. */
export function WeekPanel({ view, school, change }: WeekPanelProps) {
  const { t } = useWords();
  const week = view.week ?? mondayOf(today(new Date()));
  const teachers = useTeachers(school);
  const user = useSession().data?.user;
  // Whoever teaches there finds their own lessons first; all others are one press away, which writes the school into the address.
  const own =
    view.school === undefined && view.room === undefined ? teachers.data?.find(({ name }) => name === user) : undefined;
  const teacher = view.teacher ?? own?.key;
  const days = useWeek({ ...view, school, teacher, week });
  const [chosen, setChosen] = useState<DatedLesson>();
  return (
    <>
      <div className={styles['bar']}>
        <div className={styles['school']}>
          <RoomSelect
            school={school}
            allowClear
            label={t('timetable.room')}
            placeholder={t('timetable.allRooms')}
            value={view.room}
            onChange={(room) => change({ room })}
          />
        </div>
        <div className={styles['school']}>
          <NamedSelect<string | null>
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            label={t('timetable.teacher')}
            placeholder={t('timetable.allTeachers')}
            value={teacher ?? null}
            onChange={(teacher: string | null | undefined) => change({ teacher: teacher ?? undefined })}
            options={(teachers.data ?? []).map((one) => ({ value: one.key, label: one.name }))}
            style={{ width: '100%' }}
          />
        </div>
        <Space>
          <Button
            icon={<LeftOutlined aria-hidden />}
            aria-label={t('timetable.weekBefore')}
            onClick={() => change({ week: addDays(week, -7) })}
          />
          <Button onClick={() => change({ week: undefined })}>{t('timetable.thisWeek')}</Button>
          <Button
            icon={<RightOutlined aria-hidden />}
            aria-label={t('timetable.weekAfter')}
            onClick={() => change({ week: addDays(week, 7) })}
          />
        </Space>
      </div>
      <Card>
        <QueryView query={days}>
          {(data) => <WeekGrid days={data.days} today={data.today} onLesson={setChosen} />}
        </QueryView>
      </Card>
      {chosen !== undefined && <SwapDialog lesson={chosen} school={school} onClose={() => setChosen(undefined)} />}
    </>
  );
}

interface WeekGridProps {
  days: TimetableDay[];
  today: string;
  onLesson: (lesson: DatedLesson) => void;
}

function WeekGrid({ days, today: now, onLesson }: WeekGridProps) {
  const { t } = useWords();
  const week = days.find((day) => day.week !== null)?.week ?? null;
  const numbers = [...new Set(days.flatMap((day) => day.periods.map((period) => period.number)))].sort((a, b) => a - b);
  if (numbers.length === 0) return <p>{t('timetable.noBells')}</p>;
  return (
    <>
      <h2 aria-live="polite">
        {week === null
          ? t('timetable.outOfTerm')
          : t(week % 2 === 1 ? 'timetable.weekOdd' : 'timetable.weekEven', { week })}
      </h2>
      {/* What scrolls sideways is itself reached by keyboard (WCAG 2.1.1). */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles['scroll']} role="region" tabIndex={0} aria-label={t('timetable.tab.week')}>
        <table className={styles['grid']}>
          <thead>
            <tr>
              <th scope="col">{t('timetable.period')}</th>
              {days.map((day) => (
                <DayHead key={day.date} day={day} isToday={day.date === now} />
              ))}
            </tr>
          </thead>
          <tbody>
            {numbers.map((number) => (
              <tr key={number}>
                <th scope="row">{periodHead(days, number)}</th>
                {days.map((day) => (
                  <td key={day.date} data-off={day.isOff}>
                    {day.lessons
                      .filter((lesson) => lesson.period === number)
                      .map((lesson) => (
                        <LessonCell key={lesson.id} lesson={lesson} onPress={() => onLesson(lesson)} />
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function DayHead({ day, isToday }: { day: TimetableDay; isToday: boolean }) {
  const { t } = useWords();
  const { i18n } = useTranslation();
  const name = new Intl.DateTimeFormat(i18n.language, {
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day.date}T00:00:00Z`));
  return (
    <th scope="col" data-today={isToday} aria-current={isToday ? 'date' : undefined}>
      {name} {isToday && <span className={styles['note']}>{t('timetable.today')}</span>}
      {day.isOff && <span className={styles['note']}>{day.note || t('timetable.dayOff')}</span>}
      {day.taughtAs !== null && (
        <span className={styles['note']}>{t('timetable.taughtAs', { date: day.taughtAs })}</span>
      )}
    </th>
  );
}

function LessonCell({ lesson, onPress }: { lesson: DatedLesson; onPress: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" className={styles['lesson']} data-swapped={lesson.swapId !== null} onClick={onPress}>
      <strong>{lesson.subject}</strong> {lesson.className}
      <span>
        {lesson.teacher} · {lesson.roomName}
      </span>
      {lesson.swapId !== null && <span>{t('timetable.swapped')}</span>}
    </button>
  );
}

function periodHead(days: TimetableDay[], number: number) {
  const period = days.flatMap((day) => day.periods).find((one) => one.number === number);
  return (
    <>
      {period?.name}
      <span className={styles['note']}>
        {period?.starts}–{period?.ends}
      </span>
    </>
  );
}
