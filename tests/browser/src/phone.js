// The customer's phone, in the words of the customer who holds it.

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */

export class Phone {
  /**
   * @param {Page} page
   * @param {import("./demo.js").Welcome} welcome
   */
  constructor(page, welcome) {
    this.page = page;
    this.welcome = welcome;
  }

  async open() {
    await this.page.goto(this.welcome.phone);
    await this.page.getByText("Connected", { exact: true }).waitFor();
  }

  /** Whose phone it is from now on. @param {string} name */
  async hold(name) {
    const person = this.page.getByRole("navigation", { name: "Customers" }).getByRole("button", { name });
    await person.click();
    // In a narrow window the list gives way to the chat.
    await this.page.locator(".person[aria-current=true]", { hasText: name }).waitFor({ state: "attached" });
  }

  field() {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  /** @param {string} text */
  async write(text) {
    await this.field().fill(text);
    await this.field().press("Enter");
    await this.message(text).waitFor();
  }

  /** A line of the chat. @param {string | RegExp} text */
  message(text) {
    return this.page.getByRole("log").getByRole("article").filter({ hasText: text });
  }

  /**
   * Sends a picture that was taken.
   * @param {{ name: string, mimeType: string, buffer: Buffer }} picture
   * @param {string} caption
   */
  async sendPhoto(picture, caption) {
    await this.field().fill(caption);
    await this.page.getByRole("button", { name: "Attach" }).click();
    const [chooser] = await Promise.all([
      this.page.waitForEvent("filechooser"),
      this.page.getByRole("button", { name: "Photo", exact: true }).click(),
    ]);
    await chooser.setFiles(picture);
    await this.message(caption).waitFor();
  }

  /** @param {Locator} message @param {string} emoji */
  async react(message, emoji) {
    await message.hover();
    await message.getByRole("button", { name: "React" }).click();
    await this.page.getByRole("group", { name: "Reactions" }).getByRole("button", { name: emoji }).click();
  }

  /** Answers one message in particular. @param {Locator} message @param {string} text */
  async quote(message, text) {
    await message.hover();
    await message.getByRole("button", { name: "Quote this message" }).click();
    await this.write(text);
  }

  /** How often the business's program sent this, read arrivals or not. @param {string} text */
  async sent(text) {
    const answer = await fetch(new URL("/_control/sends?limit=1000", this.welcome.phone));
    const { items } = /** @type {{ items: unknown[] }} */ (await answer.json());
    return items.filter((item) => JSON.stringify(item).includes(JSON.stringify(text).slice(1, -1))).length;
  }
}

/**
 * A photo as a phone would take it: a worn brake disc.
 * @param {Page} page
 */
export async function photo(page) {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 440];
    const paint = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const ring = (/** @type {number} */ radius, /** @type {string | CanvasGradient} */ fill) => {
      paint.fillStyle = fill;
      paint.beginPath();
      paint.arc(320, 220, radius, 0, 7);
      paint.fill();
    };
    const floor = paint.createLinearGradient(0, 0, 640, 440);
    floor.addColorStop(0, "#4c4a46");
    floor.addColorStop(1, "#27272a");
    paint.fillStyle = floor;
    paint.fillRect(0, 0, 640, 440);
    const steel = paint.createRadialGradient(270, 160, 30, 320, 220, 190);
    steel.addColorStop(0, "#d8dade");
    steel.addColorStop(1, "#7d8188");
    ring(190, "#33353a");
    ring(184, steel);
    paint.strokeStyle = "rgb(70 50 40 / 45%)";
    for (let radius = 104; radius < 182; radius += 6) {
      paint.lineWidth = 1 + ((radius * 7) % 3);
      paint.beginPath();
      paint.arc(320, 220, radius, radius % 5, (radius % 5) + 4.6);
      paint.stroke();
    }
    ring(96, "#5a5d63");
    ring(88, "#8b8f96");
    ring(34, "#202226");
    for (let hole = 0; hole < 5; hole++) {
      const angle = (hole * 2 * Math.PI) / 5;
      paint.fillStyle = "#202226";
      paint.beginPath();
      paint.arc(320 + 62 * Math.cos(angle), 220 + 62 * Math.sin(angle), 10, 0, 7);
      paint.fill();
    }
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1] ?? "";
  });
  return { name: "brake-disc.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}
