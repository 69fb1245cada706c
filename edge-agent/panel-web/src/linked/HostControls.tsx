import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { LessonLayout, LinkedLesson } from '../box/linkedLesson';
import type { Actions } from '../lesson/useActions';
import { ConfirmedButton } from '../look/ConfirmedButton';
import { Icon } from '../look/icons';
import { Choices } from './Choices';

const layouts: readonly LessonLayout[] = ['side-by-side', 'one-large', 'picture-in-picture'];

interface HostControlsProps {
  lesson: LinkedLesson;
  covered: boolean;
  actions: Actions;
}

/** The host's: layout, take the floor back, invite, cover, end. The floor is given where the rooms are. */
export function HostControls({ lesson, covered, actions }: HostControlsProps): ReactElement {
  const { t } = useTranslation();
  const { act, pending } = actions;
  const [inviting, setInviting] = useState(false);
  const speaking = lesson.fullDuplex ? undefined : lesson.rooms.find((room) => room.hasFloor);
  const invite = (roomId: string): void => {
    setInviting(false);
    act('invite', () => box.inviteRoom(roomId));
  };
  return (
    <>
      <fieldset className="linked-layouts">
        <legend>{t('linked.layout')}</legend>
        {layouts.map((layout) => (
          <button
            key={layout}
            type="button"
            className="button"
            aria-pressed={lesson.layout === layout}
            disabled={pending !== null}
            onClick={() => act(`layout ${layout}`, () => box.arrange(layout, lesson.mainSource))}
          >
            {t(`linked.layouts.${layout}`)}
          </button>
        ))}
      </fieldset>
      {speaking !== undefined && (
        <p className="card-hint" role="status">
          {t('linked.speakingHint', { room: speaking.roomName })}
        </p>
      )}
      <div className="card-others">
        <button type="button" className="button other" aria-expanded={inviting} onClick={() => setInviting(!inviting)}>
          <Icon name="add" /> {t('linked.invite')}
        </button>
        <button
          type="button"
          className="button other"
          disabled={pending !== null}
          onClick={() => act('cover', () => box.cover(!covered))}
        >
          <Icon name={covered ? 'uncover' : 'cover'} /> {t(covered ? 'lesson.uncover' : 'lesson.cover')}
        </button>
      </div>
      {inviting && <Choices present={lesson.rooms.map((room) => room.roomId)} onInvite={invite} />}
      <span className="linked-end">
        <ConfirmedButton
          text={t('linked.end')}
          warning={t('linked.endWarning')}
          yes={t('linked.end')}
          danger
          onConfirm={() => act('end', box.endLesson)}
        />
      </span>
    </>
  );
}
