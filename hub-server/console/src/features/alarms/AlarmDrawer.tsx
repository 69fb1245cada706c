import { Alert, Button, Drawer, Tooltip } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Alarm, AlarmDetail } from '../../api/types';
import { Facts } from '../../components/Facts';
import { formatDateTime } from '../../components/format';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { useNow } from '../../components/useNow';
import { useProblemText } from '../../components/useProblemText';
import { AcknowledgeDialog, ClearDialog, SuppressDialog } from './AlarmDialogs';
import styles from './AlarmDrawer.module.css';
import { AlarmHistory } from './AlarmHistory';
import { phaseOf } from './alarmLook';
import { AlarmPhaseTag } from './AlarmTags';
import { useAlarm, useAlarmAction } from './queries';
import { useAlarmWords } from './useAlarmWords';
import { Allowed } from '../accounts/Allowed';

/** One alarm beside the list: what it says, what to do, what was done. */
export function AlarmDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const words = useAlarmWords();
  const alarm = useAlarm(id);
  const title = alarm.data === undefined ? t('alarms.one') : words.title(alarm.data.alarm);
  return (
    <Drawer
      open
      size={460}
      title={title}
      onClose={onClose}
      closable={{ 'aria-label': t('form.close') }}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      <QueryView query={alarm} page>
        {(detail) => <Detail detail={detail} />}
      </QueryView>
    </Drawer>
  );
}

function Detail({ detail: { alarm, history } }: { detail: AlarmDetail }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const words = useAlarmWords();
  const advice = words.advice(alarm.kind);
  return (
    <>
      <div className={styles['head']}>
        <AlarmPhaseTag alarm={alarm} />
        <span className={styles['soft']}>{t(`alarmSeverity.${alarm.severity}`)}</span>
      </div>
      {alarm.causeId !== null && (
        <Alert className={styles['alert'] ?? ''} type="info" showIcon title={t('alarms.explainedText')} />
      )}
      {advice !== undefined && alarm.state !== 'cleared' && <p className={styles['advice']}>{advice}</p>}
      <Facts
        facts={[
          { name: t('fleet.room'), value: <Link to={`/rooms/${alarm.roomId}`}>{alarm.roomName}</Link> },
          { name: t('fleet.school'), value: alarm.schoolName },
          { name: t('alarms.since'), value: <Moment at={alarm.raisedAt} show="both" /> },
          {
            name: t('alarms.clearedAt'),
            value: alarm.clearedAt === null ? undefined : <Moment at={alarm.clearedAt} show="both" />,
          },
          {
            name: t('alarms.times'),
            value: alarm.occurrences > 1 ? t('alarms.occurrences', { count: alarm.occurrences }) : undefined,
          },
          {
            name: t('alarms.recording'),
            value:
              alarm.recordingId === null ? undefined : (
                <Link to={`/recordings/${alarm.recordingId}`}>{t('alarms.openRecording')}</Link>
              ),
          },
          ...Object.entries(alarm.details).map(([name, value]) => ({
            name: words.detail(name),
            value: /^\d{4}-\d\d-\d\dT/.test(value) ? formatDateTime(language, value) : value,
          })),
        ]}
      />
      {alarm.state !== 'cleared' && (
        <Allowed right="handle-alarms" at={alarm}>
          <Actions alarm={alarm} />
        </Allowed>
      )}
      <h3 className={styles['title']}>{t('alarms.history')}</h3>
      <AlarmHistory history={history} />
    </>
  );
}

function Actions({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const text = useProblemText();
  const [open, setOpen] = useState<'acknowledge' | 'suppress' | 'clear'>();
  const resume = useAlarmAction(alarm.id);
  const close = () => setOpen(undefined);
  const suppressed = phaseOf(alarm, useNow(10_000)) === 'suppressed';
  return (
    <>
      <div className={styles['actions']}>
        <Button type={alarm.state === 'raised' ? 'primary' : 'default'} onClick={() => setOpen('acknowledge')}>
          {t(alarm.state === 'raised' ? 'alarms.acknowledge' : 'alarms.addNote')}
        </Button>
        {suppressed ? (
          <Button loading={resume.isPending} onClick={() => resume.mutate({ action: 'suppress', until: null })}>
            {t('alarms.resume')}
          </Button>
        ) : (
          <Button onClick={() => setOpen('suppress')}>{t('alarms.suppress')}</Button>
        )}
        <Tooltip title={t('alarms.clearHint')}>
          <Button onClick={() => setOpen('clear')}>{t('alarms.clear')}</Button>
        </Tooltip>
      </div>
      {resume.isError && <Alert type="error" showIcon title={text(resume.error)} />}
      {open === 'acknowledge' && <AcknowledgeDialog alarm={alarm} onClose={close} />}
      {open === 'suppress' && <SuppressDialog alarm={alarm} onClose={close} />}
      {open === 'clear' && <ClearDialog alarm={alarm} onClose={close} />}
    </>
  );
}
