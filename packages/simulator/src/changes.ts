/** Counts what has changed, so that whoever watches need not compare. */
export class Changes {
  #revision = 0;

  /** Something that the inbox shows has changed, or may have. */
  note(): void {
    this.#revision += 1;
  }

  get revision(): number {
    return this.#revision;
  }
}
