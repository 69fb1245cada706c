import type { TFunction } from 'i18next';
import type { Onlookers } from './status';

/** So many names are said; the others are counted. */
const mostNames = 3;

/** "王老师、李老师等 5 人，2 人通过链接". */
export function onlookersInWords({ named, more, byLink }: Onlookers, t: TFunction): string {
  const names = named.map(({ name, program }) => (program ? t('onlookers.program', { name }) : name));
  const said = names.slice(0, mostNames).join(t('onlookers.and'));
  const all = names.length + more;
  const people = all > mostNames ? t('onlookers.andMore', { names: said, all }) : said;
  const links = byLink > 0 ? t('onlookers.byLink', { people: byLink }) : '';
  return [people, links].filter((part) => part !== '').join(t('onlookers.and'));
}
