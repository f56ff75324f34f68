// One verification: named steps in the order of the specification. The first that fails ends it.

import { Failure } from './failure.js';

/** @typedef {{id: string, state: 'ok' | 'unchecked' | 'failed', [fact: string]: unknown}} Step */

export class Run {
  /** @param {{onStep?: (step: Step) => void, onProgress?: (id: string, share: number) => void}} watch */
  constructor(watch = {}) {
    this.watch = watch;
    /** @type {Step[]} */
    this.steps = [];
    /** What could not be checked, as words of `words.js`. @type {string[]} */
    this.unchecked = [];
    /** The failure's code. @type {string | null} */
    this.error = null;
    /** What was found instead, for experts. @type {string | null} */
    this.detail = null;
  }

  /** Does a step; what it returns are facts for the reader, `unchecked` among them. */
  async step(id, action) {
    let facts;
    try {
      facts = await action((share) => this.watch.onProgress?.(id, share));
    } catch (error) {
      if (error instanceof Failure) this.#end({ id, state: 'failed', code: error.code });
      throw error;
    }
    if (facts?.unchecked) this.unchecked.push(facts.unchecked);
    this.#end({ id, state: facts?.unchecked ? 'unchecked' : 'ok', ...facts });
  }

  #end(step) {
    this.steps.push(step);
    this.watch.onStep?.(step);
  }

  /** What all steps together say. Anything thrown that is not a failed check is a mistake of this program: it goes on. */
  async report(action) {
    let facts = {};
    try {
      facts = await action(this);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.error = error.code;
      this.detail = error.message;
    }
    const { error, detail, steps, unchecked } = this;
    const verdict = error ? 'failed' : unchecked.length > 0 ? 'incomplete' : 'verified';
    return { verdict, error, detail, steps, unchecked, ...(error ? {} : facts) };
  }
}
