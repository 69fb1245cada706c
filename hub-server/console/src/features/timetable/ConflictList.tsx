import { Alert, Table } from 'antd';
import { useState } from 'react';
import type { LessonConflict, TimetableLesson } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { useConflicts, useTerms } from './queries';
import { TermSelect } from './TermSelect';

/** Weekly lessons that are in each other's way. */
export function ConflictList({ school }: { school: string }) {
  const { t } = useWords();
  const terms = useTerms(school);
  const [chosen, setChosen] = useState<string>();
  return (
    <QueryView query={terms}>
      {(list) => {
        const term = chosen ?? list[0]?.id;
        if (term === undefined) return <EmptyState title={t('timetable.noTerm')} text={t('timetable.noTermText')} />;
        return (
          <>
            <TermSelect terms={list} value={term} onChange={setChosen} />
            <Conflicts school={school} term={term} />
          </>
        );
      }}
    </QueryView>
  );
}

function Conflicts({ school, term }: { school: string; term: string }) {
  const { t } = useWords();
  const conflicts = useConflicts(school, term);
  return (
    <Card flush>
      <QueryView query={conflicts}>
        {({ items, total, withoutPeriod }) => (
          <>
            {withoutPeriod > 0 && (
              <Alert type="warning" showIcon title={t('timetable.withoutPeriod', { lessons: withoutPeriod })} />
            )}
            {total === 0 ? (
              <EmptyState title={t('timetable.noConflicts')} text={t('timetable.noConflictsText')} />
            ) : (
              <Table<LessonConflict>
                rowKey={({ one, other }) => `${one.id} ${other.id}`}
                dataSource={items}
                scroll={{ x: 'max-content' }}
                pagination={{ pageSize: 50, hideOnSinglePage: true }}
                columns={[
                  {
                    title: t('timetable.shares'),
                    render: (_, { kinds }) => kinds.map((kind) => t(`timetable.conflict.${kind}`)).join(' · '),
                  },
                  { title: t('timetable.one'), render: (_, { one }) => <Lesson lesson={one} /> },
                  { title: t('timetable.other'), render: (_, { other }) => <Lesson lesson={other} /> },
                ]}
              />
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}

function Lesson({ lesson }: { lesson: TimetableLesson }) {
  const { t } = useWords();
  return (
    <>
      {t(`timetable.weekday.${lesson.weekday as 1}`)} {t('timetable.periodNumber', { number: lesson.period })} ·{' '}
      {lesson.subject} {lesson.className} {lesson.teacher} · {lesson.roomName} ·{' '}
      {weeksText(t('timetable.everyWeek'), lesson.weeks)}
    </>
  );
}

function weeksText(all: string, weeks: string): string {
  return weeks === 'all' ? all : weeks;
}
