import { Input } from 'antd';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { withFilter } from '../../components/paging';
import { schoolKinds, schoolTiers } from './SchoolDialog';
import { TagFilter } from './TagFilter';

/** What a region's schools can be narrowed to; all of it stands in the page's address. */
export function SchoolFilters({
  search,
  onChange,
}: {
  search: URLSearchParams;
  onChange: (next: URLSearchParams) => void;
}) {
  const { t } = useWords();
  const set = (name: string) => (value: string) => onChange(withFilter(search, name, value));
  return (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
      <NamedSelect
        style={{ width: 130 }}
        label={t('fleet.kind')}
        value={search.get('kind') ?? ''}
        onChange={set('kind')}
        options={[
          { value: '', label: t('fleet.everyKind') },
          ...schoolKinds.map((value) => ({ value: value, label: t(`schoolKind.${value}`) })),
        ]}
      />
      <NamedSelect
        style={{ width: 130 }}
        label={t('fleet.tier')}
        value={search.get('tier') ?? ''}
        onChange={set('tier')}
        options={[
          { value: '', label: t('fleet.everyTier') },
          ...schoolTiers.map((value) => ({ value: value, label: t(`schoolTier.${value}`) })),
        ]}
      />
      <TagFilter search={search} onChange={onChange} />
      <Input.Search
        allowClear
        style={{ width: 220 }}
        placeholder={t('fleet.searchSchools')}
        aria-label={t('fleet.searchSchools')}
        defaultValue={search.get('q') ?? ''}
        onSearch={(q) => set('q')(q.trim())}
      />
    </div>
  );
}
