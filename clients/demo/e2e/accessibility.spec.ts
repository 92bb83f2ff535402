import AxeBuilder from "@axe-core/playwright";
import { type Demo, expect, test } from "./demo";

async function expectNoViolations(demo: Demo): Promise<void> {
  // What moves is looked at when it is there; axe would measure the contrast of half a fade.
  await demo.page.emulateMedia({ reducedMotion: "reduce" });
  const { violations } = await new AxeBuilder({ page: demo.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("axe finds nothing in what is granted", async ({ demo }) => {
      demo.expectRefusals(/status of 403 .*\/proxy\/v1\/shape/);
      await demo.open();
      await demo.page.getByText("Write your own").click();
      await demo.left.root.getByText("Decoded token").click();
      await demo.left.tamper("Drop the filter");
      await demo.insert("tasks of Globex", `Contrast ${colorScheme}`);
      await expect(demo.right.row(`Contrast ${colorScheme}`).first()).toBeVisible();
      await expect(demo.left.fact("Rule")).toBeVisible();

      await expectNoViolations(demo);
    });

    test("axe finds nothing in what is refused", async ({ demo }) => {
      demo.expectRefusals(/status of 403 .*\/gatekeeper\//);
      await demo.open();
      await demo.left.become("Nobody");
      await expect(demo.left.badge).toHaveText("Refused · 403");

      await expectNoViolations(demo);
    });

    for (const width of [360, 820]) {
      test(`nothing sticks out at a width of ${width}`, async ({ demo }) => {
        await demo.page.setViewportSize({ width, height: 800 });
        await demo.open();

        expect(await demo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await expectNoViolations(demo);
      });
    }
  });
}
