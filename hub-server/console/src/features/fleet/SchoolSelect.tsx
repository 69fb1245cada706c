import { ask, hub } from '../../api/client';
import { RemoteSelect } from '../../components/RemoteSelect';

interface SchoolSelectProps {
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
  placeholder?: string;
  allowClear?: boolean;
}

export function SchoolSelect(props: SchoolSelectProps) {
  return (
    <RemoteSelect
      {...props}
      name={['schools']}
      search={async (q, signal) => {
        const { items } = await ask(hub.GET('/api/v1/schools', { params: { query: { q, pageSize: 50 } }, signal }));
        return items.map(({ id, name, regionName }) => ({ value: id, label: `${name} · ${regionName}` }));
      }}
      nameOf={async (id, signal) =>
        (await ask(hub.GET('/api/v1/schools/{id}', { params: { path: { id } }, signal }))).name
      }
    />
  );
}
