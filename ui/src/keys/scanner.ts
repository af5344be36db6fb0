// A barcode scanner types like a keyboard, only faster. Told apart by speed alone, so that a burst always
// ends in the desk's input, whatever had the focus, and never presses anything.

/** Characters of one burst follow each other within this many milliseconds. */
const GAP = 30;
/** So long a key waits before it acts: if a scanner sent it, the next one is here by then. */
export const INTERVAL = 35;
/** From this many characters on it is a burst. */
export const LEAST = 6;
/** Up to this many fast characters are still taken for keys of a person (`G` `D`). */
const PERSON = 2;

type Press = { key: string; at: number; field: boolean };
type Hooks<E> = {
  /** A run may begin: remember what the field holds. */
  start: () => void;
  /** It is a burst: give the field back what it held. */
  claim: () => void;
  /** The burst is complete. */
  burst: (text: string, enter: boolean) => void;
  /** No burst: these keys were pressed by a person, outside fields. */
  keys: (events: E[]) => void;
};

/** Reads key presses and says of each whether the page may have it. */
export class Scanner<E> {
  #run: { key: string; event: E }[] = [];
  #last = 0;
  #field = false;
  #claimed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #hooks: Hooks<E>;

  constructor(hooks: Hooks<E>) {
    this.#hooks = hooks;
  }

  /** One printable character. True: the page must not get it. */
  character({ key, at, field }: Press, event: E): boolean {
    if (this.#run.length > 0 && at - this.#last > GAP) this.#end(false);
    if (this.#run.length === 0) {
      this.#field = field;
      this.#hooks.start();
    }
    this.#run.push({ key, event });
    this.#last = at;
    if (!this.#claimed && this.#run.length >= LEAST) {
      this.#claimed = true;
      this.#hooks.claim();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(false), INTERVAL);
    return this.#claimed || !this.#field;
  }

  /** Enter or Tab. True: it belongs to a burst, the page must not get it. */
  terminator(at: number): boolean {
    if (this.#run.length === 0 || at - this.#last > INTERVAL) {
      this.#end(false);
      return false;
    }
    const mine = this.#claimed || !this.#field;
    if (!this.#claimed && !this.#field) this.#run = [];
    this.#end(true);
    return mine;
  }

  /** Any other key ends a run. */
  other(): void {
    this.#end(false);
  }

  /** Whether a run is under way, in which a space presses no button. */
  get running(): boolean {
    return this.#run.length > 0;
  }

  #end(enter: boolean): void {
    clearTimeout(this.#timer);
    const run = this.#run;
    const claimed = this.#claimed;
    const field = this.#field;
    this.#run = [];
    this.#claimed = false;
    if (claimed) this.#hooks.burst(run.map((press) => press.key).join(""), enter);
    else if (!field && run.length > 0 && run.length <= PERSON) this.#hooks.keys(run.map((press) => press.event));
  }
}
