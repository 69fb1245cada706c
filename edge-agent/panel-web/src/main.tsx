import { createRoot } from 'react-dom/client';

const host = document.getElementById('panel');
if (host) createRoot(host).render(<main />);
