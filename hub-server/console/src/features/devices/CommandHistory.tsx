import { Table } from 'antd';
import { useState } from 'react';
import type { DeviceCommandItem, RoomDevices } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import styles from './SceneButtons.module.css';
import { commandsPerPage, useDeviceHistory } from './queries';
import { useNames } from './useNames';

interface CommandHistoryProps {
  room: string;
  devices: RoomDevices;
  /** Only of this device. */
  device?: string;
}

/** What devices and scenes were told from here, by whom, and what came of it. */
export function CommandHistory({ room, devices, device }: CommandHistoryProps) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const history = useDeviceHistory(room, device, page);
  const say = useOrderWords(devices);
  return (
    <QueryView query={history}>
      {({ items, total }) =>
        total === 0 ? (
          <EmptyState title={t('devices.historyNone')} text={t('devices.historyNoneText')} />
        ) : (
          <Table<DeviceCommandItem>
            scroll={{ x: 640 }}
            rowKey="id"
            size="small"
            dataSource={items}
            loading={history.isPlaceholderData}
            pagination={{
              current: page,
              total,
              pageSize: commandsPerPage,
              hideOnSinglePage: true,
              showSizeChanger: false,
              onChange: setPage,
            }}
            columns={[
              {
                title: t('devices.when'),
                width: 130,
                render: (_, { createdAt }) => <Moment at={createdAt} show="short" />,
              },
              ...(device === undefined
                ? [
                    {
                      title: t('devices.device'),
                      render: (_: unknown, item: DeviceCommandItem) => item.deviceName ?? t('devices.scene'),
                    },
                  ]
                : []),
              { title: t('devices.what'), render: (_, item) => say(item) },
              { title: t('devices.who'), width: 130, render: (_, { requestedBy }) => requestedBy },
              { title: t('devices.result'), render: (_, item) => <Outcome {...item} /> },
            ]}
          />
        )
      }
    </QueryView>
  );
}

const looks: Record<'done' | 'refused' | 'expired' | 'skipped' | 'waiting', { tone: Tone; glyph: Glyph }> = {
  done: { tone: 'green', glyph: 'check' },
  refused: { tone: 'red', glyph: 'cross' },
  expired: { tone: 'orange', glyph: 'bang' },
  skipped: { tone: 'grey', glyph: 'dash' },
  waiting: { tone: 'blue', glyph: 'ring' },
};

interface OutcomeProps {
  outcome: keyof typeof looks | null;
  errorCode: string | null;
  errorMessage: string | null;
}

/** What came of it, and why not. */
export function Outcome({ outcome, errorCode, errorMessage }: OutcomeProps) {
  const { t, has } = useWords();
  const { tone, glyph } = looks[outcome ?? 'waiting'];
  const key = `errors.${errorCode ?? ''}`;
  return (
    <>
      <StatusTag tone={tone} glyph={glyph}>
        {t(`devices.outcome.${outcome ?? 'waiting'}`)}
      </StatusTag>
      {errorCode !== null && (
        <div className={styles['soft']}>
          {has(key) ? t(key as WordKey) : `${errorCode}${errorMessage === null ? '' : `: ${errorMessage}`}`}
        </div>
      )}
    </>
  );
}

/** "信号源 · 选择 HDMI 1", in the words of the device's description as far as there is one. */
function useOrderWords(devices: RoomDevices) {
  const names = useNames();
  return (item: DeviceCommandItem): string => {
    if (item.device === null) {
      const scene = devices.scenes.find(({ id }) => id === item.action);
      return scene === undefined ? item.action : names.of({ zh: scene.nameZh, en: scene.nameEn }, item.action);
    }
    const hash = devices.items.find(({ id }) => id === item.device)?.description;
    const capability = devices.descriptions[hash ?? '']?.capabilities.find(({ id }) => id === item.capability);
    const action = capability?.actions.find(({ id }) => id === item.action);
    const values = Object.entries(item.arguments).map(([name, value]) => {
      const option = action?.arguments.find((known) => known.name === name)?.options.find(({ id }) => id === value);
      return option === undefined ? String(value) : names.of(option, String(value));
    });
    return [names.of(capability?.names, item.capability), names.of(action?.names, item.action), ...values].join(' · ');
  };
}
