const clock = $state({ now: Date.now() });
setInterval(() => (clock.now = Date.now()), 30_000);

/** The time, to half a minute; what shows an age is redrawn with it. */
export const now = (): number => clock.now;
