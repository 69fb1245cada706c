import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { pageOf, withFilter, withPage } from '../../components/paging';
import { requestStates, useApprovalRequests, type ListedRequests } from './approvalQueries';
import { ApprovalTable } from './ApprovalTable';

/** 课件审核: recordings that somebody wants to show to more people, and what was decided. */
export function ApprovalsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const state = requestStates.find((known) => known === search.get('state')) ?? 'waiting';
  const page = pageOf(search);
  const requests = useApprovalRequests(state, page);
  return (
    <>
      <PageHeader
        title={t('approval.title')}
        path={[{ title: t('recordings.title'), to: '/recordings' }]}
        note={t('approval.pageNote')}
      />
      <Segmented<ListedRequests>
        style={{ marginBottom: 14 }}
        aria-label={t('approval.title')}
        value={state}
        onChange={(chosen) => setSearch(withFilter(search, 'state', chosen === 'waiting' ? undefined : chosen))}
        options={requestStates.map((value) => ({ value, label: t(`approval.list.${value}`) }))}
      />
      <Card flush>
        <QueryView query={requests}>
          {(found) =>
            found.total > 0 ? (
              <ApprovalTable found={found} page={page} onPage={(number) => setSearch(withPage(search, number))} />
            ) : (
              <EmptyState
                title={t('approval.none')}
                {...(state === 'waiting' ? { text: t('approval.noneText') } : {})}
              />
            )
          }
        </QueryView>
      </Card>
    </>
  );
}
