import { CaretRightOutlined, LeftOutlined, PauseOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useWords } from '../../app/useWords';
import { FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { RegionSelect } from '../fleet/RegionSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import type { Rotation } from './useRotation';
import { mostChosen, rotations, wallSizes, type WallSize, type WallView } from './wallView';
import styles from './WallPage.module.css';

interface WallFiltersProps {
  view: WallView;
  onChange: (change: Partial<WallView>) => void;
}

/** Which rooms: those of a region or a school, by name, or chosen one by one. */
export function WallFilters({ view, onChange }: WallFiltersProps) {
  const { t } = useWords();
  const chosen = view.rooms.length;
  const narrowed = view.q !== '' || view.region !== undefined || view.school !== undefined || chosen > 0;
  return (
    <FilterBar
      search={t('wall.search')}
      text={view.q}
      onText={(q) => onChange({ q, rooms: [] })}
      narrowed={narrowed}
      onClear={() => onChange({ q: '', region: undefined, school: undefined, rooms: [] })}
    >
      <FilterSlot>
        <NamedSelect<string>
          label={t('wall.show')}
          value={view.lessons ? 'lessons' : 'all'}
          onChange={(shown) => onChange({ lessons: shown === 'lessons' })}
          options={[
            { value: 'lessons', label: t('wall.lessons') },
            { value: 'all', label: t('wall.all') },
          ]}
        />
      </FilterSlot>
      <FilterSlot>
        <RegionSelect
          allowClear
          label={t('fleet.region')}
          placeholder={t('wall.everyRegion')}
          value={view.region}
          onChange={(region) => onChange({ region, rooms: [] })}
        />
      </FilterSlot>
      <FilterSlot>
        <SchoolSelect
          allowClear
          label={t('fleet.school')}
          placeholder={t('filters.everySchool')}
          value={view.school}
          onChange={(school) => onChange({ school, rooms: [] })}
        />
      </FilterSlot>
      <FilterSlot>
        <RoomSelect
          label={t('wall.choose')}
          placeholder={chosen === 0 ? t('wall.choose') : t('wall.chosen', { count: chosen })}
          school={view.school}
          onChange={(room) => {
            if (room !== undefined && chosen < mostChosen) onChange({ rooms: [...new Set([...view.rooms, room])] });
          }}
        />
      </FilterSlot>
    </FilterBar>
  );
}

interface WallTurnsProps {
  view: WallView;
  pages: number;
  rotation: Rotation;
  onChange: (change: Partial<WallView>) => void;
  onTurn: (by: number) => void;
}

/** How many tiles, and how they turn. */
export function WallTurns({ view, pages, rotation, onChange, onTurn }: WallTurnsProps) {
  const { t } = useWords();
  return (
    <div className={styles['turns']}>
      <Segmented<WallSize>
        aria-label={t('wall.tiles')}
        value={view.size}
        onChange={(size) => onChange({ size })}
        options={wallSizes.map((size) => ({ value: size, label: t('wall.size', { size }) }))}
      />
      <span className={styles['grow']} />
      <NamedSelect<number>
        label={t('wall.every')}
        value={view.every}
        onChange={(every) => onChange({ every })}
        options={rotations.map((seconds) => ({
          value: seconds,
          label: seconds === 0 ? t('wall.stays') : t('wall.seconds', { seconds }),
        }))}
      />
      <Button
        icon={<LeftOutlined aria-hidden />}
        aria-label={t('wall.previous')}
        title={t('wall.previous')}
        disabled={pages === 1}
        onClick={() => onTurn(-1)}
      />
      <span className="number" role="status">
        {t('wall.page', { page: Math.min(view.page, pages), pages })}
      </span>
      <Button
        icon={<RightOutlined aria-hidden />}
        aria-label={t('wall.next')}
        title={t('wall.next')}
        disabled={pages === 1}
        onClick={() => onTurn(1)}
      />
      {view.every > 0 && pages > 1 && (
        <Button
          icon={rotation.paused ? <CaretRightOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          aria-pressed={rotation.paused}
          onClick={() => rotation.setPaused(!rotation.paused)}
        >
          {rotation.paused ? t('wall.resume') : t('wall.pause')}
        </Button>
      )}
      {rotation.running && (
        <span className={styles['progress']} aria-hidden>
          <span key={rotation.round} style={{ animationDuration: `${view.every}s` }} />
        </span>
      )}
    </div>
  );
}
