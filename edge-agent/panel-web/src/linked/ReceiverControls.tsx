import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { LinkedLesson } from '../box/linkedLesson';
import type { Actions } from '../lesson/useActions';
import { ConfirmedButton } from '../look/ConfirmedButton';
import { Icon } from '../look/icons';
import { useStaysLost } from '../receive/useStaysLost';
import { Volume } from './Volume';

/** The local teacher's five: hand, mute, help, volume, leave. While the host stays lost, what is recorded takes the hand's place. */
export function ReceiverControls({ lesson, actions }: { lesson: LinkedLesson; actions: Actions }): ReactElement | null {
  const { t } = useTranslation();
  const { act, pending } = actions;
  const lost = useStaysLost(lesson);
  const own = lesson.rooms.find((room) => room.isSelf);
  if (!own) return null;
  const raised = own.handRaisedAt !== null;
  const plays = lesson.showsRecorded;
  return (
    <>
      {lost && lesson.hubRecordingId !== null ? (
        <button
          type="button"
          className="main-button main-plain"
          aria-pressed={plays}
          disabled={pending !== null}
          onClick={() => act('recorded', () => box.showRecorded(!plays))}
        >
          {t(plays ? 'receive.endRecorded' : 'receive.playRecorded')}
        </button>
      ) : (
        <button
          type="button"
          className="main-button main-plain"
          aria-pressed={raised || own.hasFloor}
          disabled={pending !== null || own.hasFloor || lesson.phase !== 'running'}
          onClick={() => act('hand', () => box.raiseHand(!raised))}
        >
          <Icon name="hand" /> {t(own.hasFloor ? 'linked.youSpeak' : raised ? 'linked.handDown' : 'linked.handUp')}
        </button>
      )}
      <p className="card-hint">
        {t(
          lost
            ? 'receive.hostLost'
            : own.hasFloor
              ? 'linked.youSpeakHint'
              : raised
                ? 'linked.handHint'
                : 'linked.listenHint',
        )}
      </p>
      <div className="card-others">
        <button
          type="button"
          className="button other"
          aria-pressed={own.muted}
          disabled={pending !== null}
          onClick={() => act('mute', () => box.muteRoom(!own.muted))}
        >
          <Icon name={own.muted ? 'noSound' : 'sound'} /> {t(own.muted ? 'linked.unmute' : 'linked.mute')}
        </button>
        <button
          type="button"
          className="button other"
          aria-pressed={own.wantsHelp}
          disabled={pending !== null}
          onClick={() => act('help', () => box.callHelp(!own.wantsHelp))}
        >
          <Icon name="help" /> {t(own.wantsHelp ? 'linked.helpCalled' : 'lesson.help')}
        </button>
      </div>
      <Volume percent={lesson.volume} />
      <ConfirmedButton
        text={t('linked.leave')}
        warning={t('linked.leaveWarning')}
        yes={t('linked.leave')}
        danger
        onConfirm={() => act('leave', box.leaveLesson)}
      />
    </>
  );
}
