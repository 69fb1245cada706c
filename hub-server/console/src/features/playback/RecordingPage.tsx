import {
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  FolderAddOutlined,
  OrderedListOutlined,
  ScissorOutlined,
  ShareAltOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { PagePending, QueryView } from '../../components/QueryView';
import { BinNotice } from '../recordings/BinNotice';
import { useRecording } from '../recordings/queries';
import { RecordingStateTag } from '../recordings/RecordingStateTag';
import { VisibilityDialog } from '../recordings/VisibilityDialog';
import { VisibilityTags } from '../recordings/VisibilityTags';
import { useConfirmDelete } from '../recordings/useConfirmDelete';
import { AddToCollectionDialog } from '../collections/AddToCollectionDialog';
import { UpNext, useNextIn } from '../collections/UpNext';
import { ChaptersDialog } from './ChaptersDialog';
import { DownloadDialog } from './DownloadDialog';
import { RecordingFacts } from './RecordingFacts';
import { ShareDialog } from './ShareDialog';
import { TitleDialog } from './TitleDialog';
import { TrimDialog } from './TrimDialog';
import { Allowed } from '../accounts/Allowed';
import { useSession } from '../accounts/session';
import { useViewingReports } from '../viewing/useViewingReports';
import { ViewingCard } from '../viewing/ViewingCard';

// The player with its HLS reader is fetched by those who watch.
const Player = lazy(() => import('./Player'));

/** The position that an address names, as notes and mails do. */
function secondsOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

type Open = 'collection' | 'download' | 'share' | 'rename' | 'visibility' | 'trim' | 'chapters';

/** One recording: its views in step, what is known about it, and what can be done with it. */
export function RecordingPage() {
  const { recordingId = '' } = useParams();
  const recording = useRecording(recordingId);
  return (
    <QueryView page query={recording}>
      {(found) => <RecordingView key={found.id} recording={found} />}
    </QueryView>
  );
}

function RecordingView({ recording }: { recording: Recording }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const leave = () => void navigate('/recordings', { replace: true });
  const confirmDelete = useConfirmDelete(leave);
  const running = recording.state === 'recording';
  const ended = recording.state === 'complete' || recording.state === 'uploading';
  const position = useRef(0);
  const here = () => position.current;
  const watched = useViewingReports(recording.id);
  const session = useSession();
  const collection = search.get('collection');
  const next = useNextIn(collection, recording.id);
  const [goesOn, setGoesOn] = useState(true);
  return (
    <>
      <PageHeader
        title={recording.title === '' ? t('recordings.untitled') : recording.title}
        path={[
          { title: t('recordings.title'), to: '/recordings' },
          { title: `${recording.schoolName} · ${recording.roomName}`, to: `/rooms/${recording.roomId}` },
        ]}
        aside={
          <>
            <RecordingStateTag recording={recording} /> <VisibilityTags recording={recording} />
          </>
        }
        actions={
          recording.bin ? undefined : (
            <>
              {recording.mayPublish === true && (
                <Button icon={<TeamOutlined aria-hidden />} onClick={() => setOpen('visibility')}>
                  {t('visibility.title')}
                </Button>
              )}
              {recording.mayPublish === true && (
                <>
                  <Button icon={<EditOutlined aria-hidden />} onClick={() => setOpen('rename')}>
                    {t('playback.rename')}
                  </Button>
                  <Button icon={<ScissorOutlined aria-hidden />} disabled={!ended} onClick={() => setOpen('trim')}>
                    {t('edits.trim')}
                  </Button>
                  <Button icon={<OrderedListOutlined aria-hidden />} onClick={() => setOpen('chapters')}>
                    {t('edits.chapters')}
                  </Button>
                </>
              )}
              <Button icon={<FolderAddOutlined aria-hidden />} onClick={() => setOpen('collection')}>
                {t('collections.addThis')}
              </Button>
              <Allowed right="share-lessons">
                <Button
                  icon={<ShareAltOutlined aria-hidden />}
                  disabled={recording.views.length === 0}
                  onClick={() => setOpen('share')}
                >
                  {t('playback.share')}
                </Button>
              </Allowed>
              <Button
                icon={<DownloadOutlined aria-hidden />}
                disabled={running || recording.views.length === 0}
                onClick={() => setOpen('download')}
              >
                {t('playback.download')}
              </Button>
              <Allowed right="manage-recordings">
                <Button
                  danger
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  disabled={running}
                  onClick={() => confirmDelete(recording)}
                >
                  {t('form.delete')}
                </Button>
              </Allowed>
            </>
          )
        }
      />
      {collection !== null && (
        <UpNext collectionId={collection} recordingId={recording.id} goesOn={goesOn} onGoesOn={setGoesOn} />
      )}
      <BinNotice recording={recording} onGone={leave} />
      {recording.views.length === 0 || recording.state === 'failed' ? (
        <Card>
          <EmptyState title={t('playback.nothing')} text={t('playback.nothingText')} />
        </Card>
      ) : (
        <Suspense fallback={<PagePending />}>
          <Player
            media={`/media/${recording.id}`}
            startedAt={recording.startedAt}
            views={recording.views}
            marks={recording.marks}
            chapters={recording.chapters ?? []}
            trim={recording.trim}
            startAt={secondsOf(search.get('t'))}
            overlay={recording.download?.overlay === true ? (session.data?.user ?? undefined) : undefined}
            autoPlay={search.has('play')}
            onEnded={() => {
              if (goesOn && next !== undefined) void navigate(`/recordings/${next}?collection=${collection}&play`);
            }}
            onPosition={(seconds) => {
              position.current = seconds;
              if (!running) watched(seconds);
            }}
          />
        </Suspense>
      )}
      <RecordingFacts recording={recording} />
      {recording.mayPublish === true && <ViewingCard recordingId={recording.id} />}
      {open === 'collection' && <AddToCollectionDialog recordingIds={[recording.id]} onClose={close} />}
      {open === 'download' && <DownloadDialog recording={recording} onClose={close} />}
      {open === 'share' && <ShareDialog recording={recording} onClose={close} />}
      {open === 'visibility' && <VisibilityDialog recording={recording} onClose={close} />}
      {open === 'trim' && <TrimDialog recording={recording} here={here} onClose={close} />}
      {open === 'chapters' && <ChaptersDialog recording={recording} here={here} onClose={close} />}
      {open === 'rename' && <TitleDialog recording={recording} onClose={close} />}
    </>
  );
}
