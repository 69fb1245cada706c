import { Drawer, Table } from 'antd';
import type { AuditItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Facts } from '../../components/Facts';
import { formatDateTime } from '../../components/format';
import { OutcomeTag } from './AuditTable';
import { useAuditWords } from './useAuditWords';
import styles from './Audit.module.css';

/** One row in full: what it was before stands beside what it is since. */
export function AuditDrawer({ row, onClose }: { row: AuditItem; onClose: () => void }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const words = useAuditWords();
  return (
    <Drawer open size="large" title={t('audit.rowTitle', { seq: row.seq })} onClose={onClose}>
      {/* Scrolled by keys, too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div tabIndex={0} role="region" aria-label={t('audit.rowTitle', { seq: row.seq })}>
        <Facts
          facts={[
            { name: t('audit.at'), value: formatDateTime(language, row.at) },
            { name: t('audit.actor'), value: words.actor(row) },
            { name: t('audit.actorKind'), value: t(`audit.actorKinds.${row.actorKind}`) },
            { name: t('audit.address'), value: row.address || '–' },
            { name: t('audit.action'), value: t(`audit.actions.${row.action}`) },
            { name: t('audit.operation'), value: <code>{row.operation}</code> },
            { name: t('audit.kind'), value: words.kind(row.thingKind) },
            { name: t('audit.thing'), value: row.thing || row.thingId || '–' },
            { name: t('audit.outcome'), value: <OutcomeTag outcome={row.outcome} /> },
            { name: t('audit.reason'), value: row.code === '' ? undefined : words.problem(row.code) },
            { name: t('audit.hash'), value: <code className={styles['hash']}>{row.hash}</code> },
          ]}
        />
        {row.changes.length > 0 && (
          <>
            <h3 className={styles['changes']}>{t('audit.changes')}</h3>
            <Table<AuditItem['changes'][number]>
              rowKey="member"
              size="small"
              pagination={false}
              dataSource={row.changes}
              columns={[
                { title: t('audit.member'), width: '26%', render: (_, { member }) => words.member(member) },
                { title: t('audit.before'), width: '37%', render: (_, one) => <Value {...one} value={one.before} /> },
                { title: t('audit.after'), width: '37%', render: (_, one) => <Value {...one} value={one.after} /> },
              ]}
            />
          </>
        )}
      </div>
    </Drawer>
  );
}

function Value({ member, value }: { member: string; value: string | null }) {
  const words = useAuditWords();
  return <span className={styles['value']}>{words.value(member, value)}</span>;
}
