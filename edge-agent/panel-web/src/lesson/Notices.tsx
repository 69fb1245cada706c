import { wordsIn } from '@tongtang/web/equipment';
import type { i18n } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isReplaced, type BoxStatus } from '../box/status';
import { Icon, type IconName } from '../look/icons';
import { latestScene } from '../room/roomLook';
import { alarmsForTeachers, alarmText, codeText } from './alarmText';
import { loudest } from './silence';
import { reducedText } from './reducedText';
import { sourceLabel } from './sourceLabel';

interface NoticesProps {
  status: BoxStatus;
  answering: boolean;
  silent: boolean;
}

interface Notice {
  key: string;
  icon: IconName;
  tone: 'calm' | 'warn' | 'good';
  text: string;
}

/** An hour's recording is what must always fit. */
const lowHours = 1;

/** What a teacher should know, most pressing first, in a place that is kept for it: nothing pops up or moves. */
export function Notices(props: NoticesProps): ReactElement {
  const { t } = useTranslation();
  const notices = useNotices(props);
  return (
    <section className="notices" aria-label={t('notice.label')} aria-live="polite">
      {notices.slice(0, 2).map((notice) => (
        <p key={notice.key} className={`notice notice-${notice.tone}`}>
          <Icon name={notice.icon} /> <span>{notice.text}</span>
        </p>
      ))}
    </section>
  );
}

function iconOf(kind: string): IconName {
  if (kind === 'no_sound') return 'noSound';
  if (kind.startsWith('picture_')) return 'camera';
  return kind.startsWith('disk_') ? 'disk' : 'warning';
}

function useNotices({ status, answering, silent }: NoticesProps): Notice[] {
  const { t, i18n } = useTranslation();
  const { recorder } = status;
  const idle = recorder.state === 'idle';
  if (!answering) return [{ key: 'box', icon: 'warning', tone: 'warn', text: t('notice.boxSilent') }];
  const notices: Notice[] = [];
  const warn = (key: string, icon: IconName, text: string): number => notices.push({ key, icon, tone: 'warn', text });
  // The hours of now, as the foot has them, not those of when the alarm was raised.
  const hours = String(status.storage.hoursLeft);
  const alarms = alarmsForTeachers(status.alarms).map((alarm) =>
    alarm.kind.startsWith('disk_') ? { ...alarm, details: { ...alarm.details, hours } } : alarm,
  );
  // The page itself hears silence sooner; it is one notice, whoever noticed it.
  if (silent && alarms.every((alarm) => alarm.kind !== 'no_sound')) warn('silent', 'noSound', t('notice.noSound'));
  for (const source of idle ? [] : recorder.sources.filter((one) => one.state === 'lost')) {
    warn(source.name, 'camera', t('notice.sourceLost', { source: sourceLabel(t, source, recorder.sources) }));
  }
  for (const alarm of alarms)
    warn(alarm.key, iconOf(alarm.kind), alarmText(i18n, alarm, recorder.sources, status.devices));
  const scene = sceneNotice(i18n, status);
  if (scene !== null) warn('scene', 'warning', scene);
  const diskTold = alarms.some((alarm) => alarm.kind.startsWith('disk_'));
  if (status.storage.hoursLeft < lowHours && !diskTold) warn('storage', 'disk', t('notice.storageLow'));
  if (recorder.sources.length === 0) warn('sources', 'camera', t('notice.noSources'));
  if (isReplaced(status.hub)) warn('replaced', 'offline', t('notice.replaced'));
  else if (status.hub.state === 'offline') {
    const text = t(idle ? 'notice.offlineIdle' : 'notice.offline');
    notices.push({ key: 'offline', icon: 'offline', tone: 'calm', text });
  }
  if (status.live !== null && status.live.quality !== 'full')
    notices.push({ key: 'live', icon: 'camera', tone: 'calm', text: reducedText(t, status.live) });
  if (notices.length > 0) return notices;
  // Whether it really records is what teachers fear for: say so while it is so.
  if (idle) return [{ key: 'ready', icon: 'check', tone: 'good', text: t('notice.ready') }];
  const level = loudest(recorder);
  const fine = recorder.state === 'recording' && !recorder.covered && level !== null;
  return fine ? [{ key: 'fine', icon: 'check', tone: 'good', text: t('notice.fine') }] : [];
}

/** What the scene that was begun last could not do; the first of it, with what to do. */
function sceneNotice(i18n: i18n, { scenes, devices }: BoxStatus): string | null {
  const scene = latestScene(scenes);
  const [first, ...others] = scene?.last?.failures ?? [];
  if (!scene || !first) return null;
  return i18n.t(others.length > 0 ? 'notice.sceneFailedMore' : 'notice.sceneFailed', {
    scene: wordsIn(i18n.language, scene.names),
    device: devices.find((one) => one.id === first.device)?.name ?? (first.device || i18n.t('room.room')),
    reason: codeText(i18n, first.code),
    count: others.length,
  });
}
