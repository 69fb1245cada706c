import './receive.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadWords } from '../words';
import { ReceivePage } from './ReceivePage';

await loadWords();
const host = document.getElementById('receive');
if (!host) throw new Error('receive.html has no #receive.');
createRoot(host).render(
  <StrictMode>
    <ReceivePage />
  </StrictMode>,
);
