import { ask, hub } from '../../api/client';
import { RemoteSelect } from '../../components/RemoteSelect';

interface RoomSelectProps {
  /** Only this school's rooms. */
  school?: string | undefined;
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
  placeholder?: string;
  allowClear?: boolean;
}

export function RoomSelect({ school, ...props }: RoomSelectProps) {
  return (
    <RemoteSelect
      {...props}
      name={['rooms', school]}
      search={async (q, signal) => {
        const query = { q, pageSize: 50, ...(school === undefined ? {} : { school }) };
        const { items } = await ask(hub.GET('/api/v1/rooms', { params: { query }, signal }));
        return items.map((room) => ({
          value: room.id,
          label: school === undefined ? `${room.name} · ${room.schoolName}` : room.name,
        }));
      }}
      nameOf={async (id, signal) =>
        (await ask(hub.GET('/api/v1/rooms/{id}', { params: { path: { id } }, signal }))).name
      }
    />
  );
}
