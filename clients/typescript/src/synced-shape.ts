import { type Message, type Row, Shape, ShapeStream } from "@electric-sql/client";
import type { Wish } from "./grant.js";
import type { Session } from "./session.js";

/** A `Shape` of a session: at logout it has no rows any more, whoever still holds it. */
export async function syncShape<T extends Row<unknown> = Row>(session: Session, table: string, wish?: Wish) {
  const stream = new ForgetfulStream<T>((await session.shapeOptions(table, wish)) as never);
  const shape = new Shape<T>(stream);
  session.onLogout(() => stream.forget());
  return shape;
}

type Subscriber<T extends Row<unknown>> = (messages: Message<T>[]) => unknown;

/** What it told its subscribers it can take back. */
class ForgetfulStream<T extends Row<unknown>> extends ShapeStream<T> {
  readonly #subscribers = new Set<Subscriber<T>>();

  override subscribe(callback: (messages: Message<T>[]) => void, onError?: (error: Error) => void) {
    this.#subscribers.add(callback);
    const unsubscribe = super.subscribe(callback, onError);
    return () => {
      this.#subscribers.delete(callback);
      unsubscribe();
    };
  }

  /** Electric's own word for what must be thrown away. */
  async forget(): Promise<void> {
    this.unsubscribeAll();
    const mustRefetch: Message<T>[] = [{ headers: { control: "must-refetch" } }];
    await Promise.all([...this.#subscribers].map((subscriber) => subscriber(mustRefetch)));
    this.#subscribers.clear();
  }
}
