/** Something that the author can mend; its message says how. */
export class BuildError extends Error {}
