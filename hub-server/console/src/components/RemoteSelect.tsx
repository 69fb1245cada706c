import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../app/useWords';
import { NamedSelect } from './NamedSelect';
import { useDebounced } from './useDebounced';

export interface Choice {
  value: string;
  label: string;
}

interface RemoteSelectProps {
  /** Names the question in the query cache, among the choices: lists of whole things stand elsewhere there. */
  name: readonly unknown[];
  /** The first choices whose name holds the text; the hub searches, so that 10,000 rooms are not loaded for one. */
  search: (text: string, signal: AbortSignal) => Promise<Choice[]>;
  /** The name of a chosen value that is not among the found ones. */
  nameOf?: (id: string, signal: AbortSignal) => Promise<string>;
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
  placeholder?: string;
  allowClear?: boolean;
  disabled?: boolean;
}

export function RemoteSelect({ name, search, nameOf, value, onChange, label, ...select }: RemoteSelectProps) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const asked = useDebounced(text, 250);
  const found = useQuery({
    queryKey: ['choices', ...name, 'search', asked],
    queryFn: ({ signal }) => search(asked, signal),
    enabled: open,
  });
  const chosen = useQuery({
    queryKey: ['choices', ...name, 'name', value],
    queryFn: ({ signal }) => nameOf?.(value ?? '', signal) ?? '',
    enabled: value !== undefined && nameOf !== undefined,
    staleTime: 60_000,
  });
  const choices = found.data ?? [];
  const shown =
    value === undefined || choices.some((choice) => choice.value === value)
      ? choices
      : [{ value, label: chosen.data ?? '…' }, ...choices];
  return (
    <NamedSelect<string | null>
      {...select}
      label={label}
      showSearch={{ filterOption: false, onSearch: setText }}
      value={value ?? null}
      onChange={(next: string | null | undefined) => onChange?.(next ?? undefined)}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setText('');
      }}
      options={shown}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t('loading') : t('select.nothing')}
      style={{ width: '100%' }}
    />
  );
}
