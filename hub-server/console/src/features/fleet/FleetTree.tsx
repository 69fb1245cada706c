import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useWords } from '../../app/useWords';
import { useNavigate } from 'react-router';
import { useDebounced } from '../../components/useDebounced';
import { FleetSearch } from './FleetSearch';
import { RegionNodes } from './FleetTreeNodes';
import { TreeState, type TreeMemory } from './treeState';
import { treeStep } from './treeKeys';
import { usePlace } from './usePlace';
import styles from './FleetTree.module.css';

/** Regions, schools and rooms with their live state. Each level is fetched when it is opened, so a city's 10,000 rooms cost nothing. */
export function FleetTree() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const searched = useDebounced(text.trim(), 250);
  return (
    <nav className={styles['fleet']} aria-label={t('tree.label')}>
      <Input
        className={styles['search'] ?? ''}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('tree.search')}
        aria-label={t('tree.search')}
        allowClear
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className={styles['scroll']}>{searched === '' ? <Tree /> : <FleetSearch text={searched} />}</div>
    </nav>
  );
}

function Tree() {
  const { t } = useWords();
  const navigate = useNavigate();
  const root = useRef<HTMLDivElement>(null);
  const place = usePlace();
  const [opened, setOpened] = useState<Record<string, boolean>>({});
  const toggle = useCallback((id: string, open: boolean) => setOpened((known) => ({ ...known, [id]: open })), []);
  const memory = useMemo<TreeMemory>(
    () => ({ place, isOpen: (id, byDefault) => opened[id] ?? (byDefault || place.path.includes(id)) }),
    [opened, place],
  );

  const act = (item: HTMLElement, onToggle: boolean) => {
    const { id, to, more } = item.dataset;
    const open = item.getAttribute('aria-expanded');
    if (more !== undefined) item.querySelector('button')?.click();
    else if (onToggle && id !== undefined && open !== null) toggle(id, open !== 'true');
    else if (to !== undefined) {
      if (id !== undefined && open === 'false') toggle(id, true);
      void navigate(to);
    }
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const item = target.closest<HTMLElement>('[role=treeitem]');
    if (item === null || target.closest('button') !== null) return;
    item.focus();
    act(item, target.closest('[data-toggle]') !== null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const item = items[at];
    if (item === undefined) return;
    const rows = items.map((row) => ({
      level: Number(row.getAttribute('aria-level')),
      open: row.getAttribute('aria-expanded'),
    }));
    const step = treeStep(rows, at, event.key);
    if (step === undefined) return;
    event.preventDefault();
    if (step.kind === 'focus') items[step.index]?.focus();
    else act(item, step.kind === 'toggle');
  };

  return (
    <TreeState value={memory}>
      <div role="tree" aria-label={t('tree.label')} ref={root} tabIndex={-1} onClick={onClick} onKeyDown={onKeyDown}>
        <RegionNodes />
      </div>
    </TreeState>
  );
}
