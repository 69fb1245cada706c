// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useKeptFocus } from './useKeptFocus';

interface CardProps {
  face: string;
  free: boolean;
}

function Card({ face, free }: CardProps) {
  const card = useKeptFocus(face, free);
  return (
    <section ref={card}>
      <button key={face} className="main-button" disabled={!free}>
        {face}
      </button>
    </section>
  );
}

afterEach(cleanup);

test('a control that is still disabled when it appears has the focus once it is free', () => {
  const { rerender } = render(<Card face="recording" free />);
  screen.getByRole('button').focus();
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  rerender(<Card face="stopping" free={false} />);
  expect(document.activeElement).toBe(document.body);
  rerender(<Card face="stopping" free />);
  expect(document.activeElement).toBe(screen.getByRole('button'));
});

test('whoever touches the screen keeps no focus', () => {
  const { rerender } = render(<Card face="recording" free />);
  screen.getByRole('button').focus();
  document.dispatchEvent(new Event('pointerdown'));
  rerender(<Card face="stopping" free />);
  expect(document.activeElement).toBe(document.body);
});
