import { Link } from 'react-router';
import type { ReportFigure, UsageReport } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { StatusTag } from '../../components/StatusTag';
import { changeOf, figureText } from './figureText';
import { rowsOf, type FigureKey, type ReportFilters } from './reportFilters';
import styles from './Reports.module.css';

const groups: { name: 'coverage' | 'frequency' | 'breadth' | 'linked'; keys: FigureKey[] }[] = [
  { name: 'coverage', keys: ['coverage', 'rooms-used', 'rooms'] },
  { name: 'frequency', keys: ['lessons-per-room-week', 'lessons', 'hours'] },
  { name: 'breadth', keys: ['breadth', 'teachers-recorded', 'teachers', 'subjects'] },
  {
    name: 'linked',
    keys: [
      'linked-held-share',
      'linked-on-time-share',
      'linked-planned',
      'linked-held',
      'linked-on-time',
      'linked-hours',
    ],
  },
];

interface FigureGridProps {
  report: UsageReport;
  filters: ReportFilters;
}

/** Every figure leads to its rows. */
export function FigureGrid({ report, filters }: FigureGridProps) {
  const { t } = useWords();
  const figures = new Map(report.figures.map((figure) => [figure.key, figure]));
  return (
    <div className={styles['groups']}>
      {groups.map(({ name, keys }) => (
        <section key={name} className={styles['group']} aria-labelledby={`figures-${name}`}>
          <h2 id={`figures-${name}`} className={styles['groupName']}>
            {t(`reports.groups.${name}`)}
          </h2>
          <dl className={styles['figures']}>
            {keys.map((key) => {
              const figure = figures.get(key);
              return figure && <Figure key={key} figure={figure} to={rowsOf(key, filters, report.period)} />;
            })}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Figure({ figure, to }: { figure: ReportFigure; to: string }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const change = changeOf(figure);
  const by =
    change &&
    new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(change.by);
  return (
    <div className={styles['figure']}>
      <dt>{t(`reports.figures.${figure.key}`)}</dt>
      <dd>
        {figure.value === null ? (
          <span className={styles['value']}>–</span>
        ) : (
          <Link to={to} className={`number ${styles['value']}`}>
            {figureText(language, figure.unit, figure.value)}
          </Link>
        )}
        {figure.target !== null && <Target figure={figure} target={figure.target} />}
        <span className={`number ${styles['before']}`}>
          {t('reports.before', { value: figureText(language, figure.unit, figure.before) })}
          {change !== undefined && ` (${t(`reports.${change.kind}`, { by: by ?? '' })})`}
        </span>
      </dd>
    </div>
  );
}

function Target({ figure, target }: { figure: ReportFigure; target: number }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const reached = figure.value !== null && figure.value >= target;
  return (
    <span className={styles['target']}>
      <StatusTag tone={reached ? 'green' : 'orange'} glyph={reached ? 'check' : 'dash'}>
        {t(reached ? 'reports.reached' : 'reports.notReached', { target: figureText(language, figure.unit, target) })}
      </StatusTag>
    </span>
  );
}
