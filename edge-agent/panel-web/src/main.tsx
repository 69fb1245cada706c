import './look/base.css';
import './look/lesson.css';
import './look/linked.css';
import './look/room.css';
import './look/screens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadWords } from './words';

await loadWords();
const host = document.getElementById('panel');
if (!host) throw new Error('index.html has no #panel.');
createRoot(host).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
