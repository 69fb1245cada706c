import { App, Button } from 'antd';
import type { Scene } from '../../api/types';
import { useWords, type WordKey, type Words } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { StatusTag } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { useRunScene } from './queries';
import styles from './SceneButtons.module.css';
import { useNames } from './useNames';

/** The room's scenes, each with what became of its last run. */
export function SceneButtons({ room, scenes, live }: { room: string; scenes: Scene[]; live: boolean }) {
  const { t } = useWords();
  const names = useNames();
  const { message } = App.useApp();
  const text = useProblemText();
  const run = useRunScene(room);
  if (scenes.length === 0) return null;
  return (
    <Card title={t('devices.scenes')}>
      <ul className={styles['scenes']}>
        {scenes.map((scene) => (
          <li key={scene.id} className={styles['scene']}>
            <Button
              size="large"
              disabled={!live}
              loading={run.isPending && run.variables === scene.id}
              onClick={() => run.mutate(scene.id, { onError: (error) => void message.error(text(error), 6) })}
            >
              {names.of({ zh: scene.nameZh, en: scene.nameEn }, scene.id)}
            </Button>
            <LastRun scene={scene} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** "panel", "hub:<user>", "key:<device>/<key>", "rule:<id>", "timetable", as the box says it. */
function starterOf(t: Words, has: (key: string) => boolean, startedBy: string): string {
  const [kind = '', ...rest] = startedBy.split(':');
  if (!has(`devices.startedBy.${kind}`)) return startedBy;
  return [t(`devices.startedBy.${kind}` as WordKey), ...rest].join(' ');
}

function LastRun({ scene: { lastRun } }: { scene: Scene }) {
  const { t, has } = useWords();
  if (lastRun === null || lastRun.startedAt === null)
    return <span className={styles['soft']}>{t('devices.sceneNever')}</span>;
  if (lastRun.endedAt === null)
    return (
      <StatusTag tone="blue" glyph="ring">
        {t('devices.sceneRunning')}
      </StatusTag>
    );
  return (
    <span className={styles['soft']}>
      {lastRun.failedSteps.length > 0 && (
        <StatusTag tone="orange" glyph="bang">
          {t('devices.sceneFailed', { count: lastRun.failedSteps.length })}
        </StatusTag>
      )}{' '}
      <Moment at={lastRun.endedAt} /> · {starterOf(t, has, lastRun.startedBy)}
      {lastRun.failedSteps.map((step) => (
        <span key={step} className={styles['step']}>
          {step}
        </span>
      ))}
    </span>
  );
}
