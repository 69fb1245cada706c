import { Alert, App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { DeviceConfiguration, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import styles from './ConfigurationCard.module.css';
import { differences, equipmentOf } from '@tongtang/web/equipment';
import { useDeviceConfiguration, useSaveConfiguration } from './queries';

const looks: Record<DeviceConfiguration['state'], { tone: Tone; glyph: Glyph }> = {
  none: { tone: 'grey', glyph: 'dash' },
  pending: { tone: 'blue', glyph: 'ring' },
  refused: { tone: 'red', glyph: 'cross' },
  'in-step': { tone: 'green', glyph: 'check' },
  'changed-on-box': { tone: 'orange', glyph: 'bang' },
};

/** What the hub wants the room's equipment to be, what the box has, and how the two differ. */
export function ConfigurationCard({ room }: { room: Room }) {
  const { t } = useWords();
  const configuration = useDeviceConfiguration(room.id);
  const [editing, setEditing] = useState(false);
  return (
    <Card
      title={t('devices.configuration')}
      extra={
        configuration.data !== undefined && <Button onClick={() => setEditing(true)}>{t('devices.editJson')}</Button>
      }
    >
      <QueryView query={configuration}>
        {(found) => (
          <>
            <ConfigurationStateLine configuration={found} />
            <Drift room={room.id} configuration={found} />
            {editing && (
              <JsonDialog key={found.version} room={room.id} configuration={found} onClose={() => setEditing(false)} />
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}

/** Where it stands, in one line, and why the box does not take it. */
export function ConfigurationStateLine({ configuration }: { configuration: DeviceConfiguration }) {
  const { t } = useWords();
  const { state, savedBy, savedAt, problems } = configuration;
  return (
    <div className={styles['state']}>
      <StatusTag {...looks[state]}>{t(`configurationState.${state}`)}</StatusTag>
      {savedAt !== null && (
        <span className={styles['soft']}>
          {savedBy} · <Moment at={savedAt} show="short" />
        </span>
      )}
      {state === 'refused' && (
        <Alert
          className={styles['problems'] ?? ''}
          type="error"
          title={t('devices.refusedTitle')}
          description={
            <ul>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          }
        />
      )}
    </div>
  );
}

function Drift({ room, configuration }: { room: string; configuration: DeviceConfiguration }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const save = useSaveConfiguration(room);
  const wanted = equipmentOf(configuration.configuration);
  const actual = equipmentOf(configuration.actual);
  if (configuration.state !== 'changed-on-box' || wanted === undefined || actual === undefined) return null;
  const use = (equipment: object) =>
    save.mutate(
      { version: configuration.version, configuration: equipment },
      { onError: (error) => void message.error(text(error), 6) },
    );
  return (
    <>
      <p>{t('devices.drift')}</p>
      <ul className={styles['drift']}>
        {differences(wanted, actual).map(({ id, name, kind }) => (
          <li key={id}>{t(`devices.differs.${kind}`, { name: name === '' ? id : name })}</li>
        ))}
      </ul>
      <div className={styles['actions']}>
        <Button onClick={() => use(actual)}>{t('devices.keepBox')}</Button>
        <Button onClick={() => use(wanted)}>{t('devices.keepHub')}</Button>
      </div>
    </>
  );
}

/** The whole of it as text, for scenes and rules and whoever knows what he does. */
function JsonDialog({
  room,
  configuration,
  onClose,
}: {
  room: string;
  configuration: DeviceConfiguration;
  onClose: () => void;
}) {
  const { t } = useWords();
  const problem = useProblemText();
  const save = useSaveConfiguration(room, onClose);
  const [json, setJson] = useState(() =>
    JSON.stringify(
      configuration.configuration ?? configuration.actual ?? { devices: [], scenes: [], rules: [] },
      null,
      2,
    ),
  );
  const [broken, setBroken] = useState<string>();
  const finish = () => {
    try {
      const parsed: unknown = JSON.parse(json);
      setBroken(undefined);
      save.mutate({ version: configuration.version, configuration: parsed as object });
    } catch (error) {
      setBroken(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Modal
      open
      width={840}
      title={t('devices.configuration')}
      okText={t('form.save')}
      cancelText={t('form.cancel')}
      confirmLoading={save.isPending}
      onOk={finish}
      onCancel={onClose}
    >
      <p className={styles['soft']}>{t('devices.jsonText')}</p>
      <Input.TextArea
        className={styles['json'] ?? ''}
        aria-label={t('devices.configuration')}
        rows={22}
        value={json}
        spellCheck={false}
        onChange={({ target }) => setJson(target.value)}
      />
      {broken !== undefined && <Alert type="error" showIcon title={t('devices.jsonBroken', { detail: broken })} />}
      {save.isError && <Alert type="error" showIcon title={problem(save.error)} />}
    </Modal>
  );
}
