import type { Invitation } from '../../api/types';

export function linkOf({ address }: Invitation, origin: string): string {
  return new URL(address, origin).href;
}

/** Names and links as a file that office programs open; what they would take for a formula is none any more. */
export function invitationTable(invitations: Invitation[], origin: string): string {
  const rows = invitations.map((one) => [one.user, linkOf(one, origin), one.expiresAt]);
  return `\uFEFF${[['user', 'link', 'until'], ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function field(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
