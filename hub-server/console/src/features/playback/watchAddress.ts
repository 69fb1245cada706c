/** What a link opens: its secret, and the one recording, collection or room that it is good for. */
export interface WatchLink {
  kind: 'lesson' | 'live' | 'collection';
  token: string;
  id: string;
}

/**
 * A link is a playlist below `/media/t/{secret}/`, or a room below `/live/t/{secret}/`; people get the page that plays
 * it. The secret stands after the #, so that it is in no server's log and in no Referer.
 */
export function watchAddress(link: string, base: string = location.href): string {
  return new URL(`/watch#${link}`, base).href;
}

/** The same for a frame in a page of another site. */
export function embedAddress(link: string, base: string = location.href): string {
  return new URL(`/embed/${link.startsWith('/live/') ? 'live' : 'lesson'}#${link}`, base).href;
}

/** The link that a page's # names; undefined for anything but a link of this hub. */
export function linkOf(hash: string): WatchLink | undefined {
  const collection = /^#\/media\/t\/([A-Za-z0-9_-]{16,128})\/collections\/([0-9a-f]{32})$/.exec(hash);
  const parts =
    collection ??
    /^#\/media\/t\/([A-Za-z0-9_-]{16,128})\/([0-9a-f]{32})\/index\.m3u8$/.exec(hash) ??
    /^#\/live\/t\/([A-Za-z0-9_-]{16,128})\/([0-9a-f]{32})$/.exec(hash);
  if (parts?.[1] === undefined || parts[2] === undefined) return undefined;
  const kind = collection ? 'collection' : hash.startsWith('#/live/') ? 'live' : 'lesson';
  return { kind, token: parts[1], id: parts[2] };
}
