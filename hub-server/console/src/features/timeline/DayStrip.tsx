import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Room, RoomTimeline, TimelineRow } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useNow } from '../../components/useNow';
import styles from './RoomDay.module.css';
import { linkOf, lookOf, placeBars, ticksOf, type Zoom } from './timelineLayout';
import { useBarWords } from './useBarWords';

const laneHeight = 24;

/** Of the page's width. */
const leastForWords = 0.03;

interface DayStripProps {
  room: Room;
  timeline: RoomTimeline;
  zoom: Zoom;
}

/**
 * The day as a strip, a row for each kind of thing. For the eye and the mouse: bars are as small as what they stand for, so
 * the keyboard and readers of the screen have the same things in the list below.
 */
export function DayStrip({ room, timeline, zoom }: DayStripProps) {
  const { t } = useWords();
  const now = useNow(30_000);
  const [from, to] = [Date.parse(timeline.from), Date.parse(timeline.to)];
  const { clock } = useBarWords(timeline.timeZone);
  const scroll = useRef<HTMLDivElement>(null);
  const [first] = useState(() => Math.min(Math.max((Date.now() - from) / (to - from), 0), 1));
  // Where the strip is wider than the page, it begins with what was just now, or with the morning of another day.
  useEffect(() => {
    const box = scroll.current;
    if (box !== null) box.scrollLeft = box.scrollWidth * (first > 0 && first < 1 ? first : 0.36) - box.clientWidth / 2;
  }, [zoom, first]);
  const percent = (at: number) => `${((at - from) / (to - from)) * 100}%`;
  return (
    <div className={styles['strip']} aria-hidden>
      <div className={styles['labels']}>
        <div className={styles['hours']} />
        {timeline.rows.map((row) => (
          <div key={row.kind} className={styles['label']} style={{ height: heightOf(row, from, to, now) }}>
            {t(`timelineKind.${row.kind}`)}
            {row.leftOut > 0 && <span className={styles['soft']}>{t('timeline.leftOut', { count: row.leftOut })}</span>}
          </div>
        ))}
      </div>
      <div ref={scroll} className={styles['scroll']}>
        <div className={styles['wide']} style={{ width: `${zoom * 100}%` }}>
          <div className={styles['hours']}>
            {ticksOf(from, to, zoom).map((at) => (
              <span key={at} className={`${styles['tick']} number`} style={{ left: percent(at) }}>
                {clock.format(at)}
              </span>
            ))}
          </div>
          {timeline.rows.map((row) => (
            <Bars key={row.kind} room={room} timeline={timeline} row={row} now={now} zoom={zoom} />
          ))}
          {now > from && now < to && <div className={styles['now']} style={{ left: percent(now) }} />}
        </div>
      </div>
    </div>
  );
}

function heightOf(row: TimelineRow, from: number, to: number, now: number): number {
  const lanes = placeBars(row.bars, from, to, now).reduce((most, { lane }) => Math.max(most, lane + 1), 1);
  return lanes * laneHeight + 8;
}

function Bars({ room, timeline, zoom, row, now }: DayStripProps & { row: TimelineRow; now: number }) {
  const [from, to] = [Date.parse(timeline.from), Date.parse(timeline.to)];
  const words = useBarWords(timeline.timeZone);
  return (
    <div className={styles['row']} style={{ height: heightOf(row, from, to, now) }}>
      {placeBars(row.bars, from, to, now).map(({ bar, start, width, lane }) => (
        <Link
          key={`${bar.id}${bar.from}`}
          to={linkOf(row.kind, bar, room, timeline.day)}
          tabIndex={-1}
          className={`${styles['piece']} ${styles[lookOf(row.kind, bar.state).tone]}`}
          style={{ left: `${start * 100}%`, width: `${width * 100}%`, top: lane * laneHeight + 4 }}
          title={`${words.span(bar)} ${words.title(row.kind, bar)} (${words.stateOf(row.kind, bar.state)})`}
        >
          {/* Half a letter says less than none. */}
          {width * zoom > leastForWords && words.title(row.kind, bar)}
        </Link>
      ))}
    </div>
  );
}
