import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { NoteTable } from './NoteTable';
import { useVisitNotes, useWatches } from './queries';
import { WatchTable } from './WatchTable';

/** The newest notes of a room, and who looked into it last. */
export function RoomVisits({ room }: { room: string }) {
  const { t } = useWords();
  const notes = useVisitNotes({ room, page: 1, pageSize: 3 });
  const watches = useWatches({ room, page: 1, pageSize: 5 });
  return (
    <>
      {notes.data !== undefined && notes.data.total > 0 && (
        <Card flush title={t('visits.notes')} extra={<Link to={`/visits?room=${room}`}>{t('visits.all')}</Link>}>
          <NoteTable page={{ ...notes.data, total: notes.data.items.length }} ofRoom loading={false} />
        </Card>
      )}
      <Card
        flush
        title={t('visits.watches')}
        extra={<Link to={`/visits?list=watches&room=${room}`}>{t('visits.all')}</Link>}
      >
        <QueryView query={watches}>
          {(page) =>
            page.total > 0 ? (
              <WatchTable page={{ ...page, total: page.items.length }} ofRoom loading={false} />
            ) : (
              <EmptyState title={t('visits.noWatches')} />
            )
          }
        </QueryView>
      </Card>
    </>
  );
}
