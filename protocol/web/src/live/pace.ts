/** What is known of one picture when its speed is decided. Seconds on the page's common timeline. */
export interface PaceFacts {
  time: number;
  /** Where what can be played ends. */
  end: number;
  /** How much should lie ahead: too little and it stalls, too much and it is late. */
  reserve: number;
  /** Its source delivers now. */
  flows: boolean;
}

export interface PaceOrder {
  rate: number;
  seekTo: number | null;
}

/** Behind by more, and hurrying would take too long. */
const seekBeyond = 3;
const fastest = 1.25;
/** Less than a frame: what is closer than this is in step. */
const inStep = 0.02;

/**
 * The speed of every picture of a page, so that none is late and all show the same moment. Catching up is by rate first:
 * some decoders hold sixteen frames, and who seeks on every frame never shows one. Whoever has the least sets the pace.
 */
export function pace(views: readonly PaceFacts[]): PaceOrder[] {
  const flowing = views.filter((view) => view.flows);
  const leading = flowing.length > 0 ? flowing : views;
  const goal = Math.min(...leading.map((view) => view.end - view.reserve));
  const leader = leading.find((view) => view.end - view.reserve === goal);
  if (!leader) return [];
  const lead = follow(goal - leader.time);
  return views.map((view) => {
    if (view === leader) return { rate: lead.rate, seekTo: lead.seek ? goal : null };
    const moment = lead.seek ? goal : leader.time;
    const apart = moment - view.time;
    if (Math.abs(apart) > seekBeyond) return { rate: lead.rate, seekTo: Math.min(moment, view.end) };
    if (Math.abs(apart) <= inStep) return { rate: lead.rate, seekTo: null };
    return { rate: clamp(lead.rate + 2 * apart, 0.5, 2), seekTo: null };
  });
}

function follow(late: number): { rate: number; seek: boolean } {
  if (late > seekBeyond) return { rate: 1, seek: true };
  if (late > 0.06) return { rate: Math.min(fastest, 1.03 + late / 2), seek: false };
  if (late < -0.06) return { rate: 0.95, seek: false };
  return { rate: 1, seek: false };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
