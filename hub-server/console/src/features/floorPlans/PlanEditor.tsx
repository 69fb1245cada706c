import { Alert, Button, Space } from 'antd';
import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { ask, hub } from '../../api/client';
import type { FloorPlan, PlacedRoom, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import styles from './FloorPlans.module.css';
import { firstPlace, movedBy, pointAt, whole } from './placement';
import { at } from './PlanView';
import { addressOf, usePlanChange, useRoomsOfSchool } from './queries';

interface PlanEditorProps {
  school: string;
  plan: FloorPlan;
  onClose: () => void;
}

/** Puts rooms where they are: dragged, or with the arrow keys. Nothing is kept before it is saved. */
export function PlanEditor({ school, plan, onClose }: PlanEditorProps) {
  const { t } = useWords();
  const text = useProblemText();
  const rooms = useRoomsOfSchool(school);
  const [placed, setPlaced] = useState(plan.rooms);
  const save = usePlanChange(
    school,
    (body: { rooms: PlacedRoom[] }) =>
      ask(hub.PUT('/api/v1/floor-plans/{id}/rooms', { params: { path: { id: plan.id } }, body })),
    onClose,
  );
  return (
    <QueryView query={rooms}>
      {({ items }) => (
        <>
          <div className={styles['bar']}>
            <Space wrap>
              <Button type="primary" loading={save.isPending} onClick={() => save.mutate({ rooms: placed })}>
                {t('form.save')}
              </Button>
              <Button onClick={onClose}>{t('form.cancel')}</Button>
            </Space>
          </div>
          {save.isError && <Alert type="error" showIcon title={text(save.error)} />}
          <Unplaced
            rooms={items.filter(({ id }) => !placed.some(({ roomId }) => roomId === id))}
            onPlace={(roomId) => setPlaced([...placed, { roomId, ...firstPlace(placed) }])}
          />
          <Movable plan={plan} rooms={items} placed={placed} onChange={setPlaced} />
        </>
      )}
    </QueryView>
  );
}

function Unplaced({ rooms, onPlace }: { rooms: Room[]; onPlace: (room: string) => void }) {
  const { t } = useWords();
  if (rooms.length === 0) return null;
  return (
    <div className={styles['unplaced']}>
      <span>{t('floorPlans.unplaced')}</span>
      {rooms.map(({ id, name }) => (
        <Button key={id} size="small" aria-label={t('floorPlans.place', { room: name })} onClick={() => onPlace(id)}>
          {name}
        </Button>
      ))}
    </div>
  );
}

interface MovableProps {
  plan: FloorPlan;
  rooms: Room[];
  placed: PlacedRoom[];
  onChange: (placed: PlacedRoom[]) => void;
}

function Movable({ plan, rooms, placed, onChange }: MovableProps) {
  const { t } = useWords();
  const [picture, help] = [useRef<HTMLDivElement>(null), useId()];
  const [dragged, setDragged] = useState<string>();
  const [selected, setSelected] = useState<string>();
  const [said, setSaid] = useState('');
  const nameOf = (id: string) => rooms.find((room) => room.id === id)?.name ?? '';
  const percent = (value: number) => Math.round((value / whole) * 100);
  const move = (to: PlacedRoom) => onChange(placed.map((room) => (room.roomId === to.roomId ? to : room)));
  const takeOff = (id: string) => onChange(placed.filter(({ roomId }) => roomId !== id));
  const drag = (event: PointerEvent, room: PlacedRoom) => {
    const box = picture.current?.getBoundingClientRect();
    if (dragged === room.roomId && box !== undefined) move({ ...room, ...pointAt(event, box) });
  };
  const press = (event: KeyboardEvent, room: PlacedRoom) => {
    if (event.key === 'Delete') takeOff(room.roomId);
    const to = movedBy(event.key, event.shiftKey, room);
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    setSaid(t('floorPlans.moved', { room: nameOf(to.roomId), x: percent(to.x), y: percent(to.y) }));
  };
  return (
    <div className={styles['scroll']}>
      <p className={styles['hint']}>
        <span id={help}>{t('floorPlans.help')}</span>{' '}
        {placed.some(({ roomId }) => roomId === selected) && selected !== undefined && (
          <Button size="small" onClick={() => takeOff(selected)}>
            {t('floorPlans.takeOff', { room: nameOf(selected) })}
          </Button>
        )}
      </p>
      <div ref={picture} className={styles['picture']}>
        <img
          src={addressOf(plan)}
          width={plan.width}
          height={plan.height}
          alt={t('floorPlans.of', { name: plan.name })}
          draggable={false}
        />
        {placed.map((room) => (
          <button
            key={room.roomId}
            type="button"
            className={`${styles['spot']} ${styles['handle']}`}
            style={{ left: at(room.x), top: at(room.y) }}
            aria-describedby={help}
            onFocus={() => setSelected(room.roomId)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setDragged(room.roomId);
            }}
            onPointerMove={(event) => drag(event, room)}
            onPointerUp={() => setDragged(undefined)}
            onKeyDown={(event) => press(event, room)}
          >
            {nameOf(room.roomId)}
          </button>
        ))}
      </div>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </div>
  );
}
