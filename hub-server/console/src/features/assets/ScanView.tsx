import { Alert } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../app/useWords';

/** What the browser reads codes with (W3C Shape Detection); Chrome on phones has it, others not. */
interface CodeReader {
  detect: (picture: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

type CodeReaderClass = new (options: { formats: string[] }) => CodeReader;

const lookEveryMs = 300;

function readerClass(): CodeReaderClass | undefined {
  return (globalThis as { BarcodeDetector?: CodeReaderClass }).BarcodeDetector;
}

/** Cameras are for secure pages only. */
export function canScan(): boolean {
  return readerClass() !== undefined && window.isSecureContext;
}

/** The phone's back camera; every code it sees is told. */
export function ScanView({ onFound }: { onFound: (text: string) => void }) {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(onFound);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    told.current = onFound;
  }, [onFound]);
  useEffect(() => {
    const Reader = readerClass();
    if (Reader === undefined) return;
    const reader = new Reader({ formats: ['qr_code', 'code_128'] });
    let stream: MediaStream | undefined;
    let ended = false;
    let timer = 0;
    const look = async () => {
      const picture = video.current;
      if (ended || picture === null) return;
      const codes = picture.readyState >= 2 ? await reader.detect(picture).catch(() => []) : [];
      const first = codes[0];
      if (first !== undefined) told.current(first.rawValue);
      timer = window.setTimeout(() => void look(), lookEveryMs);
    };
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      } catch {
        setRefused(true);
        return;
      }
      if (ended || video.current === null) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      video.current.srcObject = stream;
      await video.current.play().catch(() => undefined);
      await look();
    };
    void start();
    return () => {
      ended = true;
      window.clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  if (refused) return <Alert type="warning" showIcon title={t('stockTake.cameraRefused')} />;
  return (
    <video
      ref={video}
      muted
      playsInline
      aria-label={t('stockTake.scan')}
      style={{ width: '100%', maxHeight: 320, borderRadius: 8, background: '#20262e', objectFit: 'cover' }}
    />
  );
}
