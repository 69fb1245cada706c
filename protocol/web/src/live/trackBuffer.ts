type Step =
  | { kind: 'begin'; mime: string; offset: number; init: Uint8Array<ArrayBuffer> }
  | { kind: 'data'; data: Uint8Array<ArrayBuffer> };

/** Frames that wait for the decoder's buffer; more means that it takes nothing. */
const mostWaiting = 16 * 1024 * 1024;
const keptBehind = 10;

/** One track's SourceBuffer: takes what comes in order, as fast as the browser does, and keeps ten seconds. */
export class TrackBuffer {
  private readonly steps: Step[] = [];
  private readonly buffer: SourceBuffer;
  private readonly failed: () => void;
  private waiting = 0;
  private mime: string;

  constructor(source: MediaSource, mime: string, failed: () => void) {
    this.buffer = source.addSourceBuffer(mime);
    this.mime = mime;
    this.failed = failed;
    this.buffer.addEventListener('updateend', () => this.work());
    this.buffer.addEventListener('error', failed);
  }

  get buffered(): TimeRanges {
    return this.buffer.buffered;
  }

  /** Another run of the capture: its times count from elsewhere, its picture may have another size or codec. */
  begin(mime: string, offset: number, init: Uint8Array<ArrayBuffer>): void {
    this.add({ kind: 'begin', mime, offset, init }, init.byteLength);
  }

  append(data: Uint8Array<ArrayBuffer>): void {
    this.add({ kind: 'data', data }, data.byteLength);
  }

  /** Forgets what was shown long ago. */
  trim(time: number): void {
    const buffered = this.buffer.buffered;
    if (this.buffer.updating || buffered.length === 0 || buffered.start(0) > time - 2 * keptBehind) return;
    this.buffer.remove(0, time - keptBehind);
  }

  private add(step: Step, bytes: number): void {
    this.steps.push(step);
    this.waiting += bytes;
    if (this.waiting > mostWaiting) this.failed();
    else this.work();
  }

  private work(): void {
    if (this.buffer.updating) return;
    const step = this.steps.shift();
    if (!step) return;
    try {
      if (step.kind === 'begin') this.start(step);
      else this.buffer.appendBuffer(this.gather(step.data));
    } catch {
      // Full, detached or a codec it cannot change to: everything anew is quicker than mending.
      this.failed();
    }
  }

  private start(step: Step & { kind: 'begin' }): void {
    if (step.mime !== this.mime) this.buffer.changeType(step.mime);
    this.mime = step.mime;
    this.buffer.timestampOffset = step.offset;
    this.waiting -= step.init.byteLength;
    this.buffer.appendBuffer(step.init);
  }

  /** What has piled up goes in at once. */
  private gather(first: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const pieces = [first];
    for (let next = this.steps[0]; next?.kind === 'data'; next = this.steps[0]) {
      pieces.push(next.data);
      this.steps.shift();
    }
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    this.waiting -= length;
    if (pieces.length === 1) return first;
    const together = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      together.set(piece, at);
      at += piece.byteLength;
    }
    return together;
  }
}
