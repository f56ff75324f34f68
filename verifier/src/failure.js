// Why a file is refused: the code of the specification (§9), and a sentence for those who look closer.

/** Thrown by every check that does not hold. */
export class Failure extends Error {
  /**
   * @param {string} code one of the codes of spec §9, such as `selection`
   * @param {string} detail what was found, in English, for experts
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/** @returns {never} */
export function fail(code, detail) {
  throw new Failure(code, detail);
}

/** Fails with this code unless the condition holds. */
export function must(condition, code, detail) {
  if (!condition) fail(code, detail);
}

/** What `action` gives; whatever else it throws becomes a failure of this code. */
export function orFail(code, action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof Failure) throw new Failure(code, error.message);
    throw error;
  }
}
