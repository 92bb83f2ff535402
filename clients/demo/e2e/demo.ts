import { test as base, expect, type Locator, type Page } from "@playwright/test";

/** The page as somebody uses it, who also watches the console and the network. */
export class Demo {
  readonly page: Page;
  readonly left: Side;
  readonly right: Side;
  readonly journal: Locator;
  readonly #console: string[] = [];
  readonly #foreign: string[] = [];
  #refusals: RegExp[] = [];

  constructor(page: Page, origin: string) {
    this.page = page;
    this.left = new Side(page.locator(".panel").nth(0));
    this.right = new Side(page.locator(".panel").nth(1));
    this.journal = page.getByRole("log");
    page.on("pageerror", (error) => this.#console.push(error.message));
    page.on("console", (message) => {
      const line = `${message.text()} ${message.location().url}`;
      if (["error", "warning"].includes(message.type()) && !this.#refusals.some((known) => known.test(line))) {
        this.#console.push(line);
      }
    });
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(origin).origin) {
        this.#foreign.push(request.url());
      }
    });
  }

  /** The browser itself writes a line for each answer of 400 and above. Those that a test is about are expected. */
  expectRefusals(...known: RegExp[]): void {
    this.#refusals = known;
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    await expect(this.left.badge).toHaveText("Granted");
    await expect(this.right.badge).toHaveText("Granted");
    await expect(this.left.rows.first()).toBeVisible();
    await expect(this.right.rows.first()).toBeVisible();
  }

  async choose(sample: string): Promise<void> {
    await this.page.getByLabel("Sample").selectOption(sample);
  }

  async insert(into: string, text: string): Promise<void> {
    await this.page.getByLabel("Into").selectOption(into);
    await this.page.getByLabel("Text").fill(text);
    await this.page.getByRole("button", { name: "Insert a row" }).click();
  }

  verify(): void {
    expect(this.#console, "the console").toEqual([]);
    expect(this.#foreign, "requests to elsewhere").toEqual([]);
  }
}

/** One of the two users. */
export class Side {
  readonly root: Locator;
  readonly name: Locator;
  readonly badge: Locator;
  readonly rows: Locator;
  readonly echo: Locator;

  constructor(root: Locator) {
    this.root = root;
    this.name = root.getByRole("heading");
    this.badge = root.locator(".badge");
    this.rows = root.locator("tbody tr");
    this.echo = root.locator(".echo");
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** What the decision says under that name. */
  fact(name: string): Locator {
    return this.root.locator(`dt:text-is("${name}") + dd`);
  }

  async become(user: string): Promise<void> {
    await this.root.getByRole("radio", { name: user }).check();
    await expect(this.name).toHaveText(user);
  }

  async tamper(way: string): Promise<void> {
    await this.root.getByRole("combobox").selectOption(way);
    await this.root.getByRole("button", { name: "Tamper" }).click();
  }
}

export const test = base.extend<{ demo: Demo }>({
  demo: async ({ page, baseURL }, use) => {
    const demo = new Demo(page, baseURL ?? "");
    await use(demo);
    demo.verify();
  },
});

export { expect };
