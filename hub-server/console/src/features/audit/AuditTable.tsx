import { Button, Table } from 'antd';
import type { AuditItem, Page } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useAuditWords } from './useAuditWords';
import styles from './Audit.module.css';

interface AuditTableProps {
  page: Page<AuditItem>;
  loading: boolean;
  onShow: (row: AuditItem) => void;
  onPage: (page: number) => void;
}

const looks: Record<AuditItem['outcome'], { tone: Tone; glyph: Glyph }> = {
  done: { tone: 'green', glyph: 'check' },
  refused: { tone: 'yellow', glyph: 'dash' },
  denied: { tone: 'red', glyph: 'cross' },
  failed: { tone: 'orange', glyph: 'bang' },
};

export function AuditTable({ page, loading, onShow, onPage }: AuditTableProps) {
  const { t } = useWords();
  const words = useAuditWords();
  return (
    <Table<AuditItem>
      rowKey="seq"
      dataSource={page.items}
      loading={loading}
      scroll={{ x: 860 }}
      pagination={{
        current: page.page,
        total: page.total,
        pageSize: page.pageSize,
        onChange: onPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
      columns={[
        { title: t('audit.at'), width: 130, render: (_, { at }) => <Moment at={at} show="short" /> },
        {
          title: t('audit.actor'),
          render: (_, row) => (
            <>
              {words.actor(row)}
              <div className={styles['soft']}>{row.address}</div>
            </>
          ),
        },
        { title: t('audit.action'), width: 110, render: (_, { action }) => t(`audit.actions.${action}`) },
        {
          title: t('audit.thing'),
          render: (_, { thingKind, thing }) => (
            <>
              {thing}
              <div className={styles['soft']}>{words.kind(thingKind)}</div>
            </>
          ),
        },
        { title: t('audit.outcome'), width: 120, render: (_, { outcome }) => <OutcomeTag outcome={outcome} /> },
        {
          title: <span className="visually-hidden">{t('table.actions')}</span>,
          align: 'right',
          width: 90,
          render: (_, row) => (
            <Button size="small" onClick={() => onShow(row)} aria-label={t('audit.showRow', { seq: row.seq })}>
              {t('audit.show')}
            </Button>
          ),
        },
      ]}
    />
  );
}

export function OutcomeTag({ outcome }: { outcome: AuditItem['outcome'] }) {
  const { t } = useWords();
  return <StatusTag {...looks[outcome]}>{t(`audit.outcomes.${outcome}`)}</StatusTag>;
}
