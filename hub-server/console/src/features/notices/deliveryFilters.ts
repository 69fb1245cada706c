export const deliveryShows = ['all', 'waiting', 'sent', 'failed'] as const;

/** Which messages are listed. */
export type DeliveryShow = (typeof deliveryShows)[number];

/** What makes no sense in the address is as if it were not there. */
export function showOf(search: URLSearchParams): DeliveryShow {
  return deliveryShows.find((known) => known === search.get('state')) ?? 'all';
}

export function channelOf(search: URLSearchParams): string | undefined {
  return /^[0-9a-f]{32}$/.exec(search.get('channel') ?? '')?.[0];
}
