import { insertItem, insertTask, type Sample, type Samples, samples, type ShapeRequest } from "./api";
import { Changes } from "./changes";
import { find, make, uuid } from "./dom";
import { Journal } from "./journal";
import { Panel } from "./panel";

const TITLES = ["Polish the anvil", "Feed the sharks", "Fix the trapdoor", "Water the cactus", "Count the rockets", "Paint the lair"];
const ITEMS = "items";

const journal = new Journal(find(document, "#journal", HTMLElement));
const changes = new Changes();

function readRequest(): ShapeRequest {
  const value = (id: string): string => find(document, id, HTMLInputElement).value.trim();
  const [where, columns] = [value("#where"), value("#columns")];
  return { table: value("#table"), ...(where && { where }), ...(columns && { columns }) };
}

function fill(sample: Sample): void {
  find(document, "#table", HTMLInputElement).value = sample.table;
  find(document, "#where", HTMLInputElement).value = sample.where ?? "";
  find(document, "#columns", HTMLInputElement).value = sample.columns ?? "";
  find(document, "#hint", HTMLElement).textContent = sample.hint;
}

function setUpAsking(known: Samples, panels: Panel[]): void {
  const select = find(document, "#sample", HTMLSelectElement);
  select.replaceChildren(...known.shapes.map(({ label }) => make("option", "", label)));
  find(document, "#tables", HTMLElement).replaceChildren(
    ...known.tables.map((name) => {
      const option = make("option");
      option.value = name;
      return option;
    }),
  );
  const askBoth = (): void => {
    const request = readRequest();
    panels.forEach((panel) => void panel.ask(request));
  };
  const choose = (): void => {
    const sample = known.shapes[select.selectedIndex];
    if (sample) {
      fill(sample);
      askBoth();
    }
  };
  select.addEventListener("change", choose);
  find(document, "#ask", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    askBoth();
  });
  choose();
}

function suggest(input: HTMLInputElement): void {
  const others = TITLES.filter((title) => title !== input.value);
  input.value = others[Math.floor(Math.random() * others.length)] ?? "";
}

function setUpInserting({ organisations }: Samples): void {
  const into = find(document, "#into", HTMLSelectElement);
  const text = find(document, "#text", HTMLInputElement);
  const option = (label: string, value: string): HTMLOptionElement => new Option(label, value);
  into.replaceChildren(
    ...organisations.map(({ id, name }) => option(`tasks of ${name}`, String(id))),
    option(ITEMS, ITEMS),
  );
  suggest(text);
  find(document, "#insert", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const id = uuid();
    changes.begin(id);
    const inserted = into.value === ITEMS ? insertItem(id, text.value) : insertTask(id, Number(into.value), text.value);
    suggest(text);
    inserted.catch((problem: unknown) => {
      journal.note("The insert", `failed: ${(problem as Error).message}`, "bad");
    });
  });
}

async function start(): Promise<void> {
  const known = await samples();
  const around = { users: known.users, organisations: known.organisations, journal, changes };
  const panels = [new Panel("left", "alice", around), new Panel("right", "bob", around)];
  find(document, "#panels", HTMLElement).replaceChildren(...panels.map((panel) => panel.element));
  setUpInserting(known);
  setUpAsking(known, panels);
}

start().catch((problem: unknown) => {
  journal.note("The page", `cannot start: ${(problem as Error).message}`, "bad");
});
