import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined, HolderOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState, type DragEvent } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Collection, RecordingItem } from '../../api/types';
import { Moment } from '../../components/Moment';
import { RecordingStateTag } from '../recordings/RecordingStateTag';
import { RunningLength } from '../recordings/RunningLength';
import { VisibilityTags } from '../recordings/VisibilityTags';
import styles from './Collections.module.css';
import { beforeAt } from './order';
import { useMoveInCollection, useRemoveFromCollection } from './queries';
import { RecordingPicture } from './RecordingPicture';

/** A collection's recordings in their order; who may change it drags them, or moves them by keys. */
export function CollectionRows({ collection, items }: { collection: Collection; items: RecordingItem[] }) {
  const { t } = useWords();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  const [told, setTold] = useState('');
  const move = useMoveInCollection(collection.id);
  const remove = useRemoveFromCollection(collection.id);
  const ids = items.map(({ id }) => id);
  const put = (recording: RecordingItem | undefined, place: number) => {
    if (recording === undefined) return;
    const before = beforeAt(ids, recording.id, place);
    if (before === undefined) return;
    setTold(t('collections.moved', { title: titleOf(recording, t('recordings.untitled')), place: place + 1 }));
    move.mutate({ recordingId: recording.id, before });
  };
  return (
    <>
      <ol aria-label={t('recordings.title')} className={styles['list']}>
        {items.map((recording, place) => (
          <Row
            key={recording.id}
            collection={collection}
            recording={recording}
            place={place}
            last={place === items.length - 1}
            isOver={over === recording.id && dragged !== recording.id}
            onDrag={setDragged}
            onOver={() => setOver(recording.id)}
            onDrop={() => {
              put(
                items.find(({ id }) => id === dragged),
                place,
              );
              setOver(undefined);
              setDragged(undefined);
            }}
            onPut={(to) => put(recording, to)}
            onRemove={() => remove.mutate(recording.id)}
          />
        ))}
      </ol>
      <div aria-live="polite" className="visually-hidden">
        {told}
      </div>
    </>
  );
}

interface RowProps {
  collection: Collection;
  recording: RecordingItem;
  place: number;
  last: boolean;
  isOver: boolean;
  onDrag: (id: string | undefined) => void;
  onOver: () => void;
  onDrop: () => void;
  onPut: (place: number) => void;
  onRemove: () => void;
}

function Row({ collection, recording, place, last, isOver, ...on }: RowProps) {
  const { t } = useWords();
  const title = titleOf(recording, t('recordings.untitled'));
  const row = useRef<HTMLLIElement>(null);
  const { mayChange } = collection;
  const over = (event: DragEvent) => {
    event.preventDefault();
    on.onOver();
  };
  return (
    // What is dragged is moved by the buttons beside as well.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      ref={row}
      className={`${styles['row']} ${isOver ? styles['over'] : ''}`}
      onDragOver={mayChange ? over : undefined}
      onDrop={mayChange ? on.onDrop : undefined}
    >
      {mayChange && (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <span
          className={styles['handle']}
          draggable
          title={t('collections.drag')}
          onDragStart={({ dataTransfer }) => {
            dataTransfer.setData('text/plain', recording.id);
            if (row.current) dataTransfer.setDragImage(row.current, 12, 12);
            on.onDrag(recording.id);
          }}
          onDragEnd={() => on.onDrag(undefined)}
        >
          <HolderOutlined aria-hidden />
        </span>
      )}
      <span className={`number ${styles['number']}`}>{place + 1}</span>
      <span className={styles['small']}>
        <RecordingPicture media={`/media/${recording.id}`} />
      </span>
      <div className={styles['what']}>
        <Link to={`/recordings/${recording.id}?collection=${collection.id}`}>{title}</Link>
        <div className={styles['soft']}>
          {recording.teacher !== '' && `${recording.teacher} · `}
          {recording.schoolName} · <Moment at={recording.startedAt} show="short" /> ·{' '}
          <RunningLength recording={recording} />
        </div>
        <RecordingStateTag recording={recording} /> <VisibilityTags recording={recording} />
      </div>
      {mayChange && (
        <span className={styles['tools']}>
          <Button
            type="text"
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={place === 0}
            aria-label={t('collections.up', { title })}
            onClick={() => on.onPut(place - 1)}
          />
          <Button
            type="text"
            icon={<ArrowDownOutlined aria-hidden />}
            disabled={last}
            aria-label={t('collections.down', { title })}
            onClick={() => on.onPut(place + 1)}
          />
          <Button
            type="text"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t('collections.takeOut', { title })}
            onClick={on.onRemove}
          />
        </span>
      )}
    </li>
  );
}

function titleOf({ title }: RecordingItem, untitled: string): string {
  return title === '' ? untitled : title;
}
