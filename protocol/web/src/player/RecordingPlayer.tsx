import { useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ChapterList } from './ChapterList';
import { Controls } from './Controls';
import type { PlayerChapter, PlayerMark, PlayerViewSource } from './lesson';
import { Tile } from './Tile';
import { Timeline } from './Timeline';
import { createSyncedPlayer, type SyncedPlayer } from './syncedPlayer';
import { useFullscreen } from './useFullscreen';
import { usePlayerKeys } from './usePlayerKeys';

export interface RecordingPlayerProps {
  /** Choose a `key` per recording: other views are another player. */
  views: readonly PlayerViewSource[];
  /** ISO 8601; positions and marks count from it. */
  startedAt?: string | undefined;
  marks?: readonly PlayerMark[] | undefined;
  /** In the order of time. */
  chapters?: readonly PlayerChapter[] | undefined;
  autoPlay?: boolean | undefined;
  /** Seconds since the lesson began: there it stands first. */
  startAt?: number | undefined;
  /** Told where it stands, in seconds since the lesson began, as it moves. */
  onPosition?: ((seconds: number) => void) | undefined;
  /** Who watches, written over the pictures. */
  overlay?: string | undefined;
  /** Told when it has been played to its end. */
  onEnded?: (() => void) | undefined;
}

const noMarks: readonly PlayerMark[] = [];
const noChapters: readonly PlayerChapter[] = [];

/** Several views of one lesson in step. Needs the `shared` words in i18next and `@tongtang/web/player.css`. */
export function RecordingPlayer(props: RecordingPlayerProps): ReactElement {
  const { views, marks = noMarks, chapters = noChapters, onPosition, onEnded } = props;
  const { t } = useTranslation('shared');
  const root = useRef<HTMLElement>(null);
  const [player] = useState(() =>
    createSyncedPlayer({
      views,
      startedAt: props.startedAt === undefined ? undefined : Date.parse(props.startedAt),
      autoPlay: props.autoPlay,
    }),
  );
  const state = useSyncExternalStore(player.subscribe, player.state);
  useStart(player, state.loading, props.startAt);
  useEffect(() => onPosition?.(state.position), [onPosition, state.position]);
  const told = useRef(onEnded);
  useEffect(() => {
    told.current = onEnded;
  });
  useEffect(() => {
    if (state.ended) told.current?.();
  }, [state.ended]);
  const [large, setLarge] = useState<string | null>(views[0]?.name ?? null);
  const fullscreen = useFullscreen(root);
  const hidden = useHiddenFor(10_000);
  usePlayerKeys({ player, root, views, setLarge, fullscreen });

  const label = (name: string | null): string => views.find((view) => view.name === name)?.label ?? '';
  const pictures = views.filter((view) => !state.views.some((one) => one.name === view.name && one.soundOnly)).length;
  const isLarge = large !== null && views.length > 1;
  return (
    <section ref={root} className="tp" aria-label={t('player.label')}>
      <div className={isLarge ? 'tp-stage tp-stage-large' : `tp-stage tp-stage-${Math.max(1, Math.min(9, pictures))}`}>
        {views.map((view, index) => (
          <Tile
            key={view.name}
            player={player}
            view={view}
            digit={index + 1}
            many={views.length > 1}
            large={isLarge && view.name === large}
            // Nobody sees them: only what is heard goes on.
            asleep={hidden && view.name !== state.sound}
            state={state.views.find((candidate) => candidate.name === view.name)}
            sound={state.sound === view.name && !state.muted}
            live={state.live}
            onEnlarge={() => setLarge(view.name)}
          />
        ))}
        {props.overlay !== undefined && (
          <div className="tp-overlay" aria-hidden>
            <span>{props.overlay}</span>
            <span>{props.overlay}</span>
          </div>
        )}
      </div>
      <div className="tp-bar">
        <Timeline player={player} state={state} marks={marks} chapters={chapters} />
        <Controls
          player={player}
          state={state}
          views={views}
          soundLabel={label(state.sound)}
          layout={isLarge ? 'large' : 'side'}
          onLayout={(layout) => setLarge(layout === 'large' ? (views[0]?.name ?? null) : null)}
          fullscreen={fullscreen}
        />
      </div>
      <ChapterList chapters={chapters} position={state.position} onChoose={player.seek} />
    </section>
  );
}

/** Goes to the first position as soon as the lesson is known, once. */
function useStart(player: SyncedPlayer, loading: boolean, startAt: number | undefined): void {
  const started = useRef(false);
  useEffect(() => {
    if (loading || started.current || startAt === undefined) return;
    started.current = true;
    player.seek(startAt);
  }, [player, loading, startAt]);
}

/** True once the page has been out of sight for that long. */
function useHiddenFor(milliseconds: number): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setHidden(true), milliseconds);
      else setHidden(false);
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [milliseconds]);
  return hidden;
}
