import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { useSession } from '../accounts/session';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { ConflictList } from './ConflictList';
import { ImportPanel } from './ImportPanel';
import { SwapHistory } from './SwapHistory';
import { TermsPanel } from './TermsPanel';
import { readView, tabs, writeView, type Tab, type TimetableView } from './timetableView';
import styles from './Timetable.module.css';
import { WeekPanel } from './WeekPanel';

/** What is taught in a school, when, and by whom; and all that leads to it. */
export function TimetablePage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const view = readView(search);
  const scope = useSession().data?.scope;
  // Who has one school only need not choose it.
  const school = view.school ?? (scope?.kind === 'school' ? (scope.id ?? undefined) : undefined);
  const change = (part: Partial<TimetableView>) => setSearch(writeView({ ...view, school, ...part }));
  return (
    <>
      <PageHeader title={t('timetable.title')} note={t('timetable.note')} />
      <div className={styles['bar']}>
        <div className={styles['school']}>
          <SchoolSelect
            label={t('timetable.school')}
            placeholder={t('timetable.school')}
            value={school}
            onChange={(next) => change({ school: next, room: undefined, teacher: undefined })}
          />
        </div>
        <Segmented<Tab>
          aria-label={t('timetable.title')}
          value={view.tab}
          onChange={(tab) => change({ tab })}
          options={tabs.map((value) => ({ value, label: t(`timetable.tab.${value}`) }))}
        />
      </div>
      {school === undefined ? (
        <Card>
          <EmptyState title={t('timetable.noSchool')} text={t('timetable.noSchoolText')} />
        </Card>
      ) : (
        <TabBody key={school} view={view} school={school} change={change} />
      )}
    </>
  );
}

interface TabBodyProps {
  view: TimetableView;
  school: string;
  change: (part: Partial<TimetableView>) => void;
}

function TabBody({ view, school, change }: TabBodyProps) {
  switch (view.tab) {
    case 'terms':
      return <TermsPanel school={school} />;
    case 'import':
      return <ImportPanel school={school} />;
    case 'swaps':
      return <SwapHistory school={school} />;
    case 'conflicts':
      return <ConflictList school={school} />;
    default:
      return <WeekPanel view={view} school={school} change={change} />;
  }
}
