import { Alert, Button, Table } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import type { DownloadRule } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { WideTable } from '../../components/WideTable';
import { DownloadRuleDialog } from './DownloadRuleDialog';
import { perPage, useDeleteDownloadRule, useDownloadRules } from './queries';

/** 下载与水印: who may download recordings, and what carries a name. */
export function DownloadRulesPage() {
  const { t } = useWords();
  const text = useProblemText();
  const [page, setPage] = useState(1);
  const [setting, setSetting] = useState(false);
  const rules = useDownloadRules(page);
  const remove = useDeleteDownloadRule();
  const yes = (is: boolean) => t(is ? 'downloadRules.yes' : 'downloadRules.no');
  return (
    <>
      <PageHeader
        title={t('downloadRules.title')}
        note={t('downloadRules.note')}
        path={[{ title: t('recordings.title'), to: '/recordings' }]}
        actions={
          <Button type="primary" onClick={() => setSetting(true)}>
            {t('downloadRules.set')}
          </Button>
        }
      />
      {remove.isError && <Alert type="error" showIcon title={text(remove.error)} />}
      <Card flush>
        <QueryView query={rules}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState title={t('downloadRules.none')} text={t('downloadRules.noneText')} />
            ) : (
              <WideTable label={t('downloadRules.title')}>
                <Table<DownloadRule>
                  rowKey="id"
                  dataSource={items}
                  pagination={{
                    current: page,
                    total,
                    pageSize: perPage,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: setPage,
                  }}
                  columns={[
                    {
                      title: t('retention.place'),
                      render: (_, { placeId, placeName }) => (placeId ? placeName : t('reports.all')),
                    },
                    { title: t('downloadRules.who'), render: (_, { who }) => t(`downloadRules.${who}`) },
                    { title: t('downloadRules.watermark'), render: (_, { watermark }) => yes(watermark) },
                    { title: t('downloadRules.overlay'), render: (_, { overlay }) => yes(overlay) },
                    { title: t('reports.setBy'), render: (_, { madeBy }) => madeBy },
                    {
                      title: <span className="visually-hidden">{t('table.actions')}</span>,
                      align: 'right',
                      render: (_, { id }) => (
                        <Button size="small" loading={remove.isPending} onClick={() => remove.mutate(id)}>
                          {t('retention.takeBack')}
                        </Button>
                      ),
                    },
                  ]}
                />
              </WideTable>
            )
          }
        </QueryView>
      </Card>
      {setting && <DownloadRuleDialog onClose={() => setSetting(false)} />}
    </>
  );
}
