/** Something that the hub refused three times. */
export interface QuarantinedItem {
  id: string;
  /** The reading's name, or the kind of event or alarm. */
  what: string;
  /** Null while the box did not know the time. */
  at: string | null;
  /** The hub's stable code, and its words for it. */
  code: string;
  reason: string;
}
