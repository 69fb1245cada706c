import type { NoticeWish, Scope } from '../../api/types';

/** A wish as its form has it. */
export interface WishForm {
  channelId: string;
  address: string;
  severities: NoticeWish['severities'];
  kinds: string[];
  /** Everything one sees, one region, one school, or several places that only the API can name. */
  where: 'all' | 'region' | 'school' | 'several';
  region?: string | undefined;
  school?: string | undefined;
  quiet: boolean;
  /** 22:00 */
  quietFrom: string;
  quietTo: string;
  urgentAlways: boolean;
  tellCleared: boolean;
  language: NoticeWish['language'];
  paused: boolean;
}

/** What whoever sets nothing gets: what should be seen to, by day; what loses a lesson, always. */
export function usualForm(language: string): WishForm {
  return {
    channelId: '',
    address: '',
    severities: ['critical', 'warning'],
    kinds: [],
    where: 'all',
    quiet: true,
    quietFrom: '21:00',
    quietTo: '07:00',
    urgentAlways: true,
    tellCleared: true,
    language: language === 'en' ? 'en' : 'zh-cn',
    paused: false,
  };
}

export function formOf(wish: NoticeWish): WishForm {
  const [first, second] = wish.places;
  const usual = usualForm(wish.language);
  return {
    ...usual,
    ...wish,
    where: second !== undefined ? 'several' : first === undefined || first.kind === 'hub' ? 'all' : first.kind,
    region: first?.kind === 'region' ? (first.id ?? undefined) : undefined,
    school: first?.kind === 'school' ? (first.id ?? undefined) : undefined,
    quiet: wish.quietFrom !== null,
    quietFrom: wish.quietFrom?.slice(0, 5) ?? usual.quietFrom,
    quietTo: wish.quietTo?.slice(0, 5) ?? usual.quietTo,
  };
}

/** @param before What it was; places that the form cannot name stay. */
export function wishOf(form: WishForm, before: NoticeWish | undefined): NoticeWish {
  return {
    channelId: form.channelId,
    address: form.address.trim(),
    severities: form.severities,
    kinds: form.kinds,
    places: placesOf(form, before),
    quietFrom: form.quiet ? `${form.quietFrom}:00` : null,
    quietTo: form.quiet ? `${form.quietTo}:00` : null,
    urgentAlways: form.urgentAlways,
    timeZone: before?.timeZone ?? '',
    tellCleared: form.tellCleared,
    language: form.language,
    paused: form.paused,
  };
}

function placesOf({ where, region, school }: WishForm, before: NoticeWish | undefined): Scope[] {
  if (where === 'several') return before?.places ?? [];
  if (where === 'region' && region !== undefined) return [{ kind: 'region', id: region }];
  if (where === 'school' && school !== undefined) return [{ kind: 'school', id: school }];
  return [];
}
