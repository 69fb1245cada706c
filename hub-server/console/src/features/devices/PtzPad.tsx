import {
  AimOutlined,
  DownOutlined,
  HomeOutlined,
  LeftOutlined,
  RightOutlined,
  UpOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords, type WordKey } from '../../app/useWords';
import type { ControlProps } from './controlProps';
import styles from './PtzPad.module.css';

/** How fast it turns: of 1, gentle enough for a class that is being recorded. */
const speed = 0.4;

interface Direction {
  key: WordKey;
  icon: ReactNode;
  place: string;
  move: { pan?: number; tilt?: number; zoom?: number };
}

const directions: Direction[] = [
  { key: 'devices.ptz.up', icon: <UpOutlined aria-hidden />, place: 'up', move: { tilt: speed } },
  { key: 'devices.ptz.left', icon: <LeftOutlined aria-hidden />, place: 'left', move: { pan: -speed } },
  { key: 'devices.ptz.right', icon: <RightOutlined aria-hidden />, place: 'right', move: { pan: speed } },
  { key: 'devices.ptz.down', icon: <DownOutlined aria-hidden />, place: 'down', move: { tilt: -speed } },
  { key: 'devices.ptz.in', icon: <ZoomInOutlined aria-hidden />, place: 'in', move: { zoom: speed } },
  { key: 'devices.ptz.out', icon: <ZoomOutOutlined aria-hidden />, place: 'out', move: { zoom: -speed } },
];

/** A camera that turns while a button is held, by pointer or key, and presets. */
export function PtzPad({ capability, disabled, to, label }: ControlProps & { label: string }) {
  const { t } = useWords();
  const [preset, setPreset] = useState<number | null>(1);
  const moving = useRef(false);
  const has = (action: string) => capability.actions.some(({ id }) => id === action);
  const run = (action: string, args?: Record<string, number>) =>
    to.send({ capability: capability.id, action, ...(args === undefined ? {} : { arguments: args }) });
  const begin = (move: Direction['move']) => {
    if (moving.current) return;
    moving.current = true;
    run('move', move);
  };
  const end = () => {
    if (!moving.current) return;
    moving.current = false;
    if (has('stop')) run('stop');
  };
  // A page that goes away while a button is held must not leave the camera turning.
  const latest = useRef(end);
  useEffect(() => {
    latest.current = end;
  });
  useEffect(() => () => latest.current(), []);
  const presetArgument = capability.actions.find(({ id }) => id === 'recall' || id === 'store')?.arguments[0];
  return (
    <div className={styles['ptz']} role="group" aria-label={label}>
      {has('move') && (
        <div className={styles['pad']}>
          {directions.map(({ key, icon, place, move }) => (
            <Button
              key={key}
              className={styles[place] ?? ''}
              icon={icon}
              aria-label={t(key)}
              disabled={disabled}
              onPointerDown={() => begin(move)}
              onPointerUp={end}
              onPointerLeave={end}
              onPointerCancel={end}
              onKeyDown={({ key: pressed, repeat }) =>
                (pressed === ' ' || pressed === 'Enter') && !repeat && begin(move)
              }
              onKeyUp={end}
              onBlur={end}
            />
          ))}
          {has('home') && (
            <Button
              className={styles['home'] ?? ''}
              icon={<HomeOutlined aria-hidden />}
              aria-label={t('devices.ptz.home')}
              disabled={disabled}
              onClick={() => run('home')}
            />
          )}
        </div>
      )}
      <div className={styles['presets']}>
        {presetArgument !== undefined && (
          <Fragment>
            <InputNumber
              aria-label={t('devices.ptz.preset')}
              prefix={<AimOutlined aria-hidden />}
              value={preset}
              min={presetArgument.minimum ?? 0}
              max={presetArgument.maximum ?? 255}
              precision={0}
              onChange={setPreset}
              className={styles['number'] ?? ''}
            />
            {(['recall', 'store', 'remove'] as const).filter(has).map((action) => (
              <Button
                key={action}
                disabled={disabled || preset === null}
                type={action === 'recall' ? 'primary' : 'default'}
                onClick={() => preset !== null && run(action, { [presetArgument.name]: preset })}
              >
                {t(`devices.ptz.${action}`)}
              </Button>
            ))}
          </Fragment>
        )}
      </div>
    </div>
  );
}
