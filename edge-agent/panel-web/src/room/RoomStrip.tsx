import { wordsIn } from '@tongtang/web/equipment';
import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { Device, DeviceStatus, Scene } from '../box/devices';
import { useActions } from '../lesson/useActions';
import { Icon } from '../look/icons';
import { DeviceSheet } from './DeviceSheet';
import { useDevices } from './useDevices';
import { deviceIcons, latestScene, mainValue, sceneLook } from './roomLook';

interface RoomStripProps {
  scenes: readonly Scene[];
  devices: readonly DeviceStatus[];
  answering: boolean;
}

/** The room itself: its scenes, large, and how each device is. */
export function RoomStrip({ scenes, devices, answering }: RoomStripProps): ReactElement {
  const { t } = useTranslation();
  const { act, pending, problem } = useActions('room');
  const [open, setOpen] = useState<string | null>(null);
  const known = useDevices(devices);
  const chips = useRef(new Map<string, HTMLButtonElement>());
  const latest = latestScene(scenes);
  const chosen = devices.find((device) => device.id === open);

  function close(): void {
    if (open !== null) chips.current.get(open)?.focus();
    setOpen(null);
  }

  return (
    <section className="strip" aria-label={t('room.label')}>
      {problem !== null && (
        <p className="strip-problem" role="alert">
          <Icon name="warning" /> {problem}
        </p>
      )}
      <ul className="strip-scenes" aria-label={t('room.scenes')}>
        {scenes
          .filter((scene) => scene.onPanel)
          .map((scene) => (
            <li key={scene.id}>
              <SceneButton
                scene={scene}
                latest={latest}
                disabled={!answering || pending === scene.id}
                onRun={() => act(scene.id, () => box.runScene(scene.id))}
              />
            </li>
          ))}
      </ul>
      <ul className="strip-devices" aria-label={t('room.devices')}>
        {devices.map((device) => (
          <li key={device.id}>
            <DeviceChip
              status={device}
              device={known.find((one) => one.id === device.id)}
              onOpen={(chip) => {
                chips.current.set(device.id, chip);
                setOpen(device.id);
              }}
            />
          </li>
        ))}
      </ul>
      {chosen && (
        <DeviceSheet
          key={chosen.id}
          status={chosen}
          device={known.find((one) => one.id === chosen.id)}
          answering={answering}
          onClose={close}
        />
      )}
    </section>
  );
}

interface SceneButtonProps {
  scene: Scene;
  latest: Scene | null;
  disabled: boolean;
  onRun: () => void;
}

function SceneButton({ scene, latest, disabled, onRun }: SceneButtonProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { state, icon, part } = sceneLook(scene, latest);
  const { done = 0, steps = 0, failures = [] } = scene.last ?? {};
  return (
    <button type="button" className="scene" data-state={state} disabled={disabled} onClick={onRun}>
      {part !== null && <span className="scene-part" style={{ transform: `scaleX(${part})` }} aria-hidden="true" />}
      <span className="scene-name">{wordsIn(i18n.language, scene.names)}</span>
      <span className="scene-word">
        <Icon name={icon} /> {t(`room.scene.${state}`, { done, steps, count: failures.length })}
      </span>
    </button>
  );
}

interface DeviceChipProps {
  status: DeviceStatus;
  device: Device | undefined;
  onOpen: (chip: HTMLButtonElement) => void;
}

function DeviceChip({ status, device, onOpen }: DeviceChipProps): ReactElement {
  const { t, i18n } = useTranslation();
  const value = mainValue(t, i18n.language, status, device);
  return (
    <button
      type="button"
      className="chip"
      data-state={status.state}
      aria-haspopup="dialog"
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <span className="chip-name">{status.name}</span>
      <span className="chip-word">
        <Icon name={deviceIcons[status.state]} /> {t(`room.state.${status.state}`)}
        {value !== null && <strong>{value}</strong>}
      </span>
    </button>
  );
}
