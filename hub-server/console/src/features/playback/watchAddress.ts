/**
 * A link is a playlist below `/media/t/{secret}/`; people get the page that plays it. The secret stands after the #, so
 * that it is in no server's log and in no Referer.
 */
export function watchAddress(playlist: string, base: string = location.href): string {
  return new URL(`/watch#${playlist}`, base).href;
}

/** The playlist that a page's # names; undefined for anything but a link of this hub. */
export function playlistOf(hash: string): string | undefined {
  const path = hash.replace(/^#/, '');
  return /^\/media\/t\/[A-Za-z0-9_-]{16,128}\/[0-9a-f]{32}\/index\.m3u8$/.test(path) ? path : undefined;
}
