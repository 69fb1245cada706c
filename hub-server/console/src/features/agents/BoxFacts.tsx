import { byteSize, durationInWords } from '@tongtang/web';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../app/useWords';
import type { Room } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Card } from '../../components/Card';
import { Facts } from '../../components/Facts';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';

/** Above this the clocks of hub and box are worth a person's look; recordings are corrected by it all the same. */
const clockWarnMs = 2_000;

/** The box itself: how long it can record, what it still has to send, how far its clock is off, which machine it is. */
export function BoxFacts({ room }: { room: Room }) {
  const { t } = useWords();
  const { t: shared } = useTranslation('shared');
  const { language } = usePreferences();
  const { agent, state } = room;
  const number = (value: number) => formatNumber(language, value);
  const offset = state?.clockOffsetMs ?? null;
  return (
    <Card title={t('room.box')}>
      <Facts
        facts={[
          { name: t('room.refused'), value: agent?.duplicated === true ? t('room.duplicated') : undefined },
          {
            name: t('room.hoursLeft'),
            value:
              state === null
                ? '–'
                : `${state.storage.hoursLeft === null ? '–' : durationInWords(shared, state.storage.hoursLeft * 3_600)} (${t('room.free', { bytes: byteSize(state.storage.freeBytes, language) })})`,
          },
          {
            name: t('room.queue'),
            value:
              state === null
                ? '–'
                : state.upload.pendingSegments === 0
                  ? t('room.queueEmpty')
                  : t('room.queueText', {
                      count: state.upload.pendingSegments,
                      bytes: byteSize(state.upload.pendingBytes, language),
                    }),
          },
          {
            name: t('room.clock'),
            value:
              offset === null
                ? '–'
                : `${t('room.clockText', { ms: number(Math.round(offset)) })}${Math.abs(offset) > clockWarnMs ? ` · ${t('room.clockWrong')}` : ''}`,
          },
          { name: t('room.presenceSince'), value: <Moment at={room.since} show="both" /> },
          { name: t('room.host'), value: agent?.hostName },
          { name: t('room.version'), value: agent?.version },
          {
            name: t('room.enrolled'),
            value: agent === null ? undefined : <Moment at={agent.enrolledAt} show="short" />,
          },
          {
            name: t('room.certificate'),
            value:
              agent === null || agent.certificateExpiresAt === null ? undefined : (
                <Moment at={agent.certificateExpiresAt} show="both" />
              ),
          },
        ]}
      />
    </Card>
  );
}
