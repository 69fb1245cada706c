import { ask, hub } from '../../api/client';
import { RemoteSelect } from '../../components/RemoteSelect';

interface RegionSelectProps {
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
  placeholder?: string;
  allowClear?: boolean;
}

export function RegionSelect(props: RegionSelectProps) {
  return (
    <RemoteSelect
      {...props}
      name={['regions']}
      search={async (q, signal) => {
        const { items } = await ask(hub.GET('/api/v1/regions', { params: { query: { q, pageSize: 50 } }, signal }));
        return items.map(({ id, name }) => ({ value: id, label: name }));
      }}
      nameOf={async (id, signal) =>
        (await ask(hub.GET('/api/v1/regions/{id}', { params: { path: { id } }, signal }))).name
      }
    />
  );
}
